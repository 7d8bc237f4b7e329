"""RP2040's own converter as a sampler: two inputs in turn, by DMA into a ring that outlasts half a second of silence.

The converter runs by itself, from 48 MHz, and nothing but a full FIFO makes it lose a code. An RP2350 (Pico 2) has the
same one elsewhere, and with even steps. Sections are those of the RP2040 datasheet.
"""

import asyncio
import time
from array import array

import machine

from drivers import rp2040_codes
from drivers.dma_ring import DmaRing

BLOCK_MS = 35
BLOCKS = 16  # 15 of them: 525 ms without a look; a flash erase takes 400 ms
POLL_MS = 2
CLOCK_HZ = 48_000_000
CYCLES = 96  # of a conversion, 4.9.2

# by the part in CHIP_ID (2.19.5): address of the converter's registers, and its request (2.5.3.1; RP2350 datasheet, 2.2
# and 12.6.4.1)
CHIP_ID = 0x40000000
CONVERTERS = {2: (0x4004C000, 36), 4: (0x400A0000, 48)}
RP2040 = 2
# 4.9.6, list of registers
CS, FCS, FIFO, DIV = 0x0, 0x8, 0xC, 0x10
CS_EN = 1 << 0
CS_START_MANY = 1 << 3
CS_READY = 1 << 8
CS_AINSEL = 12  # position of the field
CS_RROBIN = 16
FCS_EN = 1 << 0
FCS_ERR = 1 << 2  # codes tell when their conversion failed
FCS_DREQ_EN = 1 << 3
FCS_EMPTY = 1 << 8
FCS_UNDER = 1 << 10  # cleared by writing 1, like OVER
FCS_OVER = 1 << 11
FCS_THRESH = 24
DIV_INT = 8


class Rp2040Adc:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of 24 bits.

    voltage, current: converter inputs 0 to 3 (GP26 to GP29); rate: pairs/s; supply: present() tells of the supply.
    `lost`: pairs that are missing before the block in `codes`, by the clock; `failed`: codes that the converter itself
    called wrong (CS.ERR), replaced by the one before.  Memory: 18 KB for the ring, 2 KB for `codes` at 8000 pairs/s.
    """

    def __init__(self, voltage, current, rate, supply):
        if CLOCK_HZ % (2 * rate) or CLOCK_HZ // (2 * rate) < CYCLES:
            raise ValueError("no %d pairs/s from %d Hz" % (rate, CLOCK_HZ))
        self.rate = rate
        self.failed = 0
        self._gaps = 0  # pairs lost where the converter was started again
        self._supply = supply
        self._count = rate * BLOCK_MS // 1000
        self.codes = array("I", bytes(8 * self._count))
        self.codes[2 * self._count - 2] = self.codes[2 * self._count - 1] = 1 << 23  # before the first block: nothing
        self._before = array("I", bytes(8))
        part = machine.mem32[CHIP_ID] >> 12 & 0xFFFF
        if part not in CONVERTERS:
            raise ValueError("no known converter in part %d" % part)
        self._registers, request = CONVERTERS[part]
        self._uneven = part == RP2040  # its steps, erratum E11
        self._ring = DmaRing(self._registers + FIFO, request, 2 * self._count, BLOCKS, 2 * rate)
        # switches the converter on and its pins to analog (4.9.2)
        self._inputs = (machine.ADC(machine.Pin(26 + voltage)), machine.ADC(machine.Pin(26 + current)))
        self._select = CS_EN | voltage << CS_AINSEL | (1 << voltage | 1 << current) << CS_RROBIN
        self._running = False
        self._ended = 0  # when the last pair of `codes` was taken

    @property
    def lost(self):
        return self._gaps + self._ring.lost // 2

    async def read(self):
        """The next block into `codes`, which stay until the next call; how many pairs, 0 when the supply is gone."""
        if not self._running:
            self._start()
        await asyncio.sleep(0)  # others have their turn while a backlog is read
        while self._supply.present():
            waiting = self._ring.ready()
            # asked for afterwards: if the FIFO was never too full or too empty, what waits is in order
            if machine.mem32[self._registers + FCS] & (FCS_OVER | FCS_UNDER):
                self._restart()
            elif not waiting:
                await asyncio.sleep(POLL_MS / 1000)
            elif self._take():
                return self._count
        self._stop()
        return 0

    def age_us(self):
        """How long ago the last pair in `codes` was taken, by what has been converted since; 0 when at rest."""
        return self._ring.behind() * 500_000 // self.rate if self._running else 0

    def _take(self):
        """Copy the oldest block into `codes`; False when it was overwritten meanwhile."""
        ring, codes, items = self._ring, self.codes, 2 * self._count
        self._before[0], self._before[1] = codes[items - 2], codes[items - 1]
        failed = rp2040_codes.unpack(0, 0, ring.items, ring.first, codes, items)
        if self._uneven:
            rp2040_codes.straighten(0, 0, codes, items)
        else:
            rp2040_codes.widen(codes, items)
        if failed:
            failed = rp2040_codes.hold(ring.items, ring.first, codes, items, self._before)
        if not ring.release():
            return False
        self.failed += failed
        self._ended = time.ticks_add(time.ticks_us(), -self.age_us())
        return True

    def _start(self):
        """Begin with the voltage, at the ring's start."""
        at, registers = self._registers, machine.mem32
        registers[at + CS] = self._select
        while not registers[at + CS] & CS_READY:
            pass
        registers[at + FCS] = 0  # no requests while the FIFO is emptied
        while not registers[at + FCS] & FCS_EMPTY:
            registers[at + FIFO]
        registers[at + FCS] = FCS_EN | FCS_ERR | FCS_DREQ_EN | 1 << FCS_THRESH | FCS_UNDER | FCS_OVER
        registers[at + DIV] = (CLOCK_HZ // (2 * self.rate) - 1) << DIV_INT  # 4.9.2.2: 1 + INT cycles a sample
        self._ring.start()
        registers[at + CS] = self._select | CS_START_MANY
        self._running = True
        self._ended = time.ticks_us()

    def _stop(self):
        machine.mem32[self._registers + CS] = self._select
        self._ring.stop()
        self._running = False

    def _restart(self):
        """Nobody knows any more which input a code belongs to: what waits is given up too."""
        self._stop()
        ended = self._ended
        self._start()
        self._gaps += time.ticks_diff(self._ended, ended) * self.rate // 1_000_000
