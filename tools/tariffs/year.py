"""A year of a table: its holidays, and how long each tariff is in force. Every day counts 24 hours."""

import datetime
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from meter.config.time_switch import EVERY_YEAR
from meter.config.time_switch_text import Table, date

DAY = 1440  # minutes


def switches(table: Table, kind: int) -> list[tuple[int, int]]:
    """(minute, tariff) of each switch of a day type."""
    packed = table.switches[table.firsts[kind] : table.firsts[kind + 1]]
    return [(switch >> 3, (switch & 7) + 1) for switch in packed]


def days(year: int) -> Iterator[datetime.date]:
    """Every day of `year`."""
    first = datetime.date(year, 1, 1)
    for number in range((datetime.date(year, 12, 31) - first).days + 1):
        yield first + datetime.timedelta(number)


def holidays(table: Table, year: int) -> list[tuple[datetime.date, int]]:
    """The holidays of `year` and the day type of each."""
    switch = table.time_switch()
    return [
        (day, switch.day_type(year, day.month, day.day))
        for day in days(year)
        if not table.holidays.keys().isdisjoint(date(each, day.month, day.day) for each in (year, EVERY_YEAR))
    ]


def minutes(table: Table, year: int) -> Counter[int]:
    """Minutes of `year` in each tariff that the table switches to."""
    switch = table.time_switch()
    count = Counter(switch.day_type(year, day.month, day.day) for day in days(year))
    found: Counter[int] = Counter()
    for kind in range(len(table.days)):
        for (begin, tariff), (end, _) in pairwise([*switches(table, kind), (DAY, 0)]):
            found[tariff] += count[kind] * (end - begin)
    return found
