"""IEC HDLC setup, class 23 version 1 (Blue Book 4.7.2): limits of the link at the serial ports.

Line and windows are those of the original (reference: DLMS profile, section 3), sizes and times what the link has.
"""

from meter.comms import dlms_context
from meter.comms.cosem import axdr
from meter.comms.cosem.levels import CONFIGURING, NOBODY, READING
from meter.comms.cosem.objects.base import Object, obey
from meter.comms.cosem.objects.views import number

BAUD_9600 = 5
WINDOW = 1


class HdlcSetup(Object):
    """Attributes 2 comm_speed, 3 and 4 windows, 5 and 6 sizes (sent, received), 7 inter_octet_time_out in ms,
    8 inactivity_time_out in s, 9 device_address.
    """

    class_id = 23
    version = 1
    ATTRIBUTES = tuple([(k, READING, CONFIGURING if k > 7 else NOBODY) for k in range(2, 10)])

    def read(self, attribute, who):
        if attribute == 2:
            return axdr.enum(BAUD_9600)
        if attribute in (3, 4):
            return axdr.unsigned(WINDOW)
        if 5 <= attribute <= 9:
            link = dlms_context.HdlcSetup(self._meter.settings)
            values = (link.send_info, link.receive_info, link.octet_ms, link.inactivity_s, link.device)
            return axdr.long_unsigned(values[attribute - 5])
        return Object.read(self, attribute, who)

    def set(self, attribute, value, who):
        if attribute not in (8, 9):
            Object.set(self, attribute, value, who)
        obey(
            self._meter.commands.configure,
            "hdlc_inactivity_s" if attribute == 8 else "hdlc_address",
            number(value, 0, 0xFFFF),
        )
