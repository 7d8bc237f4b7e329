"""Class 1 objects outside the bank: the logical device name and the invocation counters (Blue Book 4.1.8.2, 6.2)."""

from meter.comms.cosem.levels import NOBODY, PUBLIC
from meter.comms.cosem.objects.base import Object

_LONG = 16  # octets of a logical device name


class Value(Object):
    """Data, class 1 version 0, which anybody may read.  encode(): its value in A-XDR."""

    class_id = 1
    ATTRIBUTES = ((2, PUBLIC, NOBODY),)

    def __init__(self, name, encode):
        Object.__init__(self, name)
        self._encode = encode

    def read(self, attribute, who):
        return self._encode() if attribute == 2 else Object.read(self, attribute, who)


def device_name(settings):
    """The COSEM logical device name: the maker's three letters and what fits of the serial number's end."""
    maker = settings.maker
    return (maker + settings.serial[-(_LONG - len(maker)) :]).encode()
