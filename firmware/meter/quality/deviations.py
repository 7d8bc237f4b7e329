"""Voltage outside its band: means of a window, and excursions of single values (a second each).

Reference table of voltage quality, sections 4 to 6. An excursion is told when its first value lies outside (6, 8), and
when the first one is inside again, by the hysteresis: its extreme value (2, 3) and its end (7, 9), of the value that
was inside. Of an excursion of one value there is only the first record. One that the meter's supply ends has no end: an
outage follows.
"""

from meter.quality import records as r


class Deviations:
    """records: where they are told. `side`: of the running excursion, -1 low, 1 high, 0 none; `ms`: how long it has
    been running."""

    def __init__(self, records):
        self._records = records
        self.side = self.ms = 0
        self._values = self._extreme = self._at = 0

    def single(self, mv, ms, now, low, high, low_end, high_end):
        """A value of `ms`, and the limits in mV: it is outside below `low` or above `high`, and inside again from
        `low_end` up or from `high_end` down."""
        if self.side:
            if mv < low_end if self.side < 0 else mv > high_end:
                self.ms += ms
                self._values += 1
                if (mv - self._extreme) * self.side > 0:
                    self._extreme, self._at = mv, now
                return
            self._end(mv, now)
        if mv < low:
            self._begin(-1, mv, ms, now)
        elif mv > high:
            self._begin(1, mv, ms, now)

    def mean(self, interval, now, low, high):
        """A mean window has ended; -1 below `low` mV, 1 above `high`, 0 within."""
        mv = interval.mean_mv()
        side = -1 if mv < low else 1 if mv > high else 0
        if side:
            code = r.MEAN_LOW if side < 0 else r.MEAN_HIGH
            self._records.add(now, code, now - interval.start, mv, interval.most_mv, interval.least_mv)
        return side

    def _begin(self, side, mv, ms, now):
        self.side, self.ms = side, ms
        self._values = 1
        self._extreme, self._at = mv, now
        self._tell(r.LOW, now, 0, 0, mv)

    def _end(self, mv, now):
        if self._values > 1:
            self._tell(r.LOWEST, now, now - self._at, self.ms, self._extreme)
            self._tell(r.LOW_END, now, 0, self.ms, mv)
        self.side = self.ms = 0

    def _tell(self, low_code, now, back_s, ms, mv):
        """The record `low_code`, or its like on the high side."""
        if self.side < 0:
            self._records.add(now, low_code, back_s, ms, 0, mv)
        else:
            self._records.add(now, low_code + (1 if low_code == r.LOWEST else 2), back_s, ms, mv)
