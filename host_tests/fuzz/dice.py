"""Numbers that only look random: the same ones for the same seed on every interpreter."""

EDGES = b"\x00\x01\x02\x03\x7e\x7f\x80\x81\x82\x84\xfe\xff\x10\x20\x30\x40\x09\x0f"


class Dice:
    """seed: any integer."""

    def __init__(self, seed):
        self._state = (seed * 2654435761 + 97) & 0x7FFFFFFF
        for _ in range(4):
            self.below(2)

    def below(self, count):
        """0 to count - 1; count at most 2**16."""
        self._state = (self._state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self._state >> 9) % count

    def one_in(self, count):
        """True once in so many times."""
        return self.below(count) == 0

    def of(self, choices):
        """One of a sequence."""
        return choices[self.below(len(choices))]

    def octet(self):
        """A byte, as often as not one at the edge of some range."""
        return EDGES[self.below(len(EDGES))] if self.below(2) else self.below(256)

    def octets(self, count):
        """`count` bytes."""
        return bytes([self.below(256) for _ in range(count)])
