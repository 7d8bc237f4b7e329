"""The clock (class 8): wall clock time, with the zone and the rule of summer time that the configuration codes say."""

from meter.clock.calendar import from_seconds
from meter.clock.daylight import span
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import OTHER_REASON, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, PUBLIC
from meter.comms.cosem.objects.base import Object, obey
from meter.comms.cosem.objects.date_time import INVALID, SUMMER, UNSPECIFIED, date_time, seconds_of
from meter.registers.catalogue import PASSWORD_1

CRYSTAL = 1  # clock_base: internal crystal
MOST_SHIFT_S = 900


class Clock(Object):
    """Blue Book 4.5.1."""

    class_id = 8
    ATTRIBUTES = ((2, PUBLIC, CONFIGURING),) + tuple([(k, PUBLIC, NOBODY) for k in range(3, 10)])
    METHODS = ((3, CONFIGURING), (6, CONFIGURING))  # adjust_to_minute, shift_time

    def read(self, attribute, who):
        settings, clock = self._meter.settings, self._meter.clock
        if attribute == 3:
            return axdr.long(-60 * settings.zone_hours)
        if attribute in (5, 6):
            return axdr.octets(self._change(attribute - 5))
        if attribute == 7:
            return axdr.integer(60)
        if attribute == 8:
            return axdr.boolean(settings.daylight_table)
        if attribute == 9:
            return axdr.enum(CRYSTAL)
        utc, valid = clock.utc()
        summer = clock.summer(utc)
        status = 0 if valid else INVALID
        if attribute == 4:
            return axdr.unsigned(status | (SUMMER if summer else 0))
        return axdr.octets(date_time(settings, utc, summer, status))

    def set(self, attribute, value, who):
        self._set(seconds_of(self._meter.clock, value))

    def act(self, method, value, who):
        now = self._meter.clock.utc()[0]
        if not isinstance(value, int) or value is True:
            raise Refused(TYPE_UNMATCHED)
        if method == 3:
            self._set((now + 30) // 60 * 60)
        elif abs(value) <= MOST_SHIFT_S:
            self._set(now + value)
        else:
            raise Refused(OTHER_REASON)

    def _set(self, utc):
        obey(self._meter.commands.set_clock, utc, PASSWORD_1)

    def _change(self, k):
        """When this year's summer time begins (0), in normal time, or ends (1), in summer time."""
        settings = self._meter.settings
        found = span(from_seconds(self._meter.clock.local()[0])[0], settings.daylight_table)
        return date_time(settings, found[k], k == 1) if found else UNSPECIFIED
