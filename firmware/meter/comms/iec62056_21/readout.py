"""Registers as EN 62056-21 text: one of them as a data set, a list of them as the readout block.

The value and unit are those of the display (`registers.text`); identifiers are the reduced OBIS codes C.D.E.
"""

from meter.comms.iec62056_21.clock_text import UNSET, read_text
from meter.comms.iec62056_21.frames import data, data_set
from meter.registers.text import readout


def register(entry, identifier, zone_hours):
    """`id(value*unit)` of one bank entry, as bytes, and for a maximum demand `(time)`; times in normal time.

    A value that nobody knows is empty.
    """
    if entry.kind == "clock":
        seconds, valid = entry.read()
        return data_set(identifier, read_text(seconds, valid, zone_hours))
    try:
        value, unit = readout(entry)
    except OSError:
        return data_set(identifier, "")
    found = data_set(identifier, value, unit)
    if entry.kind == "demand":
        seconds = entry.read()[1]
        found += b"(%s)" % (read_text(seconds, True, zone_hours) if seconds else UNSET).encode()
    return found


def check(bank, codes):
    """Raises ValueError for a code of the readout list `codes` that the bank does not have."""
    for code in codes:
        if bank.get(code) is None:
            raise ValueError("readout list: no register %s" % code)


def block(bank, codes, zone_hours):
    """Data readout: a line for each code, then the `!` line, between STX and ETX with its check character."""
    lines = []
    for code in codes:
        entry = bank.get(code)
        lines.append(register(entry, entry.short, zone_hours))
    lines.append(b"!")
    lines.append(b"")
    return data(b"\r\n".join(lines))
