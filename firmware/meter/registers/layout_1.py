"""The memory of the firmware before, layout 1: read once, where nothing of layout 2 is there.

Two alternating records at address 0 (storage/records.py): version, six times whole units (uint64) and µJ (uint32) of
A+, A-, R1 to R4, hours and µs of the next (uint32 each), little endian.
"""

import struct

from meter.storage.records import TwoRecords

AT = 0
VERSION = 1
_FORMAT = "<BQIQIQIQIQIQIII"
SIZE = struct.calcsize(_FORMAT)
_US_PER_HOUR = 3_600_000_000


def restore(memory, energy, hours):
    """Give energies and hour counter what layout 1 has kept; nothing where there is none."""
    record = TwoRecords(memory, AT, SIZE).load()
    if not record or record[0] != VERSION:
        return
    fields = struct.unpack(_FORMAT, record)
    for k, register in enumerate(energy.stored):
        register.wh, register.uj = fields[1 + 2 * k], fields[2 + 2 * k]
    hours.restore((fields[13] * _US_PER_HOUR + fields[14]) // 1000)
