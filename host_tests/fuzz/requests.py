"""What clients ask: requests of every service to objects that there are, right ones and almost right ones."""

from fuzz.client import ACTION, GET, SET, descriptor, following, get, length
from fuzz.mutate import date_time, mutated, value

CLOCK = (8, b"\x00\x00\x01\x00\x00\xff")
LOAD = (7, b"\x01\x00\x63\x01\x00\xff")
PROFILES = (LOAD, (7, b"\x01\x00\x63\x01\x01\xff"), (7, b"\x01\x00\x62\x01\x00\xff"), (7, b"\x01\x00\x63\x62\x02\xff"))
PIECE = 60  # bytes of a block that we send


class Targets:
    """The objects of a meter. every: (class, name); values: encoded values by (class, name, attribute)."""

    def __init__(self):
        self.every = []
        self.written = []  # (class, name, attribute)
        self.called = []  # (class, name, method)
        self.values = {}

    def learn(self, directory):
        """Look at all objects of a Directory, as the one who may read everything."""
        self.every = []
        self.written = []
        self.called = []
        for found in directory:
            target = found.class_id, found.name
            self.every.append(target)
            for attribute, _, write in found.attributes():
                if write < 9:
                    self.written.append(target + (attribute,))
            for method, level in found.methods():
                if level < 9:
                    self.called.append(target + (method,))
        self.channel = self.every[0][1][1]  # group B


def selection(dice, targets):
    """An access selection, mostly of a profile."""
    clock = b"\x02\x04\x12\x00\x08\x09\x06\x00" + bytes((targets.channel,)) + b"\x01\x00\x00\xff\x0f\x02\x12\x00\x00"
    if dice.below(2):
        since = b"\x09\x0c" + date_time(dice) if dice.below(4) else b"\x00"
        until = b"\x09\x0c" + date_time(dice) if dice.below(4) else b"\x00"
        chosen = b"\x01\x00" if dice.below(3) else b"\x01\x01" + clock
        return b"\x01\x01\x02\x04" + clock + since + until + chosen
    ends = bytes((6, 0, 0, dice.of((0, 0, 1, 255)), dice.octet(), 6, 0, 0, 0, dice.octet()))
    return b"\x01\x02\x02\x04" + ends + bytes((18, 0, dice.below(9), 18, 0, dice.below(9)))


