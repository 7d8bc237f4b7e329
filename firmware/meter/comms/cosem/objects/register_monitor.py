"""Register monitor, class 21 version 0 (Blue Book 4.5.6): the threshold above which an integration period is counted.

What follows from crossing it is the counter 96.51.2, which no script has to move: the actions refer to nothing.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, READING
from meter.comms.cosem.objects.base import Object, bank_name, obey
from meter.comms.cosem.objects.views import NO_NAME, number, plain_list

MONITORED = "1-0:1.25.0"  # average of P+ over the integration period, W


class RegisterMonitor(Object):
    """Attributes 2 thresholds (array of one, in W), 3 monitored_value, 4 actions (array of one)."""

    class_id = 21
    ATTRIBUTES = ((2, READING, CONFIGURING), (3, READING, NOBODY), (4, READING, NOBODY))

    def read(self, attribute, who):
        settings = self._meter.settings
        if attribute == 2:
            return axdr.array([axdr.double_long_unsigned(settings.power_threshold_w)])
        if attribute == 3:
            name = axdr.octets(bank_name(settings, MONITORED))
            return axdr.structure(axdr.long_unsigned(3), name, axdr.integer(2))
        if attribute == 4:
            nothing = axdr.structure(axdr.octets(NO_NAME), axdr.long_unsigned(0))
            return axdr.array([axdr.structure(nothing, nothing)])
        return Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        if attribute != 2:
            Object.set(self, attribute, value, who)
        if len(plain_list(value, 1)) != 1:
            raise Refused(TYPE_UNMATCHED)
        obey(self._meter.commands.configure, "power_threshold_w", number(value[0], 0, 0xFFFFFFFF))
