"""Activity calendar, class 20 version 0 (Blue Book 4.5.5): the tariff table in force, read only; empty without one.

Seasons begin at 00:00 local time, every year. The meter keeps no names of weeks and seasons: each season has its number
and a week of its own, called the same. Day types are counted from 0. A switch names the script of its tariff. There is
one table only, so what is passive is what is active, and no time is set for a change.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, READING
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.date_time import UNSPECIFIED
from meter.comms.cosem.objects.script_table import TARIFFS
from meter.comms.cosem.objects.views import streamed


class ActivityCalendar(Object):
    """Attributes 2 calendar_name, 3 season_profile, 4 week_profile_table, 5 day_profile_table of the active calendar,
    6 to 9 of the passive one, 10 activate_passive_calendar_time.
    """

    class_id = 20
    ATTRIBUTES = tuple([(k, READING, NOBODY) for k in range(2, 11)])

    def read(self, attribute, who):
        if attribute == 10:
            return axdr.octets(UNSPECIFIED)
        if not 2 <= attribute <= 9:
            return Object.read(self, attribute, who)
        table = self._meter.tariff.table
        which = (attribute - 2) % 4
        if which == 0:
            return axdr.octets(b"tariffs-%03d" % self._meter.settings.tariff_table if table else b"")
        if table is None:
            return axdr.array([])
        if which == 3:
            count = len(table._firsts) - 1
            return streamed(count, (_day(table, k) for k in range(count)))
        seasons = range(len(table._starts))
        part = _season if which == 1 else _week
        return axdr.array([part(table, k) for k in seasons])


def _name(k):
    return axdr.octets(b"%d" % (k + 1))


def _season(table, k):
    """{season_profile_name, season_start, week_name}."""
    start = table._starts[k]
    begin = bytes((255, 255, start >> 5, start & 31, 255, 0, 0, 0, 0, 0x80, 0, 0))
    return axdr.structure(_name(k), axdr.octets(begin), _name(k))


def _week(table, k):
    """{week_profile_name, day_id of Monday to Sunday}."""
    return axdr.structure(_name(k), *[axdr.unsigned(day) for day in table._weeks[7 * k : 7 * k + 7]])


def _day(table, k):
    """{day_id, array of {start_time, script_logical_name, script_selector}}."""
    switches = []
    for at in range(table._firsts[k], table._firsts[k + 1]):
        minute, tariff = table._switches[at] >> 3, (table._switches[at] & 7) + 1
        start = axdr.octets(bytes((minute // 60, minute % 60, 0, 0)))
        switches.append(axdr.structure(start, axdr.octets(TARIFFS), axdr.long_unsigned(tariff)))
    return axdr.structure(axdr.unsigned(k), axdr.array(switches))
