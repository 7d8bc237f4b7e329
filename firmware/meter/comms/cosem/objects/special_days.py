"""Special days table, class 11 version 0 (Blue Book 4.5.4): the holidays of the tariff table in force, read only.

A holiday of one year comes before one of every year (year FFFF), as in the tariff table: the first that fits, counts.
"""

from meter.clock.calendar import FIRST_YEAR
from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, READING
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.views import streamed
from meter.config.time_switch import EVERY_YEAR


class SpecialDays(Object):
    """Attribute 2: array of {index long-unsigned, specialday_date octet-string(5), day_id unsigned}."""

    class_id = 11
    ATTRIBUTES = ((2, READING, NOBODY),)

    def read(self, attribute, who):
        if attribute != 2:
            return Object.read(self, attribute, who)
        table = self._meter.tariff.table
        if table is None:
            return axdr.array([])
        dates, types = table._holidays, table._holiday_types
        return streamed(len(dates), (_entry(k, dates[k], types[k]) for k in range(len(dates))))


def _entry(k, date, day_type):
    year = FIRST_YEAR + (date >> 9)
    year = 0xFFFF if year == EVERY_YEAR else year
    octets = bytes((year >> 8, year & 255, date >> 5 & 15, date & 31, 255))
    return axdr.structure(axdr.long_unsigned(k + 1), axdr.octets(octets), axdr.unsigned(day_type))
