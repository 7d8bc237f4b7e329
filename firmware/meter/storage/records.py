"""Two alternating records on byte-addressable memory: one of them is whole after a cut at any byte of a write.

A record is CRC-32, sequence number (both uint32, little endian) and the payload; the CRC covers the other two.
A write goes to the older record's place, so the newer one is never touched.
"""

import struct
from binascii import crc32

_HEAD = struct.calcsize("<II")


class TwoRecords:
    """Keeps one payload of `size` bytes from `address` on in `memory`.

    memory: read(address, count) -> bytes, write(address, data). Takes 2 · (size + 8) bytes.
    `damaged`: how many of the two records `load` found torn; a place never written does not count.
    """

    def __init__(self, memory, address, size):
        self._memory = memory
        self._address = address
        self._size = size
        self._sequence = 0
        self._place = 0
        self.damaged = 0

    def load(self):
        """The newest whole payload, or None."""
        newest = None
        self.damaged = 0
        for place in (0, 1):
            record = bytes(self._memory.read(self._at(place), _HEAD + self._size))
            crc, sequence = struct.unpack_from("<II", record)
            if crc != crc32(record[4:]):
                self.damaged += not _blank(record)
            elif newest is None or (sequence - self._sequence) & 0xFFFFFFFF < 0x80000000:
                newest = record[_HEAD:]
                self._sequence = sequence
                self._place = 1 - place
        return newest

    def save(self, payload):
        """Store `payload`; when this returns it is what `load` will find."""
        if len(payload) != self._size:
            raise ValueError("record: %d bytes, not %d" % (len(payload), self._size))
        self._sequence = (self._sequence + 1) & 0xFFFFFFFF
        body = struct.pack("<I", self._sequence) + payload
        self._memory.write(self._at(self._place), struct.pack("<I", crc32(body)) + body)
        self._place = 1 - self._place

    def _at(self, place):
        return self._address + place * (_HEAD + self._size)


def _blank(record):
    """True for memory as delivered or erased."""
    return not record.strip(b"\x00") or not record.strip(b"\xff")
