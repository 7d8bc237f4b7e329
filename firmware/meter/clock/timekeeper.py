"""The meter's time: UTC from the clock chip; normal time of the zone and summer time are views of it.

Between two settings it never goes back, whatever the chip does: logs and registers rely on it. Where the chip has
lost its time while there was no supply, it goes on from the last time that the meter has stored, and says so.
"""

from meter.clock.calendar import DAY, SPAN, from_seconds, to_seconds
from meter.clock.daylight import NONE, span

HOUR = 3600
YEAR = 366 * DAY  # a day too much does no harm: it is in winter
BEHIND = 60  # seconds that the chip may lie behind the time already handed out or stored, and still be believed


class Timekeeper:
    """chip: see boards/README.md; zone_hours: normal time less UTC; daylight_table: see daylight.py.

    Zone and table may be changed at any time by their attributes.
    """

    def __init__(self, chip, zone_hours, daylight_table=NONE):
        self.zone_hours = zone_hours
        self.daylight_table = daylight_table
        self.sets = 0  # how often it was set
        self._chip = chip
        self._shift = 0  # added to a chip that has lost its time
        self._silent = False  # whether it has had no time to tell since the start
        self._last = 0  # handed out or stored
        self._table = None  # that the next two were made for
        self._year = 0  # its first second
        self._summer = (0, 0)

    def start(self, last_known):
        """Once, when the supply comes: `last_known` is the last time that the meter has stored, UTC; 0 for none.

        A chip without valid time, or one more than a minute behind, is not believed: time goes on from last_known and
        is not valid until it is set. The chip is left as it is.
        """
        self._last = last_known
        self._compare(*self._chip.read())

    def utc(self):
        """(seconds since 2000-01-01 00:00:00 UTC, valid), within the calendar and never less than before."""
        seconds, valid = self._chip.read()
        if self._silent and valid:
            self._compare(seconds, valid)  # at the start it only did not answer
        seconds += self._shift
        if self._last <= seconds < SPAN:
            self._last = seconds
            return seconds, valid and not self._shift
        return self._last, valid and not self._shift and 0 <= self._last - seconds <= BEHIND

    def normal(self):
        """(seconds since 2000-01-01 00:00:00 in normal time, valid), within the calendar."""
        utc, valid = self.utc()
        return _view(utc, self.zone_hours), valid

    def local(self):
        """(seconds since 2000-01-01 00:00:00 by the wall clock, valid, whether it shows summer time).

        Within the calendar. Raises ValueError for an unknown daylight_table.
        """
        utc, valid = self.utc()
        summer = self.summer(utc)
        return _view(utc, self.zone_hours + summer), valid, summer

    def summer(self, utc):
        """Whether summer time is in force at `utc`. Raises ValueError for an unknown daylight_table."""
        if self._table != self.daylight_table or not 0 <= utc - self._year < YEAR:
            self._look_up(utc)
        return self._summer[0] <= utc < self._summer[1]

    def set(self, seconds):
        """Set the chip; seconds since 2000-01-01 00:00:00 UTC. Raises ValueError outside 2000 to 2099."""
        if not 0 <= seconds < SPAN:
            raise ValueError("%d s: outside 2000 to 2099" % seconds)
        self._chip.set(seconds)
        self.sets += 1
        self._shift = 0
        self._last = seconds

    def trim(self, ppb):
        """Let the chip run `ppb` (10⁻⁹) faster than its crystal, as finely and far as it can; False if not at all."""
        try:
            self._chip.trim(ppb)
        except OSError:
            return False
        return True

    def _compare(self, seconds, valid):
        """Believe what the chip has read, or go on from the last time."""
        self._silent = not valid
        believed = valid and seconds >= self._last - BEHIND
        self._shift = 0 if believed else self._last - seconds

    def _look_up(self, utc):
        """Keep the summer time of the year of `utc`: it is asked for every window, and dates are slow."""
        year = from_seconds(utc)[0]
        self._summer = span(year, self.daylight_table) or (0, 0)
        self._year = to_seconds(year, 1, 1, 0, 0, 0)
        self._table = self.daylight_table


def _view(utc, hours):
    """`utc` moved by `hours`; a lost clock west of Greenwich stays in 2000, one east of it in 2099."""
    return min(max(utc + hours * HOUR, 0), SPAN - 1)
