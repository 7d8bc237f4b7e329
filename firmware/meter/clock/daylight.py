"""When summer time is in force: the tables that configuration code PPP chooses from (162 datasheet, configuration 4).

0 is no summer time. 1 is that of the European Union (directive 2000/84/EC, articles 2 and 3): from 01:00 UTC on the
last Sunday of March to 01:00 UTC on the last Sunday of October, at one moment in all zones.
"""

from meter.clock.calendar import from_seconds, to_seconds, weekday

NONE = 0
EUROPEAN_UNION = 1


def span(year, table):
    """(begin, end) of the summer time of `year` in UTC seconds since 2000, None where there is none.

    Raises ValueError for an unknown table or a year outside 2000 to 2099.
    """
    if table == NONE:
        return None
    if table != EUROPEAN_UNION:
        raise ValueError("summer time table %d: must be 0 or 1" % table)
    return _change(year, 3), _change(year, 10)


def active(utc, table):
    """Whether summer time is in force at `utc`, seconds since 2000. Raises ValueError, see `span`."""
    found = span(from_seconds(utc)[0], table)
    return found is not None and found[0] <= utc < found[1]


def _change(year, month):
    """01:00 UTC on the last Sunday of a month that has 31 days."""
    return to_seconds(year, month, 31 - weekday(year, month, 31) % 7, 1, 0, 0)
