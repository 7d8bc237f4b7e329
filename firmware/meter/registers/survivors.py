"""What must survive a power cut, as one record: energy registers with their remainders and the hour counter.

Layout, little endian: version (1 byte), then for A+, A-, R1, R2, R3, R4 whole units (uint64) and µJ of the next
(uint32), then hours (uint32) and µs of the next (uint32).
"""

import struct

VERSION = 1
_FORMAT = "<BQIQIQIQIQIQIII"
SIZE = struct.calcsize(_FORMAT)


def pack(energy, hours):
    """The record of SIZE bytes."""
    fields = [VERSION]
    for register in energy.stored:
        fields.append(register.wh)
        fields.append(register.uj)
    return struct.pack(_FORMAT, *fields, hours.hours, hours.us)


def unpack(record, energy, hours):
    """Put a record's values back. Raises ValueError for a layout this firmware does not know."""
    if len(record) != SIZE or record[0] != VERSION:
        raise ValueError("register record: %d bytes, version %d" % (len(record), record[0] if record else 0))
    fields = struct.unpack(_FORMAT, record)
    for k, register in enumerate(energy.stored):
        register.wh, register.uj = fields[1 + 2 * k], fields[2 + 2 * k]
    hours.hours, hours.us = fields[13], fields[14]
