"""Runs on MicroPython: reads the logs of a simulated meter's state directory with the meter's own code.

`micropython dump.py STATE LOG SINCE UNTIL` prints JSON: a line of column names, then a line for each record, its time
in seconds since 2000 UTC first. Nothing is written, so that the meter may be running. LOG counting: what the counters
of the voltage quality have been kept at, of a time to come.
"""

import json
import struct
import sys

import cuts  # pyright: ignore[reportMissingImports] — beside this file
import vfs  # pyright: ignore[reportMissingImports]
from drivers.littlefs_files import LogFiles
from flash import SMALL, Flash
from memory import Files, Fram
from meter.config.settings import Settings, load
from meter.control.kept import CUT
from meter.logs import billing_log, events, marks, profile
from meter.quality import records
from meter.quality.quality import STATE
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


VOLTAGE = ("event", "mean_v", "highest_v", "lowest_v", "duration_s", "hundredths")
EVENTS = (
    "mean low", "mean high", "lowest", "highest", "outage", "restored", "low", "low ends", "high", "high ends", "dip",
    "swell", "interruption",
)  # fmt: skip
COUNTERS = (
    "windows", "f_below_1", "f_above_1", "f_below_6", "f_above_4", "f_below_2", "f_above_2", "f_below_15", "f_above_15",
    "u_below_10", "mean_low", "mean_high", "rapid_changes", "u_above_10", "long_interruptions", "short_interruptions",
    "thd_u", "u_below_15", "left_out", "dips", "swells", "thd_i", "tens", "since",
)  # fmt: skip


def voltage_row(payload):
    _, hundredths, code, mean, duration, most, least = records.fields(0, payload)
    return [EVENTS[code], mean / 1000, most / 10, least / 10, duration / 1000, hundredths]


def outage_row(payload):
    code, seconds = records.outage(payload)
    return [EVENTS[code], seconds]


def occurrences_row(payload):
    counts, tens, since = records.of_record(payload)
    return list(counts) + [tens, since]


class Counting:
    """The journal of the voltage quality as a log of one record."""

    damaged = 0

    def __init__(self, journal):
        self._state = journal.load()

    def find(self, since, until):
        if self._state and self._state[0]:  # 0: given up
            at = struct.calcsize(STATE)
            counts = self._state[at : at + 44]
            yield 0, until, counts + self._state[at - 8 : at]


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
        "voltage": lambda: (stores.voltage, VOLTAGE, voltage_row),
        "outages": lambda: (stores.outages, ("event", "seconds"), outage_row),
        "occurrences": lambda: (stores.occurrences, COUNTERS, occurrences_row),
        "cuts": lambda: (stores.cuts, cuts.COLUMNS, lambda payload: cuts.row(struct.unpack(CUT, payload))),
        "counting": lambda: (Counting(stores.quality), COUNTERS, occurrences_row),
    }[which]()
    print(json.dumps({"columns": list(columns), "zone_hours": settings.zone_hours}))
    if log:
        for _, time, payload in log.find(since, until):
            if which == "voltage":
                time = records.fields(time, payload)[0]  # when it began
            print(json.dumps([time] + row(payload)))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
