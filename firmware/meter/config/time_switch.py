"""The tariff time switch (OOO): which tariff a date and time call for, by seasons, days of the week and holidays.

A table is written as text and read by `time_switch_text`; what is left of it here are a few hundred bytes. The calendar
is that of the local time, summer time included where it is enabled: the caller hands it in and no clock is read.
"""

from meter.clock.calendar import FIRST_YEAR, weekday

EVERY_YEAR = FIRST_YEAR + 127  # of a holiday: above every year of the calendar, in the seven bits of its date


def date(year, month, day):
    """16 bits that sort as dates do; those of EVERY_YEAR come last."""
    return year - FIRST_YEAR << 9 | month << 5 | day


class TimeSwitch:
    """One table.

    switches: array("H"): `minute << 3 | tariff - 1`, day type after day type, in each ascending from 00:00. firsts:
    bytes, where those of each day type begin, and the end of them all.
    starts: array("H"): `month << 5 | day` of each season, ascending. weeks: bytes, the day types of Monday to Sunday of
    each season. holidays: array("H"): ascending `date`s; holiday_types: bytes, the day type of each.
    """

    def __init__(self, switches, firsts, starts, weeks, holidays, holiday_types):
        self._switches = switches
        self._firsts = firsts
        self._starts = starts
        self._weeks = weeks
        self._holidays = holidays
        self._holiday_types = holiday_types

    @property
    def tariffs(self):
        """The highest tariff that the table ever switches to, 1 to 8."""
        return max([switch & 7 for switch in self._switches]) + 1

    def tariff(self, year, month, day, minute):
        """The tariff, 1 to 8, at a local date and `minute` of the day, 0 to 1439. Raises ValueError for no date."""
        kind = self.day_type(year, month, day)
        active = 0
        for k in range(self._firsts[kind], self._firsts[kind + 1]):
            if self._switches[k] >> 3 > minute:
                break
            active = self._switches[k]
        return (active & 7) + 1

    def day_type(self, year, month, day):
        """Number of the day type of a local date: of the holiday, else of the day of the week in its season.

        A holiday of that year comes before one of every year. Raises ValueError for no date.
        """
        day_of_week = weekday(year, month, day)
        once = date(year, month, day)
        always = date(EVERY_YEAR, month, day)
        for k in range(len(self._holidays)):
            if self._holidays[k] in (once, always):
                return self._holiday_types[k]
        return self._weeks[7 * self._season(month << 5 | day) + day_of_week - 1]

    def _season(self, today):
        """The season that began last: -1, from the end of them all, before the first of the year."""
        season = -1
        for start in self._starts:
            if start > today:
                break
            season += 1
        return season
