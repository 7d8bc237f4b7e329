"""The segment files of a log: names, and what the names tell, in nine bytes of memory a segment.

A name is the log's, then the first number, "+" or "-" ("-": the clock had been set back before the first record) and
the first time, both eight hexadecimal digits: "lp0000a3f0+2f3c11a0". Times ascend up to the next "-".
"""

import struct

_ENTRY = "<IIB"
_BYTES = struct.calcsize(_ENTRY)
_DIGITS = 8


class Segments:
    """Segments of the log `name` in ascending order of their first numbers."""

    def __init__(self, name):
        self._name = name
        self._entries = bytearray()

    def __len__(self):
        return len(self._entries) // _BYTES

    def entry(self, k):
        """(first number, first time, whether the clock had been set back)."""
        return struct.unpack_from(_ENTRY, self._entries, k * _BYTES)

    def name(self, k):
        """The name of a segment's file."""
        return self.called(*self.entry(k))

    def called(self, first, time, back):
        """The name that a segment's file is to have."""
        return "%s%08x%s%08x" % (self._name, first, "-" if back else "+", time)

    def add(self, first, time, back):
        """Put a segment in its place; returns that place."""
        k = self.holding(first) + 1
        self._entries[k * _BYTES : k * _BYTES] = struct.pack(_ENTRY, first, time, back)
        return k

    def adopt(self, name):
        """Add the segment of a file's `name`; its place, or None for a foreign name."""
        digits = name[len(self._name) :]
        if len(digits) != 2 * _DIGITS + 1 or digits[_DIGITS] not in "+-":
            return None
        first, time = digits[:_DIGITS], digits[_DIGITS + 1 :]
        for digit in first + time:
            if digit not in "0123456789abcdef":
                return None
        return self.add(int(first, 16), int(time, 16), digits[_DIGITS] == "-")

    def drop(self, k):
        """Forget a segment."""
        self._entries[k * _BYTES : (k + 1) * _BYTES] = b""

    def holding(self, number):
        """Place of the segment in which `number` must be, -1 when it is older than all."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.entry(middle)[0] <= number:
                low = middle + 1
            else:
                high = middle
        return low - 1

    def may_hold(self, k, since, until):
        """False when no time of segment `k` can be from `since` to `until`.

        Before a "-" segment, and in the last one, nothing tells how late the times get.
        """
        if self.entry(k)[1] > until:
            return False
        if k + 1 == len(self):
            return True
        _, time, back = self.entry(k + 1)
        return bool(back) or time >= since
