"""Runs on MicroPython: fills the load profile of a meter's state directory: `fill_quarters.py STATE END ROWS`.

Row k of ROWS, counted from 0, has the marks k mod 2**13 but the fourth to the sixth bit, and 7·k, 11·k, 13·k and
4294967295 - k in its registers; the last one ends at END, seconds since 2000 UTC.
"""

import struct
import sys

import flash
from drivers.littlefs_files import LogFiles
from memory import Fram
from meter.config.settings import Settings
from meter.stores import Stores


class Board:
    def __init__(self, state):
        flash.mount(flash.Flash(state, lambda ms: None), "/flash")
        self.memory = Fram(state)
        self.logs = LogFiles("/flash/log/")


def main(state, end, rows):
    log = Stores(Board(state), Settings()).load
    for k in range(rows):
        record = struct.pack("<H", k & 0x1FC7)
        for value in (7 * k, 11 * k, 13 * k, 0xFFFFFFFF - k):
            record += struct.pack("<IB", value, 0)
        log.append(end - (rows - 1 - k) * 900, record)
    print(log.next - log.first)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
