"""Values with scaler and unit: registers (class 3, Blue Book 4.3.2) and, for maxima, extended ones (class 4, 4.3.3)."""

import struct

from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, READING
from meter.comms.cosem.objects.data import Data, kind_of, number
from meter.comms.cosem.objects.date_time import UNSPECIFIED, date_time

_UNITS = ("h", "W", "VA", "var", "Wh", "varh", "A", "V", "Hz", "%")
_CODES = b"\x05\x1b\x1c\x1d\x1e\x20\x21\x23\x2c\x38"  # of the enumeration of units
NO_UNIT = 255


class Register(Data):
    """entry: of the bank. Nothing can be reset from outside, so there is no method."""

    class_id = 3
    ATTRIBUTES = ((3, READING, NOBODY),)

    def read(self, attribute, who):
        if attribute == 3:
            return scaler_unit(self._entry)
        return number(self._entry.read(), kind_of(self._entry))


class ExtendedRegister(Register):
    """A maximum since the last billing stop; its time is in normal time."""

    class_id = 4
    ATTRIBUTES = ((3, READING, NOBODY), (4, READING, NOBODY), (5, READING, NOBODY))

    def __init__(self, name, entry, commands, settings):
        Register.__init__(self, name, entry, commands)
        self._settings = settings

    def read(self, attribute, who):
        if attribute == 3:
            return scaler_unit(self._entry)
        if attribute == 4:
            return axdr.NULL
        value, utc = self._entry.read()
        if attribute == 5:
            return axdr.octets(moment(self._settings, utc))
        return axdr.double_long_unsigned(value)


def scaler_unit(entry):
    """The structure of scaler and unit."""
    unit = _CODES[_UNITS.index(entry.unit)] if entry.unit in _UNITS else NO_UNIT
    return struct.pack(">BBBbBB", 2, 2, 15, entry.scaler, 22, unit)


def moment(settings, utc):
    """date_time in normal time, 0 being no time at all."""
    return date_time(settings, utc) if utc else UNSPECIFIED
