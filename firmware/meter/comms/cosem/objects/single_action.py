"""Single action schedule, class 22 version 0 (Blue Book 4.5.7): when a script is executed.

0.0.15.0.0.255 is the end of the billing period as configuration 2 has it (GG, HH), 0.0.15.0.4.255 the push at the times
of setting push_at. Both in normal time.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, READING
from meter.comms.cosem.objects import script_table
from meter.comms.cosem.objects.base import Object, obey
from meter.comms.cosem.objects.views import plain_list, structure

_ALL_MONTHS = 0xFFF
_ANY_DATE = b"\xff\xff\xff\xff\xff"
TIMES = 8  # of a day at which is pushed
# type: how many times there are, and which of them differ; dates with wildcards in all
_ONE, _SAME_TIME, _ANY_TIME = 1, 3, 5


class SingleAction(Object):
    """Attributes 2 executed_script, 3 type, 4 execution_time: array of {time octet-string(4), date octet-string(5)}.

    The execution times of the push may be written: any date, whole minutes.
    """

    class_id = 22

    def __init__(self, name, meter, context):
        Object.__init__(self, name, meter, context)
        self._push = name[4] == 4

    def attributes(self):
        rights = ((2, READING, NOBODY), (3, READING, NOBODY), (4, READING, CONFIGURING if self._push else NOBODY))
        return Object.attributes(self) + rights

    def read(self, attribute, who):
        if attribute == 2:
            script = script_table.PUSH if self._push else script_table.BILLING
            return axdr.structure(axdr.octets(script), axdr.long_unsigned(1))
        times = self._times()
        if attribute == 3:
            many = _ANY_TIME if self._push else _SAME_TIME
            return axdr.enum(_ONE if len(times) == 1 else many)
        if attribute == 4:
            return axdr.array([axdr.structure(axdr.octets(time), axdr.octets(date)) for time, date in times])
        return Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        if attribute != 4 or not self._push:
            Object.set(self, attribute, value, who)
        times = []
        for item in plain_list(value, TIMES):
            time, date = structure(item, 2)
            if type(time) is not bytes or len(time) != 4 or date != _ANY_DATE:
                raise Refused(TYPE_UNMATCHED)
            if time[0] > 23 or time[1] > 59 or time[2] not in (0, 255) or time[3] not in (0, 255):
                raise Refused(TYPE_UNMATCHED)
            times.append("%02d:%02d" % (time[0], time[1]))
        obey(self._meter.commands.configure, "push_at", times)

    def _times(self):
        """(time, date) of each."""
        settings = self._meter.settings
        if self._push:
            return [(bytes((int(at[:2]), int(at[3:]), 0, 0)), _ANY_DATE) for at in settings.push_at]
        day, months = settings.billing_day, settings.billing_months
        if not day or not months:
            return []
        due = (255,) if months == _ALL_MONTHS else [month for month in range(1, 13) if months >> month - 1 & 1]
        return [(bytes(4), bytes((255, 255, month, day, 255))) for month in due]
