"""Counters of what was outside the limits of EN 50160, registers 133.0.x, and their log by the day, week or month.

Reference table of occurrence counters. They count from one record of the log (99.98.17) to the next, and begin at zero
then; 65535 is held. The numbers that belong to three phases hold what makes shares of the counts.
"""

import struct
from array import array

from meter.clock.calendar import DAY, from_seconds
from meter.logs.profile import last_time

WINDOWS = 0  # ten minutes each that were held against the limits; 1 to 8: see _LIMITS
BELOW_10, UNDER, OVER, RAPID = 9, 10, 11, 12  # 10, 11: mean windows outside the settings
ABOVE_10 = 13
LONG, SHORT = 14, 15  # interruptions
THD_V, THD_I = 16, 21
BELOW_15 = 17
LEFT_OUT = 18  # ten minutes each that were flagged, or not measured whole
DIPS, SWELLS = 19, 20
_PLACES = 22
_LIMITS = (-10, 10, -60, 40, -20, 20, -150, 150)  # of the frequency, thousandths: counters 1 to 8
_DISTORTED = 800  # hundredths of a percent
_MOST = 0xFFFF
_TAIL = "<II"
DAILY, WEEKLY, MONTHLY = 0, 1, 2


class Occurrences:
    """log: Log of `pack`s, each of the time when its counting ended.

    `counts` by number, of which REGISTERS are those of the reference; `tens`: values of the frequency, of ten seconds
    each; `since`: when the counting began, seconds since 2000 UTC.
    """

    REGISTERS = bytes((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 19, 20, 21))

    def __init__(self, log):
        self.log = log
        self.counts = array("H", bytes(2 * _PLACES))
        self.tens = self.since = 0
        self._distortions = self._v_square = self._i_square = 0

    def count(self, number, by=1):
        self.counts[number] = min(self.counts[number] + by, _MOST)

    def frequency(self, hertz, ms, nominal_mhz):
        """Ten seconds are over, of which the frequency is known in `ms`; hertz: the sum of mHz · ms."""
        self.tens += 1
        for k in range(8):
            side = 1 if k & 1 else -1
            if (1000 * hertz - nominal_mhz * (1000 + _LIMITS[k]) * ms) * side > 0:
                self.count(k + 1)

    def distortion(self, v, i):
        """THD of voltage and current now, hundredths of a percent; there is one every ten seconds."""
        self._distortions += 1
        self._v_square += v * v
        self._i_square += i * i

    def ten_minutes(self, mv, nominal_mv):
        """Ten minutes are over; mv: their mean, None where it may not be held against limits."""
        limit = _DISTORTED * _DISTORTED * self._distortions
        if mv is None:
            self.count(LEFT_OUT)
        else:
            self.count(WINDOWS)
            if 10 * mv < 9 * nominal_mv:
                self.count(BELOW_10)
            if 100 * mv < 85 * nominal_mv:
                self.count(BELOW_15)
            if 10 * mv > 11 * nominal_mv:
                self.count(ABOVE_10)
            if self._v_square > limit:
                self.count(THD_V)
            if self._i_square > limit:
                self.count(THD_I)
        self._distortions = self._v_square = self._i_square = 0

    def store(self, now, kind, zone_s):
        """Store the counters and begin anew where a day, week or month has ended at `now`; True when they were.

        Periods are those of normal time, `zone_s` ahead of UTC. OSError when the log does not take it; nothing was
        changed then.
        """
        if now < self.since:  # the clock was set back: what was counted until then is kept with what follows
            self.since = now
        begun = _begin(now, kind, zone_s)
        if begun <= self.since:
            return False
        if self.since:
            self.log.append(begun, self.pack())
        self._begin(begun if self.since else now)
        return True

    def pack(self):
        """The payload of a record; `of_record` tells what is in it."""
        return bytes(self.counts) + struct.pack(_TAIL, self.tens, self.since)

    def restore(self, state, following):
        """Give back what `pack` has given; following: the number of the log's record to come when that was kept."""
        self.counts, self.tens, self.since = of_record(state)
        if self.log.next == following + 1:  # stored, and then the supply went
            self._begin(last_time(self.log) or self.since)

    def _begin(self, since):
        for k in range(_PLACES):
            self.counts[k] = 0
        self.tens = 0
        self.since = since


def of_record(payload):
    """(counts by number, values of the frequency, begin of the counting) of a record."""
    counts = array("H", payload[: 2 * _PLACES])
    return (counts,) + struct.unpack_from(_TAIL, payload, 2 * _PLACES)


def _begin(utc, kind, zone_s):
    """When the day, week (Monday) or month that `utc` lies in has begun."""
    local = max(utc + zone_s, 0)
    day = local // DAY
    if kind == WEEKLY:
        day -= (day + 5) % 7  # 2000-01-01 was a Saturday
    elif kind == MONTHLY:
        day -= from_seconds(local)[2] - 1
    return max(day * DAY - zone_s, 0)
