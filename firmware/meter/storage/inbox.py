"""The part of a log that is not in a file yet: a ring of records in byte-addressable memory, durable at once.

A place holds CRC-32, number, time (all uint32, little endian) and the payload; number n lies in place n % places, on
pages of its own, so that a torn write harms no other record. The kind of a record is not stored: it starts the CRC.
"""

import struct
from binascii import crc32

PLAIN = 0  # in a file every record is plain: crc32(number, time, payload)
BACK = 1  # the clock had been set back before it
CLEARED = 2  # no record: the log was cleared up to this number
DAMAGED = None

_HEAD = struct.calcsize("<III")
FILE_HEAD = struct.calcsize("<II")  # a file's record is CRC, time and payload; its position tells the number


class Inbox:
    """`places` records of `size` bytes in `memory` (boards/README.md) from `address` on.

    Raises ValueError for less than two places, an address within a page, and a ring that goes beyond the memory.
    """

    def __init__(self, memory, address, size, places):
        end = address + room(memory, size, places)
        if places < 2 or address % memory.page or not 0 <= address < end <= memory.size:
            raise ValueError("inbox: %d places from %d to %d" % (places, address, end))
        self._memory = memory
        self._address = address
        self._size = size
        self.places = places

    def put(self, number, time, payload, kind):
        """Store a record; when this returns `get` finds it."""
        body = struct.pack("<II", number, time) + payload
        self._memory.write(self._at(number), struct.pack("<I", crc32(body, kind)) + body)

    def get(self, number):
        """(kind, record as a file holds it) of the place where `number` belongs; DAMAGED when it is not there."""
        found = self._memory.read(self._at(number), _HEAD + self._size)
        crc, stored = struct.unpack_from("<II", found)
        body = found[4:]
        kind = _kind(crc, body) if stored == number else DAMAGED
        if kind == BACK:
            crc = crc32(body)
        return kind, struct.pack("<I", crc) + body[4:]

    def newest(self):
        """(number that comes next, time of the newest record, lowest number not cleared); (0, None, 0) when blank."""
        following, time, kept = 0, None, 0
        for place in range(self.places):
            number = struct.unpack("<I", self._memory.read(self._at(place) + 4, 4))[0]
            kind, record = self.get(number)
            if kind == CLEARED:
                kept = max(kept, number + 1)
            if kind is not DAMAGED and number >= following:
                following = number + 1
                time = struct.unpack_from("<I", record, 4)[0]
        return following, time, kept

    def _at(self, number):
        return self._address + number % self.places * _pitch(self._memory, self._size)


def room(memory, size, places):
    """How many bytes an inbox of `places` payloads of `size` bytes takes in `memory`."""
    return places * _pitch(memory, size)


def decode(number, record):
    """(time, payload) of a file's record, None when it is damaged or not that of `number`."""
    crc, time = struct.unpack_from("<II", record)
    if crc != crc32(record[4:], crc32(struct.pack("<I", number))):
        return None
    return time, record[FILE_HEAD:]


def _kind(crc, body):
    for kind in (PLAIN, BACK, CLEARED):
        if crc == crc32(body, kind):
            return kind
    return DAMAGED


def _pitch(memory, size):
    """Bytes from one record to the next: whole pages."""
    return -(-(_HEAD + size) // memory.page) * memory.page
