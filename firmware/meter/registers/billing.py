"""Billing periods: when a stop is due, and what is counted of them (reference table of billing loggers).

Due at 00:00 normal time of the day that configuration GG names, in the months of HH; day 0: by command only.
"""

import struct

from meter.clock.calendar import SPAN, from_seconds, to_seconds

NEVER = SPAN
COUNTS = 10_000  # stops, then the counter begins anew

# why a stop was made, kept with it
ON_TIME, COMMAND, LATE = range(3)


def due_after(seconds, day, months):
    """First time after `seconds` (both in normal time, seconds since 2000) at which a stop is due; NEVER for none.

    day: 1 to 28, 0 for none; months: bit 0 for January … bit 11 for December.
    """
    if not day or not months:
        return NEVER
    year, month = from_seconds(seconds)[:2]
    for _ in range(14):
        if months >> month - 1 & 1 and year < 2100:
            due = to_seconds(year, month, day, 0, 0, 0)
            if due > seconds:
                return due
        month += 1
        if month > 12:
            year, month = year + 1, 1
    return NEVER


class Billing:
    """settings: billing_day, billing_months, zone_hours. `count`: stops made; `due`: time of the next, seconds UTC."""

    def __init__(self, settings):
        self._settings = settings
        self.count = 0
        self._last_due = 0  # what the last stop made was due for
        self.due = NEVER

    def plan(self, now):
        """Find the next time after `now`, seconds UTC; the one for which the last stop was made is not due again.

        Stops before that one may be: the clock must have been far ahead when they were made.
        """
        self.due = self._after(now)
        if self.due == self._last_due:
            self.due = self._after(self.due)

    def made(self, now):
        """A stop has been made at `now`: for what was due by then, or by command."""
        self.count = (self.count + 1) % COUNTS
        while self.due <= now:
            self._last_due = self.due
            self.due = self._after(self.due)

    def pack(self):
        return struct.pack("<III", self.count, self._last_due, self.due)

    def unpack(self, state, at):
        self.count, self._last_due, self.due = struct.unpack_from("<III", state, at)

    def _after(self, now):
        settings = self._settings
        offset = 3600 * settings.zone_hours
        due = due_after(now + offset, settings.billing_day, settings.billing_months)
        return due if due == NEVER else due - offset
