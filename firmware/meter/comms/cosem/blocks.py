"""Long answers, one block in memory at a time (IEC 62056-53 clause 8.3, DLMS UA Green Book 9.3.6 and 9.5)."""

import struct

from meter.comms.cosem.errors import LONG_GET_ABORTED, Refused

GET, ACTION = 0xC4, 0xC7  # of responses
BLOCK_HEAD = 12  # bytes before the data of a block


class Source:
    """The bytes of an answer: of `pieces`, bytes or an iterable of bytes, of which it takes as few as it needs."""

    def __init__(self, pieces):
        self._pieces = None
        self._parts = []
        self._size = 0
        if isinstance(pieces, (bytes, bytearray)):
            self.put(bytes(pieces))
        else:
            self._pieces = iter(pieces)

    def put(self, part):
        """Put `part` in front."""
        self._parts.insert(0, part)
        self._size += len(part)

    def more(self, count):
        """Whether there are more than `count` bytes left. Raises Refused."""
        size = self._size
        if size <= count and self._pieces is not None:
            parts = self._parts
            for piece in self._pieces:
                parts.append(piece)
                size += len(piece)
                if size > count:
                    break
            else:
                self._pieces = None
            self._size = size
        return size > count

    def ready(self):
        """The parts that are here already, as a list; they are taken."""
        parts, self._parts, self._size = self._parts, [], 0
        return parts

    def take(self, count, by_piece=False):
        """A list of parts, together the next `count` bytes or what there is.

        by_piece: only whole pieces, as long as one fits. Raises Refused.
        """
        self.more(count)
        parts = self._parts
        left = self._size
        rest = []
        while left > count:
            piece = parts.pop()
            left -= len(piece)
            rest.insert(0, piece)
        if left < count and rest and not (by_piece and left):
            cut = count - left
            parts.append(rest[0][:cut])
            rest[0] = rest[0][cut:]
            left = count
        self._parts = rest
        self._size -= left
        return parts


class Answer:
    """A GET or ACTION response of any length.

    The blocks together (raw-data) are what follows `head` in one APDU: of GET the Data or the list of results, of
    ACTION result and optional return parameters, or the list of both (9.3.6, 9.3.8).

    tag: GET or ACTION; head: what comes before the data in a response in one APDU; number: of the last block given.
    """

    def __init__(self, tag, invoke, head, source):
        self.tag = tag
        self.invoke = invoke
        self.head = head
        self.source = source
        self.number = 0
        self.ended = False

    def whole(self, room):
        """The response in one APDU of `room` bytes, in which it must fit."""
        return b"".join([self.head] + self.source.take(room))

    def block(self, room, by_piece):
        """The next block, an APDU of at most `room` bytes; see `Source.take`. `ended` tells whether it was the last."""
        self.number += 1
        try:
            parts = self.source.take(room - BLOCK_HEAD, by_piece)
            self.ended = not self.source.more(0)
        except Refused:
            self.ended = True
            return no_block(self.tag, self.invoke, self.number, LONG_GET_ABORTED)
        size = 0
        for part in parts:
            size += len(part)
        head = struct.pack(">BBBBI", self.tag, 2, self.invoke, self.ended, self.number)
        if self.tag == GET:
            head += b"\x00"
        # the length always in its long form, as the meter does that this one follows
        parts.insert(0, head + struct.pack(">BH", 0x82, size))
        return b"".join(parts)

    def refusal(self, result):
        """The response that there is instead of all this."""
        if self.tag == GET:
            return bytes((GET, 1, self.invoke, 1, result))
        return bytes((ACTION, 1, self.invoke, 0, 1, 1, result))  # it has been done, but its answer cannot be given


class Incoming:
    """A SET or ACTION that arrives in blocks: `data` so far. found: its targets, see `access.targets`.

    The blocks together are the Data, or the list of them: that an ACTION has parameters need not be said (9.3.8).
    """

    def __init__(self, tag, invoke, found, listed):
        self.tag = tag
        self.invoke = invoke
        self.found = found
        self.listed = listed
        self.data = bytearray()
        self.number = 0


def no_block(tag, invoke, number, result):
    """The response of kind `tag` to a request for block `number`, when there is none."""
    if tag == GET:
        return struct.pack(">BBBBIBB", GET, 2, invoke, 1, number, 1, result)
    return bytes((ACTION, 1, invoke, result, 0))
