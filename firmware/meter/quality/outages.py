"""Outages: the voltage is below its level for longer than a time, with or without the meter's own supply.

Begin and end are told in two logs: outages (99.98.4) and voltage (99.98.16, codes 4 and 5). An outage up to three
minutes is a short interruption, any other a long one (EN 50160, 3).
"""

from meter.quality import records as r
from meter.quality.occurrences import LONG, SHORT

_SHORT_S = 180


class Outages:
    """`since`: when the running outage began, seconds since 2000 UTC; 0 without one. It is kept."""

    def __init__(self, records, occurrences):
        self._records = records
        self._occurrences = occurrences
        self.since = 0
        self._below_ms = 0
        self._dated = True  # its length is known

    def step(self, mv, ms, now, level, end, after_s):
        """A window of `ms` that ended at `now`; level, end: mV below which it begins and from which on it is over.

        True when an outage has begun or ended.
        """
        if self.since:
            if mv < end:
                return False
            self._end(max(now - ms // 1000, self.since), now)
            return True
        if mv >= level:
            self._below_ms = 0
            return False
        self._below_ms += ms
        if self._below_ms <= 1000 * after_s:
            return False
        self.begin(now - self._below_ms // 1000, now)
        return True

    def begin(self, since, now, dated=True):
        """It began at `since`; dated: False when the clock cannot tell when it ends."""
        self.since = max(since, 1)
        self._below_ms = 0
        self._dated = dated
        self._records.outage(since, r.OUTAGE)
        self._records.add(now, r.OUTAGE, now - since)

    def _end(self, time, now):
        seconds = time - self.since
        self._records.outage(time, r.RESTORED, seconds)
        self._records.add(now, r.RESTORED, now - time, 1000 * seconds)
        if self._dated:
            self._occurrences.count(SHORT if seconds <= _SHORT_S else LONG)
        self.since = 0
        self._dated = True
