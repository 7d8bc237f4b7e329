"""Single action schedule 0.0.15.0.2.255 (class 22 version 0, Blue Book 4.5.4): when a verified image is activated."""

from meter.clock.calendar import SPAN, from_seconds, to_seconds
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import HARDWARE_FAULT, OTHER_REASON, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import MANAGING, NOBODY, READING
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.date_time import weekday
from meter.comms.cosem.objects.views import plain_list, structure

SCRIPT = b"\x00\x00\x0a\x00\x6b\xff"  # 0.0.10.0.107.255, image activation
_ONE = 1  # one time, no wildcards in its date


class ImageActivation(Object):
    """Attributes 2 executed_script, 3 type, 4 execution_time: array of at most one {time octet-string(4), date
    octet-string(5)} in normal time, without wildcards but for weekday and hundredths. An empty one: not by itself.
    """

    class_id = 22
    ATTRIBUTES = ((2, READING, NOBODY), (3, READING, NOBODY), (4, READING, MANAGING))

    def __init__(self, name, meter, context=None):
        Object.__init__(self, name, meter, context)
        self._update = meter.update
        self._zone_s = 3600 * meter.settings.zone_hours

    def read(self, attribute, who):
        if attribute == 2:
            return axdr.structure(axdr.octets(SCRIPT), axdr.long_unsigned(1))
        if attribute == 3:
            return axdr.enum(_ONE)
        if attribute == 4:
            return axdr.array([self._time()] if self._update.due else [])
        return Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        if attribute != 4:
            Object.set(self, attribute, value, who)
        due = 0
        for item in plain_list(value, 1):
            due = self._seconds(*structure(item, 2))
        try:
            self._update.schedule(due)
        except OSError:
            raise Refused(HARDWARE_FAULT) from None

    def _time(self):
        local = min(max(self._update.due + self._zone_s, 0), SPAN - 1)
        year, month, day, hour, minute, second = from_seconds(local)
        time = axdr.octets(bytes((hour, minute, second, 0)))
        return axdr.structure(time, axdr.octets(bytes((year >> 8, year & 0xFF, month, day, weekday(local)))))

    def _seconds(self, time, date):
        """UTC, 1 at least."""
        if type(time) is not bytes or type(date) is not bytes or (len(time), len(date)) != (4, 5):
            raise Refused(TYPE_UNMATCHED)
        second = 0 if time[2] == 255 else time[2]
        try:
            local = to_seconds(date[0] << 8 | date[1], date[2], date[3], time[0], time[1], second)
        except ValueError:
            raise Refused(OTHER_REASON) from None
        if not 0 < local - self._zone_s < 1 << 32:
            raise Refused(OTHER_REASON)
        return local - self._zone_s
