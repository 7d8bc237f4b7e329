"""A ring of records on byte-addressable memory: spreads the wear, and a cut at any byte of a save loses nothing shown.

A record is CRC-32, sequence number (both uint32, little endian) and the payload; the CRC covers the other two. Sequence
s lies in place s % places, each place on pages of its own, so that a torn page write can harm no other record.
Wear: 85 A at 230 V are 19 550 VA. A save at each new digit of 10 Wh and of 10 varh is at worst √2 · 19 550 / 10 = 2765
an hour, 2.42e8 in ten years. 512 places of 64 bytes (32 KiB) of a million cycles stand 5.12e8: 21 years.
"""

import struct
from binascii import crc32

_HEAD = struct.calcsize("<II")


class Journal:
    """Keeps the newest payload of `size` bytes in `places` places of `memory` from `address` on.

    memory: size, page, endurance, read(address, count), write(address, data) (boards/README.md).
    `size`: as given. `damaged`: how many torn records `load` came across; a place never written does not count.
    `commits`: how many saves the ring stands; `sequence`: how many it has had, -1 before `load`.
    Raises ValueError for less than two places, an address within a page, and a ring that goes beyond the memory.
    """

    def __init__(self, memory, address, size, places):
        end = address + room(memory, size, places)
        if places < 2 or address % memory.page or not 0 <= address < end <= memory.size:
            raise ValueError("journal: %d places from %d to %d" % (places, address, end))
        self._memory = memory
        self._address = address
        self.size = size
        self._places = places
        self._pitch = room(memory, size, 1)
        # so that sequence % places goes on without a gap where the number rolls over
        self._period = (1 << 32) // places * places
        self.sequence = -1  # of the next record
        self.damaged = 0
        self.commits = places * memory.endurance

    def load(self):
        """The newest whole payload, or None; must come before the first `save`.

        Reads 1 + log2(places) records, on the first lap up to twice as many, and one for each damaged one it meets;
        all of them only when none is whole.
        """
        self.damaged = 0
        place, first = self._whole(0, self._places, False)
        if first is None:
            self.sequence = 0
            return None
        lap = _sequence(first) - place  # names a lap: the sequence number in place 0
        place, newest = self._last(lap, place, first)
        self.sequence = (lap + place + 1) % self._period
        return newest[_HEAD:]

    def save(self, payload):
        """Store `payload`; when this returns it is what `load` will find.

        Raises ValueError for another size and before `load`, OSError when the memory does not take it.
        """
        if len(payload) != self.size:
            raise ValueError("journal: %d bytes, not %d" % (len(payload), self.size))
        if self.sequence < 0:
            raise ValueError("journal: not loaded")
        address = self._at(self.sequence % self._places)
        body = struct.pack("<I", self.sequence) + payload
        self._memory.write(address, struct.pack("<I", crc32(body)) + body)
        self.sequence = (self.sequence + 1) % self._period

    def holds(self, payload):
        """Whether the record saved last is whole and has this payload. Raises OSError when it cannot be read."""
        last = (self.sequence - 1) % self._period
        place = last % self._places
        _, record = self._whole(place, place + 1, False)
        return record is not None and _sequence(record) == last and record[_HEAD:] == payload

    def _last(self, lap, place, newest):
        """(place, record) of the last whole record of `lap`, searched for from `newest` on, which lies in `place`.

        The ring holds this lap up to some place, and from there on the lap before, or nothing yet.
        """
        end = self._places
        while end - place > 1:
            middle = (place + end) // 2
            found, record = self._whole(middle, end, lap == 0)
            if record is not None and _sequence(record) - found == lap:
                place, newest = found, record
            else:
                end = middle
        return place, newest

    def _whole(self, place, end, first_lap):
        """(place, record) of the first whole record from `place` on, before `end`; record is None where there is none.

        Only on the first lap are places rightly blank: the second one then ends the search.
        """
        blank = 0
        while place < end and not (first_lap and blank == 2):
            record = bytes(self._memory.read(self._at(place), _HEAD + self.size))
            crc, sequence = struct.unpack_from("<II", record)
            if sequence % self._places == place and crc == crc32(record[4:]):
                return place, record
            if _blank(record):
                blank += 1
            else:
                self.damaged += 1
            place += 1
        return end, None

    def _at(self, place):
        return self._address + place * self._pitch


def room(memory, size, places):
    """How many bytes a journal of `places` payloads of `size` bytes takes in `memory`: whole pages for each."""
    return -(-(_HEAD + size) // memory.page) * memory.page * places


def _sequence(record):
    return struct.unpack_from("<I", record, 4)[0]


def _blank(record):
    """True for memory as delivered or erased."""
    return not record.strip(b"\x00") or not record.strip(b"\xff")
