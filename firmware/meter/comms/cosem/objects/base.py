"""What every COSEM object is: a logical name, attributes and methods with their rights (IEC 62056-62, Blue Book 4.1).

An object is a view that is made for one request and holds no value of its own.
"""

from meter.commands import CommandError
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import (
    HARDWARE_FAULT,
    OBJECT_UNDEFINED,
    OTHER_REASON,
    READ_WRITE_DENIED,
    SCOPE_VIOLATED,
    Refused,
)
from meter.comms.cosem.levels import NOBODY, PUBLIC, may

_NAME = ((1, PUBLIC, NOBODY),)


class Object:
    """name: the logical name, bytes(6); meter, context: what it is a view of, where the class needs them.

    ATTRIBUTES: (number, read level, write level) of each attribute but the first; METHODS: (number, level). A right is
    the lowest of `levels` that has it; the services check it before they call.
    """

    class_id = 0
    version = 0
    ATTRIBUTES = ()
    METHODS = ()

    def __init__(self, name, meter=None, context=None):
        self.name = name
        self._meter = meter
        self._context = context

    def attributes(self):
        """As ATTRIBUTES, with attribute 1, which anybody may read."""
        return _NAME + self.ATTRIBUTES

    def methods(self):
        """As METHODS."""
        return self.METHODS

    def get(self, attribute, selector, who):
        """The attribute in A-XDR: bytes, or an iterator of bytes that make one encoding together.

        selector: None or (access selector, decoded parameter); who: the association. Raises Refused.
        """
        if selector is not None:
            raise Refused(SCOPE_VIOLATED)
        if attribute == 1:
            return axdr.octets(self.name)
        try:
            return self.read(attribute, who)
        except OSError:
            raise Refused(HARDWARE_FAULT) from None

    def read(self, attribute, who):
        """As `get`, of an attribute above 1 without selective access."""
        raise Refused(OBJECT_UNDEFINED)

    def set(self, attribute, value, who):
        """Take a decoded value for the attribute. Raises Refused."""
        raise Refused(READ_WRITE_DENIED)

    def act(self, method, value, who):
        """Do what the method does with a decoded parameter; its encoded answer or None. Raises Refused."""
        raise Refused(OBJECT_UNDEFINED)


def visible(found, level):
    """Whether anything of an Object but its name is open to `level`; if not, it must look as if it were not there."""
    for attribute, read, write in found.attributes():
        if attribute != 1 and (may(level, read) or may(level, write)):
            return True
    return any(may(level, needed) for _, needed in found.methods())


def logical_name(code):
    """bytes(6) of a code such as "1-0:1.8.0" or "1-0:0.1.5*128" (IEC 62056-61; F is 255 where it is not given)."""
    code, _, last = code.partition("*")
    medium, _, rest = code.partition("-")
    channel, _, rest = rest.partition(":")
    return bytes([int(group) for group in [medium, channel] + rest.split(".") + [last or 255]])


def bank_name(settings, code):
    """bytes(6), the logical name under which a value or log of the bank is found: channel 1 with dlms_codes 1."""
    name = logical_name(code)
    return name[:1] + b"\x01" + name[2:] if settings.dlms_codes else name


def obey(call, *arguments):
    """Call something of `commands`; what it refuses is refused with the result that fits."""
    try:
        call(*arguments)
    except (CommandError, ValueError) as refusal:
        text = str(refusal)
        if "FAULT" in text:
            raise Refused(HARDWARE_FAULT) from None
        raise Refused(READ_WRITE_DENIED if "locked" in text or "NOT WRITABLE" in text else OTHER_REASON) from None
