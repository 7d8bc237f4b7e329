"""Class 1 objects outside the bank: the logical device name and the invocation counters (Blue Book 4.1.8.2, 6.2)."""

from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, PUBLIC
from meter.comms.cosem.objects.base import Object

_LONG = 16  # octets of a logical device name


class Value(Object):
    """Data, class 1 version 0, which anybody may read: the lowest invocation counter that is taken next from the client
    of the association `configured`; without one the logical device name.
    """

    class_id = 1
    ATTRIBUTES = ((2, PUBLIC, NOBODY),)

    def __init__(self, name, meter, context, configured=None):
        Object.__init__(self, name, meter, context)
        self._association = configured

    def read(self, attribute, who):
        if attribute != 2:
            return Object.read(self, attribute, who)
        if self._association is None:
            return axdr.octets(device_name(self._meter.settings))
        return axdr.double_long_unsigned(self._context.counters.accepted(self._association.client))


def device_name(settings):
    """The COSEM logical device name: the maker's three letters and what fits of the serial number's end."""
    maker = settings.maker
    return (maker + settings.serial[-(_LONG - len(maker)) :]).encode()