class Requests:
    """One client's. changes: whether it may ask for any, so that it is worth while to ask often."""

    def __init__(self, dice, targets, changes):
        self._changes = changes
        self._dice = dice
        self._targets = targets
        self.block = 0  # number of the last block that came
        self.gbt = [0, 0]  # our last block, the meter's
        self._waiting = []  # the rest of a request in blocks

    def heard(self, plain):
        """Take note of the plain answer, for what follows."""
        if plain and len(plain) > 8 and plain[0] in (0xC4, 0xC7) and plain[1] == 2:
            self.block = 0 if plain[3] else int.from_bytes(plain[4:8], "big")
        elif plain and len(plain) > 6 and plain[0] == 0xE0:
            self.gbt[1] = int.from_bytes(plain[2:4], "big")
            self._more = not plain[1] & 0x80

    def next(self):
        """A plain APDU."""
        dice = self._dice
        if self._waiting and not dice.one_in(8):
            return self._waiting.pop(0)
        if self.block and dice.below(10) < 7:
            number, self.block = self.block, 0
            return following(number if dice.below(12) else dice.below(4), self._invoke())
        if self.gbt[1] and dice.below(10) < 7:
            block = bytes((0xE0, 0x81)) + bytes((0, self.gbt[0] + 1 & 0xFF, 0, self.gbt[1] & 0xFF, 0))
            self.gbt[1] = 0
            return block
        kind = dice.below(32)
        if not self._changes and 14 <= kind < 27 and dice.below(8):
            kind = dice.below(14)
        if kind < 12:
            return self._get()
        if kind < 14:
            listed = [self._described() + b"\x00" for _ in range(1 + dice.below(5))]
            return bytes((GET, 3, self._invoke(), len(listed))) + b"".join(listed)
        if kind < 19:
            return self._blocked(SET, self._set()) if dice.one_in(4) else self._set()
        if kind < 21:
            return self._set_list()
        if kind < 26:
            return self._blocked(ACTION, self._act()) if dice.one_in(4) else self._act()
        if kind < 27:
            listed = [self._called() for _ in range(1 + dice.below(3))]
            values = [self._value(target) for target in listed]
            body = b"".join([descriptor(target, target[2]) for target in listed])
            return bytes((ACTION, 3, self._invoke(), len(listed))) + body + bytes((len(values),)) + b"".join(values)
        if kind < 29:
            return self._in_general_blocks(self._get() if dice.below(3) else self._set())
        if kind < 30:
            return following(dice.below(6), self._invoke(), dice.of((GET, ACTION)))
        return dice.of(STRAY)

    def _invoke(self):
        return 0xC1 if self._dice.below(24) else self._dice.octet()

    def _target(self):
        return self._dice.of(self._targets.every)

    def _described(self):
        return descriptor(self._target(), self._dice.below(6))

    def _called(self):
        return self._dice.of(self._targets.called)

    def _get(self):
        dice = self._dice
        kind = dice.below(10)
        if kind == 0:
            target = dice.of(PROFILES)
            target = target[0], bytes((1, self._targets.channel)) + target[1][2:]
            return get(target, 2, self._invoke(), selection(dice, self._targets))
        if kind == 1:
            return get((15, b"\x00\x00\x28\x00" + bytes((dice.below(6),)) + b"\xff"), dice.below(11), self._invoke())
        if kind == 2:
            return get(self._target(), dice.octet(), self._invoke(), selection(dice, self._targets))
        return get(self._target(), dice.below(10), self._invoke())

    def _value(self, target):
        """One that fits, as often as not changed a little; or any."""
        dice = self._dice
        known = self._targets.values.get(target)
        if not known or dice.one_in(3):
            return value(dice)
        return mutated(dice, known) if dice.below(2) else known

    def _set(self):
        target = self._dice.of(self._targets.written)
        if self._dice.one_in(6):
            target = self._target() + (self._dice.below(8),)
        return bytes((SET, 1, self._invoke())) + descriptor(target, target[2]) + b"\x00" + self._value(target)

    def _set_list(self):
        dice = self._dice
        listed = [dice.of(self._targets.written) for _ in range(1 + dice.below(4))]
        values = [self._value(target) for target in listed]
        body = b"".join([descriptor(target, target[2]) + b"\x00" for target in listed])
        count = len(values) if dice.below(8) else dice.octet()
        return bytes((SET, 4, self._invoke(), len(listed))) + body + bytes((count,)) + b"".join(values)

    def _act(self):
        target = self._called()
        head = bytes((ACTION, 1, self._invoke())) + descriptor(target, target[2])
        return (
            head + b"\x01" + self._value((target[0], target[1], -target[2])) if self._dice.below(8) else head + b"\x00"
        )

    def _blocked(self, service, request):
        """The first block of a request; the others wait."""
        dice = self._dice
        invoke = request[2:3]
        head = request[3:13] if service == SET else request[3:12]
        data = request[13:]
        if dice.one_in(4):
            data += b"\x09\x82\x05\x00" + bytes(1280)
        size = 1 + dice.below(PIECE)
        pieces = [data[at : at + size] for at in range(0, len(data), size)][:40] or [b""]
        made = []
        for k, part in enumerate(pieces):
            last = k == len(pieces) - 1
            number = k + 1 if dice.below(20) else dice.below(9)
            block = bytes((last, 0, 0, 0, number)) + length(len(part)) + part
            first = (2 if service == SET else 4), (3 if service == SET else 6)
            made.append(bytes((service, first[k > 0])) + invoke + (b"" if k else head) + block)
        self._waiting = made[1:]
        return made[0]

    def _in_general_blocks(self, request):
        dice = self._dice
        size = dice.of((5, 20, 60, 200))
        pieces = [request[at : at + size] for at in range(0, len(request), size)]
        made = []
        for k, part in enumerate(pieces):
            last = k == len(pieces) - 1
            control = (0x80 if last else dice.of((0x40, 0x40, 0))) | dice.below(4)
            number = k + 1 if dice.below(20) else dice.octet()
            made.append(bytes((0xE0, control, 0, number, 0, 0)) + length(len(part)) + part)
        self.gbt = [len(pieces), 0]
        self._waiting = made[1:]
        return made[0]


STRAY = (
    b"\x62\x00", b"\x62\x03\x80\x01\x00", b"\x61\x00", b"\x63\x00", b"\xc0", b"\xc0\x01", b"\xc1\x01\xc1", b"\xc2\x00",
    b"\xc4\x01\xc1\x00\x00", b"\xd8\x01\x01", b"\x0f\x00\x00\x00\x01\x00\x00", b"\x01\x00", b"\x05\x01\x02\x00\x00",
    b"\xe0\x80\x00\x01\x00\x00\x00", b"\xe0\xc1\xff\xff\xff\xff\x00", b"\xc8\x00", b"\xdb\x00\x00", b"\xdc\x08",
    b"\xdd\x00", b"\xdf\x01", b"\xc0\x04\xc1\x00", b"\xc0\x00\xc1\x00", b"\xc3\x02\xc1\x00\x00\x00\x01", b"\x60\x00",
    b"\xc1\x03\xc1\x01\x00\x00\x00\x01\x00", b"\xc3\x05\xc1\x01", b"\x60\x80", b"\x60\x82\xff\xff", b"\xff" * 20,
)  # fmt: skip
