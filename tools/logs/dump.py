"""Runs on MicroPython: reads the logs of a simulated meter's state directory with the meter's own code.

`micropython dump.py STATE LOG SINCE UNTIL` prints JSON: a line of column names, then a line for each record, its time
in seconds since 2000 UTC first. Nothing is written, so that the meter may be running.
"""

import json
import sys

import vfs  # pyright: ignore[reportMissingImports]
from drivers.littlefs_files import LogFiles
from flash import SMALL, Flash
from memory import Files, Fram
from meter.config.settings import Settings, load
from meter.logs import billing_log, events, marks, profile
from meter.stores import Stores

EROFS = 30


class ReadOnlyFlash(Flash):
    def writeblocks(self, block, data, offset):
        raise OSError(EROFS)

    def ioctl(self, operation, argument):
        if operation == 6:
            raise OSError(EROFS)
        return super().ioctl(operation, argument)


class ReadOnlyFram(Fram):
    def write(self, address, data):
        pass  # what the meter would take over at its start, it takes over at its start


class Board:
    def __init__(self, state):
        vfs.mount(vfs.VfsLfs2(ReadOnlyFlash(state, lambda ms: None), mtime=False, **SMALL), "/flash")
        self.memory = ReadOnlyFram(state)
        self.logs = LogFiles("/flash/log/")
        self.files = Files(state)


def profile_rows(log, columns):
    def row(payload):
        found, values = profile.values(payload)
        return [marks.logger_status(found), found & marks.QUALITY] + values

    return log, ["status", "quality"] + list(columns), row


def stops_row(payload):
    why, values = billing_log.values(payload)
    return [("on time", "command", "late")[why]] + values


def main(state, which, since, until):
    board = Board(state)
    text = board.files.read("settings.json")
    settings = load(text) if text else Settings()
    stores = Stores(board, settings)
    log, columns, row = {
        "load": lambda: profile_rows(stores.load, settings.type_number.energies),
        "analysis": lambda: profile_rows(stores.analysis, settings.analysis),
        "billing": lambda: (stores.stops, ("why",) + billing_log.VALUES, stops_row),
        "events": lambda: (stores.events, ("event",), lambda payload: [events.text(payload)]),
    }[which]()
    print(json.dumps({"columns": list(columns), "zone_hours": settings.zone_hours}))
    if log:
        for _, time, payload in log.find(since, until):
            print(json.dumps([time] + row(payload)))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
