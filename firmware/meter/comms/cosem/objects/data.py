"""Values without a unit (class 1, Blue Book 4.3.1): texts, numbers and flags of the bank."""

from meter.comms.cosem import axdr, levels
from meter.comms.cosem.errors import OTHER_REASON, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, NEAR_MANAGING, NETWORK, NOBODY, PUBLIC, READING
from meter.comms.cosem.objects.base import Object, obey
from meter.registers.catalogue import MODULE, PASSWORD_1

OPEN = ("0.0.1", "96.1.0", "96.1.1", "0.2.0")  # anybody may read these
COMMANDED = "128.0.0"  # the breaker
TRIGGER = "0.1.5*128"  # a billing stop: there is nothing to read


class Data(Object):
    """entry: of the bank; commands: take what is written, as text."""

    class_id = 1

    def __init__(self, name, entry, commands):
        self.name = name
        self._entry = entry
        self._commands = commands

    def attributes(self):
        entry = self._entry
        level = NOBODY if entry.short == TRIGGER else PUBLIC if entry.short in OPEN else READING
        writer = CONFIGURING if entry.write else NOBODY
        if entry.short == COMMANDED:
            writer = CONFIGURING | NEAR_MANAGING
        elif entry.level == MODULE:
            writer = CONFIGURING | levels.MODULE
        value = ((2, level, writer),)
        return Object.attributes(self)[:1] + value + self.ATTRIBUTES

    def read(self, attribute, who):
        value = self._entry.read()
        if self._entry.kind == "text":
            return axdr.visible(value)
        return number(value, kind_of(self._entry))

    def set(self, attribute, value, who):
        entry = self._entry
        if entry.kind == "text":
            if isinstance(value, bytes) and max(value or b"~") <= 126:
                value = value.decode()
            if not isinstance(value, str):
                raise Refused(TYPE_UNMATCHED)
        elif not isinstance(value, int) or isinstance(value, bool):
            raise Refused(TYPE_UNMATCHED)
        elif value < 0:
            raise Refused(OTHER_REASON)
        network = who and who.level & NETWORK
        obey(self._commands.write, entry.code, str(value), MODULE if network else PASSWORD_1)


def kind_of(entry):
    """How the entry's number is encoded: the letter that `struct` has for it."""
    if entry.kind == "flags" or 0 < entry.digits <= 2:
        return "B"
    if 0 < entry.digits <= 4:
        return "H"
    return "i" if entry.kind == "value" and not entry.unit else "I"  # power factors have a sign


def number(value, kind):
    """The encoded number; one that has become too large for its kind in the next that holds it."""
    if kind == "i":
        return axdr.double_long(value)
    if kind == "B" and value < 256:
        return axdr.unsigned(value)
    if kind == "H" and value < 65536:
        return axdr.long_unsigned(value)
    return axdr.double_long_unsigned(value)
