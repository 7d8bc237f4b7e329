"""The RP2040's DMA controller behind its registers (datasheet 2.5).

Channels move what their sources have whenever somebody looks (`world_pass`); between two looks nothing can have changed
but time, so each item finds its channel as it would on the chip.
"""

import chip
from ram import NOWHERE, Stray, place
from soc import world

BASE, STRIDE, MOST = 0x5000_0000, 0x40, 16
INTR = BASE + 0x400
DBG_CTDREQS = [BASE + 0x800 + STRIDE * _k for _k in range(MOST)]
READ, WRITE, COUNT, CTRL = 0, 1, 2, 3
# 2.5.2.1: the four registers in four orders; the last of each starts the channel
ALIASES = (
    (READ, WRITE, COUNT, CTRL),
    (CTRL, READ, WRITE, COUNT),
    (CTRL, COUNT, READ, WRITE),
    (CTRL, WRITE, COUNT, READ),
)
BUSY = 1 << 24
WRITABLE = (1 << 24) - 1
PERMANENT = 0x3F
# 2.5.3.1: whose FIFO a request belongs to; the converter's: chip.py
DREQ_FIFOS = {}
for _k in range(4):
    DREQ_FIFOS[4 + _k] = 0x5020_0020 + 4 * _k
    DREQ_FIFOS[12 + _k] = 0x5030_0020 + 4 * _k

# address of a FIFO's register: source with available() → items that wait, take() → the next; may have settle(): the DMA
# has taken what it wanted by now; while it has a true `fills`, take_into(items, at, count) takes many at once
world_sources = {}


