"""Mean power of the integration period (class 5, Blue Book 4.3.4): the running one and the last one."""

from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, READING
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.date_time import date_time
from meter.comms.cosem.objects.register import moment, scaler_unit
from meter.logs.profile import last_time


class DemandRegister(Object):
    """entry: of the last mean in the bank; which: 0 to 3 for P+, P-, Q+, Q-. The period is that of the load profile."""

    class_id = 5
    ATTRIBUTES = tuple([(k, READING, NOBODY) for k in range(2, 10)])

    def __init__(self, name, meter, entry, which):
        Object.__init__(self, name, meter)
        self._entry = entry
        self._which = which

    def read(self, attribute, who):
        load, settings = self._meter.load, self._meter.settings
        if attribute == 2:
            return axdr.double_long_unsigned(self._meter.demand.running(self._which, load.period_s))
        if attribute == 3:
            return axdr.double_long_unsigned(self._entry.read())
        if attribute == 4:
            return scaler_unit(self._entry)
        if attribute == 5:
            return axdr.NULL
        if attribute == 6:
            ended = last_time(load.log) if load.log else load.start - load.start % load.period_s
            return axdr.octets(moment(settings, ended))
        if attribute == 7:
            return axdr.octets(date_time(settings, load.start))
        if attribute == 8:
            return axdr.double_long_unsigned(load.period_s)
        return axdr.long_unsigned(1)  # one period, no sliding
