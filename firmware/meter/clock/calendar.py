"""Calendar arithmetic: seconds since 2000-01-01 00:00:00 to date and time, and back.

Integers only and no `time.gmtime`, whose epoch differs between ports. Knows no zone and no summer time: what goes
in as UTC comes out as UTC. From 2000 to 2099 every fourth year is a leap year, which keeps the arithmetic short.
"""

FIRST_YEAR = 2000
LAST_YEAR = 2099
DAY = 86400  # seconds
SPAN = 36525 * DAY  # seconds from 2000-01-01 to 2100-01-01

_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365)  # of a month, in a common year
_FOUR_YEARS = 1461  # days


def is_leap(year):
    """True for a leap year between 2000 and 2099."""
    return year % 4 == 0


def month_days(year, month):
    """Days in `month` (1..12) of `year`."""
    days = _DAYS_BEFORE[month] - _DAYS_BEFORE[month - 1]
    return days + 1 if month == 2 and is_leap(year) else days


def day_number(year, month, day):
    """Days from 2000-01-01 to the date. Raises ValueError, which names the part that cannot be."""
    _check("year", year, FIRST_YEAR, LAST_YEAR)
    _check("month", month, 1, 12)
    _check("day", day, 1, month_days(year, month))
    years = year - FIRST_YEAR
    days = 365 * years + (years + 3) // 4 + _DAYS_BEFORE[month - 1] + day - 1
    return days + 1 if month > 2 and is_leap(year) else days


def to_seconds(year, month, day, hour, minute, second):
    """Seconds since 2000-01-01 00:00:00. Raises ValueError, which names the part that cannot be."""
    days = day_number(year, month, day)
    _check("hour", hour, 0, 23)
    _check("minute", minute, 0, 59)
    _check("second", second, 0, 59)
    return days * DAY + hour * 3600 + minute * 60 + second


def from_seconds(seconds):
    """(year, month, day, hour, minute, second) of seconds since 2000-01-01 00:00:00.

    Raises ValueError outside 2000 to 2099.
    """
    if not 0 <= seconds < SPAN:
        raise ValueError("%d s: outside %d to %d" % (seconds, FIRST_YEAR, LAST_YEAR))
    days, rest = divmod(seconds, DAY)
    years = 4 * days // _FOUR_YEARS  # a leap year comes first in each four
    year = FIRST_YEAR + years
    days -= 365 * years + (years + 3) // 4
    month = 1
    while days >= month_days(year, month):
        days -= month_days(year, month)
        month += 1
    return year, month, days + 1, rest // 3600, rest // 60 % 60, rest % 60


def weekday(year, month, day):
    """Day of the week, Monday 1 to Sunday 7 (IEC 62056-6-2). Raises ValueError for no date."""
    return (day_number(year, month, day) + 5) % 7 + 1  # 2000-01-01 was a Saturday


def _check(part, value, lowest, highest):
    if not lowest <= value <= highest:
        raise ValueError("%s %d: must be %d to %d" % (part, value, lowest, highest))