class Channel:
    """`world_moved`: items since power-on; `credits`: requests that were not served before an abort (DBG_CTDREQ)."""

    def __init__(self, number):
        self.number = number
        self.reset()

    def reset(self):
        self.at = [0, 0]  # READ_ADDR, WRITE_ADDR
        self.count = self.reload = 0
        self.control = self.number << 11
        self.busy = False
        self.credits = 0
        self.world_moved = 0

    def field(self, position, bits):
        return self.control >> position & (1 << bits) - 1

    def load(self, register):
        if register == COUNT:
            return self.count
        if register == CTRL:
            return chip.now.outward(self.control | (BUSY if self.busy else 0))
        # erratum E12: wrong under way where the address wraps or stands still
        wrong = self.busy and (self._wraps(register) or not self.field(4 + register, 1))
        return self.at[register] + (1 << self.field(2, 2)) * wrong

    def store(self, register, word, starts):
        if register == COUNT:
            self.reload = word
        elif register == CTRL:
            self.control = chip.now.inward(word) & WRITABLE
        else:
            self.at[register] = word
        if starts and word:
            self.trigger()
        elif starts and self.field(21, 1):
            controller.interrupts |= 1 << self.number  # null trigger, 2.5.2.3

    def trigger(self):
        if self.busy or not self.control & 1:
            return
        if (self.at[READ] | self.at[WRITE]) & (1 << self.field(2, 2)) - 1:
            raise Stray("DMA %d: addresses do not fit the items (2.5.1.1)" % self.number)
        if self.field(23, 1) or self.field(2, 2) == 3:
            raise ValueError("DMA %d: sniffing, or items of no size" % self.number)
        self.count = self.reload
        self.busy = True

    def abort(self):
        was_busy, self.busy, self.count = self.busy, False, 0
        source = world_sources.get(self.at[READ])
        if was_busy and source and source.available():
            self.credits = 1
        if was_busy and self.control & 1:
            self._end()  # erratum E13: what was on its way may look like the end

    def run(self):
        """Move what can be moved now; whether there was anything to do."""
        request = self.field(15, 6)
        if request == PERMANENT:
            many = self.count
        else:
            own = request == chip.now.adc_request
            if self.at[READ] != (chip.now.adc + chip.FIFO if own else DREQ_FIFOS[request]):
                raise Stray("DMA %d reads %#x at the pace of request %d" % (self.number, self.at[READ], request))
            source = world_sources.get(self.at[READ])
            many = min(self.count, max(source.available(), self.credits)) if source else 0
            self.credits = 0
        if many:
            self._move(many)
        if self.count:
            return many > 0
        self.busy = False
        self._end()
        return True

    def _end(self):
        if not self.field(21, 1):
            controller.interrupts |= 1 << self.number
        following = self.field(11, 4)
        if following != self.number:
            controller.channels[following].trigger()

    def _wraps(self, which):
        return self.field(6, 4) > 0 and self.field(10, 1) == which

    def _move(self, many):
        width = 1 << self.field(2, 2)
        mask = (1 << 8 * width) - 1
        swap = self.field(22, 1)
        source = world_sources.get(self.at[READ])
        # from one address to ascending ones that do not come round
        if getattr(source, "fills", False) and self.field(4, 2) == 2 and not (swap or self._wraps(WRITE)):
            many -= self._move_at_once(source, many, width)
        into = NOWHERE
        for _ in range(many):
            word = source.take() if source else _load(self.at[READ], width)
            if swap:
                word = int.from_bytes((word & mask).to_bytes(width, "little"), "big")
            target = self.at[WRITE]
            if target >= BASE:
                controller.store(target, word)
            else:
                if not into[0] <= target < into[1]:
                    into = place(target, width)
                into[2][(target - into[0]) // width] = word & mask
            if self.control & 1 << 4:
                self._advance(READ, width)
            if self.control & 1 << 5:
                self._advance(WRITE, width)
            self.count -= 1
            self.world_moved += 1

    def _move_at_once(self, source, many, width):
        """What of `many` items lies in one buffer."""
        start, end, items, _ = place(self.at[WRITE], width)
        many = min(many, (end - self.at[WRITE]) // width)
        source.take_into(items, (self.at[WRITE] - start) // width, many)
        self.at[WRITE] += many * width
        self.count -= many
        self.world_moved += many
        return many

    def _advance(self, which, width):
        at = self.at[which]
        turning = (1 << self.field(6, 4)) - 1 if self._wraps(which) else 0xFFFF_FFFF
        self.at[which] = at & ~turning | at + width & turning


def _load(address, width):
    if address >= BASE:
        return controller.load(address)
    start, _, buffer, _ = place(address, width)
    return buffer[(address - start) // width]


class Controller:
    """`now_us`: until when the channels have done what they do."""

    def __init__(self):
        self.now_us = 0
        self.channels = [Channel(number) for number in range(MOST)]
        self.interrupts = 0

    def load(self, address):
        if address == INTR:
            return self.interrupts
        channel, at = self._channel(address)
        return channel.load(ALIASES[at >> 4][at >> 2 & 3])

    def store(self, address, word):
        if address == INTR:
            self.interrupts &= ~word
        elif address - BASE in (chip.now.trigger, chip.now.abort):
            for channel in self.channels[: chip.now.channels]:
                if word >> channel.number & 1:
                    channel.trigger() if address - BASE == chip.now.trigger else channel.abort()
        elif address in DBG_CTDREQS:
            self.channels[DBG_CTDREQS.index(address)].credits = 0
        else:
            channel, at = self._channel(address)
            channel.store(ALIASES[at >> 4][at >> 2 & 3], word, at & 12 == 12)

    def _channel(self, address):
        if not BASE <= address < BASE + chip.now.channels * STRIDE or address & 3:
            raise KeyError("no register at %#x" % address)
        return self.channels[(address - BASE) // STRIDE], (address - BASE) % STRIDE


controller = Controller()


def world_pass():
    """Let the channels do what they did until now, which stands still meanwhile."""
    controller.now_us = world.now_us()
    moving = True
    while moving:
        moving = False
        for channel in controller.channels:
            if channel.busy and channel.control & 1 and channel.run():
                moving = True
    for source in world_sources.values():
        if hasattr(source, "settle"):
            source.settle()
