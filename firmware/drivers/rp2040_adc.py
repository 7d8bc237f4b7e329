"""RP2040's own converter as a sampler: two inputs in turn, moved into two blocks by two DMA channels.

A channel is chained only to one whose block has been given back, so a late reader loses samples, which are counted,
and never overwrites memory. Sections are those of the RP2040 datasheet.
"""

import asyncio
import time
from array import array

import machine
import rp2

from drivers import rp2040_codes

BLOCK_MS = 80
POLL_MS = 2
CLOCK_HZ = 48_000_000

# 4.9.6, list of registers
CS = 0x4004C000
FCS = 0x4004C008
FIFO = 0x4004C00C
DIV = 0x4004C010
CS_EN = 1 << 0
CS_START_MANY = 1 << 3
CS_READY = 1 << 8
CS_AINSEL = 12  # position of the field
CS_RROBIN = 16
FCS_EN = 1 << 0
FCS_DREQ_EN = 1 << 3
FCS_EMPTY = 1 << 8
FCS_UNDER = 1 << 10  # cleared by writing 1, like OVER
FCS_OVER = 1 << 11
FCS_THRESH = 24
DIV_INT = 8
DREQ_ADC = 36  # 2.5.3.1
WORD = 2  # DATA_SIZE of CHx_CTRL_TRIG, 2.5.7


class Rp2040Adc:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of 24 bits.

    voltage, current: converter inputs 0 to 3 (GP26 to GP29); rate: pairs/s; supply: present() tells of the supply.
    `lost`: pairs that were not read in time, by the clock, at least a block each time.
    """

    def __init__(self, voltage, current, rate, supply):
        self.rate = rate
        self.lost = 0
        self._supply = supply
        self._count = rate * BLOCK_MS // 1000
        self._blocks = (array("I", bytes(8 * self._count)), array("I", bytes(8 * self._count)))
        self.codes = self._blocks[0]
        self._dmas = (rp2.DMA(), rp2.DMA())
        # switches the converter on and its pins to analog (4.9.2)
        self._inputs = (machine.ADC(machine.Pin(26 + voltage)), machine.ADC(machine.Pin(26 + current)))
        self._select = CS_EN | voltage << CS_AINSEL | (1 << voltage | 1 << current) << CS_RROBIN
        self._filling = 0
        self._held = False  # the other block is the reader's
        self._running = False
        self._since = 0

    async def read(self):
        """The next block into `codes`, which stay until the next call; how many pairs, 0 when the supply is gone."""
        if not self._running:
            self._start()
        elif self._held:
            self._give_back()
        now = self._filling
        while self._dmas[now].active():
            if not self._supply.present():
                return self._stop()
            await asyncio.sleep(POLL_MS / 1000)
        if not self._supply.present():
            return self._stop()
        self.codes = self._blocks[now]
        self._filling = 1 - now
        self._held = True
        if not self._dmas[1 - now].active() or machine.mem32[FCS] & FCS_OVER:
            self._recover()
        else:
            self._since = time.ticks_us()
        rp2040_codes.straighten(0, 0, self.codes, 2 * self._count)
        return self._count

    def age_us(self):
        """How long ago the last pair in `codes` was taken, by what has been converted since; 0 when at rest."""
        busy = self._dmas[self._filling]
        # remaining transfers, 2.5.7; the stubs do not know the attribute
        left = busy.count  # pyright: ignore[reportAttributeAccessIssue]
        since = 2 * self._count - left if busy.active() else 0
        return since * 500_000 // self.rate

    def _start(self):
        """Begin with the voltage, into the block that is to be filled."""
        machine.mem32[CS] = self._select
        while not machine.mem32[CS] & CS_READY:
            pass
        while not machine.mem32[FCS] & FCS_EMPTY:
            machine.mem32[FIFO]
        machine.mem32[FCS] = FCS_EN | FCS_DREQ_EN | 1 << FCS_THRESH | FCS_UNDER | FCS_OVER
        machine.mem32[DIV] = (CLOCK_HZ // (2 * self.rate) - 1) << DIV_INT  # 4.9.2.2: 1 + INT cycles a sample
        first = self._filling
        if not self._held:
            self._arm(1 - first, None)
        self._arm(first, None if self._held else 1 - first, True)
        machine.mem32[CS] = self._select | CS_START_MANY
        self._running = True
        self._since = time.ticks_us()

    def _stop(self):
        machine.mem32[CS] = self._select
        for dma in self._dmas:
            dma.active(0)
        self._running = self._held = False
        return 0

    def _recover(self):
        """Start again after a gap: which input a code in the FIFO belongs to is not known any more."""
        late_us = time.ticks_diff(time.ticks_us(), self._since)
        self.lost += max(self._count, late_us * self.rate // 1_000_000 - self._count)
        self._stop()
        self._held = True
        self._start()

    def _give_back(self):
        """Let the block that was read be filled after the present one."""
        free = 1 - self._filling
        self._arm(free, None)
        busy = self._dmas[self._filling]
        # too late for a channel that has just ended: the next `read` finds both at rest
        busy.config(ctrl=self._control(busy, self._dmas[free]), trigger=False)
        self._held = False

    def _arm(self, which, then, trigger=False):
        dma = self._dmas[which]
        control = self._control(dma, dma if then is None else self._dmas[then])
        dma.config(read=FIFO, write=self._blocks[which], count=2 * self._count, ctrl=control, trigger=trigger)

    def _control(self, dma, then):
        """CHx_CTRL_TRIG, 2.5.7; chained to itself means not chained."""
        return dma.pack_ctrl(size=WORD, inc_read=False, inc_write=True, treq_sel=DREQ_ADC, chain_to=then.channel)
