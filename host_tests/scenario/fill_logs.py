"""Runs on MicroPython: fills every log of a simulated meter's state directory to its depth: `fill_logs.py STATE END`.

END: time of the newest record, seconds since 2000 UTC. Prints the number of records.
"""

import sys

import flash
from drivers.littlefs_files import LogFiles
from memory import Fram
from meter.config.settings import Settings
from meter.logs import billing_log, events
from meter.logs.profile import record_size
from meter.stores import Stores


class Board:
    def __init__(self, state):
        flash.mount(flash.Flash(state, lambda ms: None), "/flash")
        self.memory = Fram(state)
        self.logs = LogFiles("/flash/log/")


def fill(log, depth, size, end, every):
    for k in range(depth):
        log.append(end - (depth - 1 - k) * every, k.to_bytes(4, "little") + bytes(size - 4))
    return log.next - log.first


def main(state, end):
    settings = Settings()
    stores = Stores(Board(state), settings)
    print(
        fill(stores.load, 17_616, record_size(4), end, 900),
        fill(stores.analysis, stores.analysis.depth, record_size(len(settings.analysis)), end, 900),
        fill(stores.stops, billing_log.DEPTH, billing_log.SIZE, end, 2_592_000),
        fill(stores.events, events.DEPTH, events.SIZE, end, 3600),
    )


main(sys.argv[1], int(sys.argv[2]))
