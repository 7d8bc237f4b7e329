"""The board's end of the pipe from the simulated world (world.py), message by message.

A message is three uint32 (bytes of text, pairs of time, pairs of codes), the text (JSON), the codes (uint32 pairs).
"""

import json
import struct

HEADER = "<III"
PAIR_BYTES = 8


class Feed:
    """Reads from `pipe`, a file of bytes, whose `readinto` and `read` wait for all that was asked for, or its end."""

    def __init__(self, pipe):
        self._pipe = pipe
        self._header = bytearray(struct.calcsize(HEADER))

    def message(self):
        """(value of the text or None, pairs of time, pairs of codes that `take` must bring); None at the end."""
        if self._pipe.readinto(self._header) != len(self._header):
            return None
        length, time, codes = struct.unpack(HEADER, self._header)
        if not length:
            return None, time, codes
        text = self._pipe.read(length)
        return (json.loads(text), time, codes) if len(text) == length else None

    def take(self, codes, count):
        """The message's next `count` pairs into `codes` (array of uint32); False where the pipe ends before."""
        return self._pipe.readinto(memoryview(codes)[: 2 * count]) == PAIR_BYTES * count
