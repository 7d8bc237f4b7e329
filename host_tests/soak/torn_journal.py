"""Cuts the supply at every byte of COMMITS saves: `micropython|python torn_journal.py [COMMITS]`, 2000 by default.

On FRAM and on EEPROM with 64- and 128-byte pages. After each cut a restarted journal must hold the last committed
payload or the new one, and go on saving. Once a lap every bit of a record is flipped, which must be noticed.
Prints one line; exits with 1 on a failure.
"""

import sys

from fakes.eeprom import Eeprom, Fram
from meter.storage.journal import Journal, room

SIZE = 56  # the energy registers
PLACES = 8
HEAD = 8


class Torture:
    """A journal of `places` payloads of `size` bytes at the beginning of `memory`; counts `cuts` and `flips`."""

    def __init__(self, memory, size, places):
        self._memory = memory
        self._size = size
        self._places = places
        self.cuts = self.flips = 0

    def run(self, commits):
        """Save `commits` payloads. Raises AssertionError with what went wrong."""
        last = None
        for number in range(commits):
            journal, found = self._restarted()
            assert found == last, "save %d is not there" % number
            new = self._payload(number)
            self._cut_every_byte(journal, last, new)
            journal.save(new)
            if number % (self._places + 1) == self._places:  # every place has its turn
                self._flip_every_bit(number % self._places, last)
            last = new

    def _cut_every_byte(self, journal, last, new):
        memory = self._memory
        before = bytes(memory.bytes)
        other = self._payload(-1)
        for left in range(HEAD + self._size):
            memory.left = left
            try:
                journal.save(new)
                raise AssertionError("saved without a supply")
            except OSError:
                memory.left = None
            restarted, found = self._restarted()
            assert found in (last, new), "cut at byte %d: neither the old nor the new payload" % left
            restarted.save(other)
            assert restarted.load() == other, "cut at byte %d: what was saved next is not there" % left
            memory.bytes[:] = before
            self.cuts += 1

    def _flip_every_bit(self, place, last):
        """Of the newest record, which lies in `place`."""
        data = self._memory.bytes
        start = room(self._memory, self._size, place)
        for bit in range(8 * (HEAD + self._size)):
            data[start + (bit >> 3)] ^= 1 << (bit & 7)
            journal, found = self._restarted()
            assert found == last and journal.damaged == 1, "bit %d flipped: not noticed" % bit
            data[start + (bit >> 3)] ^= 1 << (bit & 7)
            self.flips += 1

    def _restarted(self):
        """(a new journal, what it loads)."""
        journal = Journal(self._memory, 0, self._size, self._places)
        return journal, journal.load()

    def _payload(self, number):
        """Differs in every byte from the one before."""
        return bytes([(37 * number + 11 * k) & 0xFF for k in range(self._size)])


def memories(places):
    """The kinds of memory, each with room for `places` records of SIZE."""
    return (
        ("FRAM", Fram(places * (HEAD + SIZE))),
        ("64-byte pages", Eeprom(places * 64, 64)),
        ("128-byte pages", Eeprom(places * 128, 128)),
    )


def main(commits):
    cuts = flips = 0
    for name, memory in memories(PLACES):
        torture = Torture(memory, SIZE, PLACES)
        try:
            torture.run(commits)
        except AssertionError as failure:
            print("FAILED: %s, after %d cuts: %s" % (name, torture.cuts, failure))
            return 1
        cuts += torture.cuts
        flips += torture.flips
    print("%d saves on each of 3 memories: %d cuts, %d flipped bits, nothing lost" % (commits, cuts, flips))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 2000))
