"""SAP assignment, class 17 version 0 (Blue Book 4.4.5): which logical device answers at which address."""

from meter.comms import dlms_context
from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, PUBLIC
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.fixed import device_name


class SapAssignment(Object):
    """Attribute 2: array of {SAP long-unsigned, logical device name octet-string}."""

    class_id = 17
    ATTRIBUTES = ((2, PUBLIC, NOBODY),)

    def read(self, attribute, who):
        if attribute != 2:
            return Object.read(self, attribute, who)
        device = axdr.octets(device_name(self._meter.settings))
        return axdr.array([axdr.structure(axdr.long_unsigned(sap), device) for sap in dlms_context.HdlcSetup.servers])
