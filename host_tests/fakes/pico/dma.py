"""MicroPython's class `rp2.DMA` on the model of the controller."""

import errno

import chip
from dma_channels import (
    BASE,
    COUNT,
    CTRL,
    PERMANENT,
    READ,
    STRIDE,
    WRITE,
    controller,
    world_pass,
    world_sources,
)
from ram import Stray, world_address, world_forget

__all__ = ("DMA", "Stray", "world_address", "world_pass", "world_reset", "world_sources")


def world_reset():
    """Power-on: no channel is claimed or running, no buffer known."""
    for channel in controller.channels:
        channel.reset()
    controller.interrupts = 0
    DMA.world_claimed.clear()
    world_forget()


class DMA:
    """MicroPython's view of a channel (class rp2.DMA); `irq` and `registers` are not here."""

    world_claimed = set()

    def __init__(self):
        free = [number for number in range(chip.now.channels) if number not in DMA.world_claimed]
        if not free:
            raise OSError(errno.EBUSY)
        DMA.world_claimed.add(free[0])
        self.channel = free[0]
        self._base = BASE + STRIDE * free[0]

    def close(self):
        self.active(0)
        DMA.world_claimed.discard(self.channel)

    def pack_ctrl(self, **fields):
        # quiet, unpaced, both addresses going up, words, enabled, chained to itself
        plain = 1 << 21 | PERMANENT << 15 | 3 << 4 | 2 << 2 | 1 | self.channel << 11
        word = fields.pop("default", chip.now.outward(plain))
        for name, position, _, bits in chip.now.fields[:-1]:
            if name in fields:
                value = int(fields.pop(name))
                if value >> bits:
                    raise ValueError("bad field value")
                word = word & ~((1 << bits) - 1 << position) | value << position
        if fields:
            raise TypeError("no such field")
        return word

    def config(self, *, read=None, write=None, count=None, ctrl=None, trigger=False):
        steps = []
        # the register's place, and that of the alias which also starts the channel
        for value, plain, starting in ((read, 0, 0x3C), (write, 4, 0x2C), (count, 8, 0x1C), (ctrl, 0x10, 0xC)):
            if value is not None:
                steps.append((value if isinstance(value, int) else world_address(value), plain, starting))
        world_pass()
        for k, (word, plain, starting) in enumerate(steps):
            controller.store(self._base + (starting if trigger and k == len(steps) - 1 else plain), word)
        if trigger and not steps:
            controller.store(BASE + chip.now.trigger, 1 << self.channel)
        world_pass()

    def active(self, value=None):
        world_pass()
        if value is not None:
            controller.store(BASE + (chip.now.trigger if value else chip.now.abort), 1 << self.channel)
            world_pass()
        return controller.channels[self.channel].busy

    @property
    def read(self):
        return self._load(READ)

    @property
    def write(self):
        return self._load(WRITE)

    @property
    def count(self):
        return self._load(COUNT)

    @property
    def ctrl(self):
        return self._load(CTRL)

    def _load(self, register):
        world_pass()
        return controller.channels[self.channel].load(register)
