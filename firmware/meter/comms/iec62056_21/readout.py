"""Registers as EN 62056-21 text: one of them as a data set, a list of them as the readout block.

The value and unit are those of the display (`registers.text`); identifiers are the reduced OBIS codes C.D.E.
"""

from meter.comms.iec62056_21.clock_text import read_text
from meter.comms.iec62056_21.frames import data, data_set
from meter.registers.text import readout


def register(entry, identifier, zone_hours):
    """`id(value*unit)` of one bank entry, as bytes; a clock in normal time of `zone_hours`."""
    if entry.kind == "clock":
        seconds, valid = entry.read()
        return data_set(identifier, read_text(seconds, valid, zone_hours))
    value, unit = readout(entry)
    return data_set(identifier, value, unit)


def find(bank, codes):
    """Bank entries of the readout list `codes`, in its order. Raises ValueError for a code the bank does not have."""
    entries = []
    for code in codes:
        entry = bank.get(code)
        if entry is None:
            raise ValueError("readout list: no register %s" % code)
        entries.append(entry)
    return entries


def block(entries, zone_hours):
    """Data readout: a line for each entry, then the `!` line, between STX and ETX with its check character."""
    lines = [register(entry, entry.short, zone_hours) for entry in entries]
    lines.append(b"!")
    lines.append(b"")
    return data(b"\r\n".join(lines))
