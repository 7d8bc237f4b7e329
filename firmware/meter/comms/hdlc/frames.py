"""HDLC frames of format type 3 (IEC 62056-46, 6.4): octets to frames and back. Knows no link and no clock.

There is no octet stuffing, so 7E may stand anywhere: a frame ends where its length field says. What turns out to be
no frame is looked through again from its second octet on, so noise costs no frame that stands behind or inside it.
"""

from meter.comms.hdlc.addresses import end_of
from meter.comms.hdlc.fcs import BEGIN, GOOD, close, register

FLAG = 0x7E
_FORMAT = 0xA0  # type 3 in the upper four bits, then the segmentation bit and eleven bits of length
_SEGMENTED = 0x08
_SHORTEST = 7  # format, two addresses, control, check sequence
_HEADER = 12  # octets from the flag that hold every header that has an information field, with its check sequence


def encode(destination, source, control, prefix=b"", information=b"", segmented=False):
    """The frame (bytearray), flags included; its information field is `prefix` and `information` (buffers).

    destination, source: address fields (bytes); control: control field; segmented: more segments follow.
    """
    middle = 3 + len(destination)
    at = middle + len(source) + 1  # behind the control field
    field = len(prefix) + len(information)
    length = at + 1 + (field + 2 if field else 0)
    frame = bytearray(length + 2)
    frame[0] = frame[length + 1] = FLAG
    frame[1] = _FORMAT | (_SEGMENTED if segmented else 0) | length >> 8
    frame[2] = length & 0xFF
    frame[3:middle] = destination
    frame[middle : at - 1] = source
    frame[at - 1] = control
    if field:
        close(frame, 1, at)
        at += 2
        frame[at : at + len(prefix)] = prefix
        frame[at + len(prefix) : length - 1] = information
    close(frame, 1, length - 1)
    return frame


class Deframer:
    """Finds frames in what is received, in whatever pieces.

    A frame is (segmented, destination, source, control, information): addresses as bytes, control an integer,
    information a memoryview that is good until the next frame is asked for, b"" when there is none. It is None when
    the frame does not fit: `room` octets of information always do. Such a frame is checked, but not kept.
    """

    def __init__(self, room):
        self._buffer = bytearray(max(room, 8) + 14)
        self._view = memoryview(self._buffer)
        self._register = 0
        self.clear()

    def clear(self):
        """Forget what has been received."""
        self._filled = 0
        self._need = 3  # octets from the flag with which the next thing can be decided
        self._left = 0  # octets still to come of a frame that is not kept, its closing flag among them
        self._shared = 0  # 1: all there is may be the flag that closed the frame before
        self._done = 0  # octets of the frame last given

    def begun(self):
        """Whether a frame has begun and not ended."""
        return self._left > 0 or self._filled - self._done > self._shared

    def receive(self, data):
        """Add `data` (bytes); yield each frame that is now complete."""
        at = 0
        end = len(data)
        while at < end:
            if self._left:
                count = min(self._left, end - at)
                frame = self._pass(data, at, at + count)
            else:
                count = self._store(data, at)
                frame = self._next()
            at += count
            while frame:
                yield frame
                frame = self._next()

    def expire(self):
        """No more octets come: yield the frames inside what looked like the beginning of one, forget the rest."""
        self._left = 0
        self._drop(self._done)
        while self._filled:
            self._resynchronise()
            frame = self._next()
            while frame:
                yield frame
                frame = self._next()
            self._left = 0
        self.clear()

    def _store(self, data, at):
        """Take octets of `data` from `at` on, as many as are needed to decide; how many."""
        if self._done:
            self._drop(self._done)
        skipped = 0
        if not self._filled:
            skipped = data.find(b"\x7e", at) - at
            if skipped < 0:
                return len(data) - at
            at += skipped
        count = max(0, min(self._need - self._filled, len(data) - at))
        self._buffer[self._filled : self._filled + count] = data[at : at + count]
        self._filled += count
        return skipped + count

    def _drop(self, count):
        """Forget the first `count` octets; the one behind them is a flag, or there is none."""
        self._done = 0
        if count:
            left = self._filled - count
            self._buffer[:left] = self._buffer[count : self._filled]
            self._filled = left
            self._need = 3

    def _resynchronise(self):
        """No frame begins here: go on at the next flag, if there is one."""
        self._shared = 0
        at = bytes(self._view[1 : self._filled]).find(b"\x7e") + 1
        self._drop(at or self._filled)

    def _next(self):
        """The next frame, or None when more octets are needed."""
        if self._done:
            self._drop(self._done)
        while self._filled >= self._need:
            frame = self._examine()
            if frame:
                return frame
        return None

    def _examine(self):
        """The frame at the start of the buffer, if it is complete; asks for more octets or drops some, if not."""
        octets = self._buffer
        length = (octets[1] & 7) << 8 | octets[2]
        if octets[1] & 0xF0 != _FORMAT or length < _SHORTEST:
            return self._resynchronise()
        if self._need == 3:
            self._need = min(length + 2, _HEADER)
            return None
        source = end_of(octets, 3)
        control = end_of(octets, source) if source else 0
        field = length - 4 - control  # length of the information field; -2 when there is none, and no check of its own
        if not control or (field != -2 and field < 1):
            return self._resynchronise()
        if field > 0 and register(BEGIN, 0, octets, 1, control + 3) != GOOD:
            return self._resynchronise()
        self._need = length + 2
        if self._need > len(octets):
            self._begin_to_pass(length, control + 1)
            return None
        if self._filled < self._need:
            return None
        if octets[length + 1] != FLAG or register(BEGIN, 0, octets, 1, length + 1) != GOOD:
            return self._resynchronise()
        self._done = length + 1
        self._shared = 1
        return self._frame(source, control, self._view[control + 3 : control + 3 + field] if field > 0 else b"")

    def _frame(self, source, control, information):
        octets = self._buffer
        segmented = bool(octets[1] & _SEGMENTED)
        return segmented, bytes(octets[3:source]), bytes(octets[source:control]), octets[control], information

    def _begin_to_pass(self, length, header):
        """The frame does not fit: check what comes, keep the header only."""
        self._register = register(BEGIN, 0, self._buffer, 1, self._filled)
        self._left = length + 2 - self._filled
        self._filled = header

    def _pass(self, data, at, end):
        """Octets of a frame that is not kept; the frame when they are the last and it is in order."""
        self._left -= end - at
        last = end - 1 if self._left == 0 else end
        self._register = register(self._register, 0, data, at, last)
        if self._left:
            return None
        frame = None
        if data[last] == FLAG:
            if self._register == GOOD:
                source = end_of(self._buffer, 3)
                frame = self._frame(source, end_of(self._buffer, source), None)
            self._shared = 1
        self._filled = self._shared
        self._buffer[0] = FLAG
        self._need = 3
        return frame
