"""Wrong frames: what lines, networks and people do to a right one, with check sequences wrong or made right again."""

from fuzz.links import closed
from fuzz.mutate import mutated

OPTICAL_GAP_MS = 600  # after which a frame that was begun is given up
SILENCE_MS = 25_000  # after which a link is


class Spoiler:
    """World and Dice; other: some other frame. One frame may be kept back until the next one goes."""

    def __init__(self, world, dice):
        self._world = world
        self._dice = dice
        self._kept = None
        self._last = b"\x7e"

    def hdlc(self, frame):
        """The blocks that go out in place of an HDLC frame."""
        dice = self._dice
        kind = dice.below(20)
        last, self._last = self._last, bytes(frame)
        if kind < 5:
            return [closed(self._changed(bytearray(frame), last, kind))]
        if kind < 7:
            frame = bytearray(mutated(dice, frame, last))
            if kind == 6 and len(frame) > 3:
                size = len(frame) - 2
                frame[0] = frame[-1] = 0x7E
                frame[1] = frame[1] & 0xF8 | size >> 8 & 7
                frame[2] = size & 0xFF
                frame = closed(frame)
            return [frame]
        if kind == 7:
            return [closed(bytearray(dice.of(STRAY_FRAMES)))]
        return self._line(frame, last, kind - 8)

    def wrapper(self, frame):
        """As `hdlc`, of a wrapper's frame."""
        dice = self._dice
        kind = dice.below(20)
        last, self._last = self._last, bytes(frame)
        if kind < 6:
            frame = bytearray(frame)
            at = (0, 1, 2, 3, 4, 5, 6, 7)[dice.below(8)]
            frame[at] = dice.octet() if dice.below(2) else frame[at] + dice.of((1, 255)) & 0xFF
            return [frame]
        if kind < 8:
            return [mutated(dice, frame, last)]
        return self._line(frame, last, kind - 8)

    def _changed(self, frame, last, kind):
        dice = self._dice
        at = (5, dice.of((3, 4, 6)), dice.of((1, 2)), dice.below(len(frame)), dice.below(len(frame)))[kind] % len(frame)
        frame[at] = dice.octet() if dice.below(3) else frame[at] ^ 1 << dice.below(8)
        if kind == 0 and dice.below(2):
            frame[at] = dice.of(CONTROLS)
        return frame

    def _line(self, frame, last, kind):
        dice, world = self._dice, self._world
        cut = dice.below(len(frame))
        if kind == 0:
            return [frame, frame]
        if kind == 1:
            return []
        if kind == 2:
            return [frame[:cut]]
        if kind == 3:
            return [dice.octets(dice.below(20)) + bytes(frame)]
        if kind == 4:
            return [frame[:cut], frame[cut:]] if cut else [frame]
        if kind == 5:
            world.feed(bytes(frame[:cut]))
            world.now += OPTICAL_GAP_MS
            return [frame]
        if kind == 6 and dice.one_in(4):
            world.now += dice.of((SILENCE_MS, 2_000, 400_000))
            world.feed(b"")
            return [frame]
        if kind == 7 and self._kept is None:
            self._kept = bytes(frame)
            return []
        if kind == 8 and self._kept is not None:
            kept, self._kept = self._kept, None
            return [frame, kept]
        if kind == 9:
            return [last, frame]
        if kind == 10:
            return [b"\x7e\xa0" + dice.octets(dice.below(60))]
        return [b"".join([bytes(frame)] * (1 + dice.below(5)))]


CONTROLS = (0x93, 0x83, 0x53, 0x43, 0x73, 0x1F, 0x97, 0x87, 0x03, 0x13, 0x11, 0x01, 0x15, 0x05, 0x19, 0x09, 0x10, 0x32)
STRAY_FRAMES = (
    b"\x7e\xa0\x07\x03\x21\x93\x00\x00\x7e",
    b"\x7e\xa0\x07\x21\x25\x93\x00\x00\x7e",
    b"\x7e\xa0\x07\x21\x25\x53\x00\x00\x7e",
    b"\x7e\xa0\x07\xff\x25\x93\x00\x00\x7e",
    b"\x7e\xa0\x07\x21\x01\x93\x00\x00\x7e",
    b"\x7e\xa0\x08\x20\x41\x25\x93\x00\x00\x7e",
    b"\x7e\xa0\x0a\x00\x20\x00\x41\x25\x93\x00\x00\x7e",
    b"\x7e\xa0\x07\x03\x03\x93\x00\x00\x7e",
    b"\x7e\xa0\x07\x03\x21\x13\x00\x00\x7e",
    b"\x7e\xa7\xff\x03\x21\x10\x00\x00\x7e",
    b"\x7e\xa0\x07\x03\x21\x11\x00\x00\x7e",
    b"\x7e\xa0\x0c\x03\x21\x93\x00\x00\x81\x80\xff\x00\x00\x7e",
    b"\x7e\xa0\x0e\x03\x21\x93\x00\x00\x81\x80\x03\x05\x02\x00\x00\x00\x7e",
    b"\x7e\xa0\x10\x03\x21\x93\x00\x00\x81\x80\x06\x05\x01\x01\x06\x01\x01\x00\x00\x7e",
)
