"""A profile: at the end of each period a record of registers, with what there is to say about its quality.

Load profile (99.1.0) and analysis logger (99.1.1) are two of them. Periods are aligned to the clock. What was not
measured is not recorded: the record after a gap is marked. Reference tables of load profile and analysis logger.
"""

import struct

VALUE = 5  # bytes of a register in a record, two's complement
_MASK = (1 << 8 * VALUE) - 1
HEAD = 2  # of its marks
_STATE = "<IHHII"


class Profile:
    """log: Log of records, or None where there is none; columns: functions that read the registers, in order.

    layout: a number that stands for what the columns are. `start` of the running period, seconds since 2000 UTC;
    `marks` collected in it; `lost`: records that the log did not take.
    """

    def __init__(self, log, columns, period_s, layout):
        self.log = log
        self.columns = columns
        self.period_s = period_s
        self.start = 0
        self.marks = 0
        self.lost = 0
        self._layout = self._kept_layout = layout
        self._next = 0  # number of the record to come when the state was kept

    def end(self):
        """When the running period ends."""
        return self.start - self.start % self.period_s + self.period_s

    def begin(self, now, marks):
        """Begin the period that `now` lies in."""
        self.start = now
        self.marks = marks

    def close(self, time, marks):
        """End the running period with a record of `time`, and begin the next there."""
        if self.log:
            try:
                self.log.append(time, self._record(self.marks | marks))
            except OSError:
                self.lost += 1  # metering goes on, and the missing record shows as a gap
        self.begin(time, 0)

    def ahead(self):
        """Time of a record that the kept state does not know of, because the supply went between them; or None."""
        return last_time(self.log) if self.log and self.log.next == self._next + 1 else None

    def rearranged(self):
        """Drop the records when they are of other columns than those of now; whether they were."""
        if self._kept_layout == self._layout:
            return False
        if self.log:
            self.log.clear()
        return True

    def pack(self):
        """State to keep, after each `close`."""
        return struct.pack(
            _STATE, self.start, self.marks, self.period_s, self._layout, self.log.next if self.log else 0
        )

    def unpack(self, state, at):
        """Give the state back; `period_s` is then the one that the running period began with."""
        self.start, self.marks, self.period_s, self._kept_layout, self._next = struct.unpack_from(_STATE, state, at)

    def _record(self, marks):
        record = struct.pack("<H", marks)
        for read in self.columns:
            record += (read() & _MASK).to_bytes(VALUE, "little")
        return record


def record_size(columns):
    """Bytes of a record's payload."""
    return HEAD + VALUE * columns


def last_time(log):
    """Time of the newest record of a log, None where it has none that is whole."""
    for _, time, _ in log.read(log.next - 1, 1):
        return time
    return None


def values(record):
    """(marks, register values) of a record."""
    marks = struct.unpack_from("<H", record)[0]
    found = []
    for k in range(HEAD, len(record), VALUE):
        value = int.from_bytes(record[k : k + VALUE], "little")
        found.append(value - _MASK - 1 if value > _MASK >> 1 else value)
    return marks, found
