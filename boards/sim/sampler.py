"""The simulated converter: samples of mains or recording through the front end, at the pace the bench wants."""

import asyncio
import time

from converter import Converter

BLOCK_MS = 40
YIELD_BLOCKS = 8  # at full speed the other tasks run that often


class Sampler:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of 24 bits.

    source: read(fine, count) -> pairs; step(ms): lets things happen at that simulated time, False to end the run.
    Options used: rate, seed, speed (simulated seconds a second, 0: as fast as it goes), seconds (of the run, or None).
    """

    def __init__(self, events, source, front, options, step):
        self.rate = rate = options["rate"]
        self.lost = 0
        self._events = events
        self._block = rate * BLOCK_MS // 1000
        self._converter = Converter(source, front, options["seed"], self._block)
        self.codes = self._converter.codes
        self.add_offset = self._converter.add_offset
        self.add_noise = self._converter.add_noise
        seconds = options["seconds"]
        self._end = None if seconds is None else round(seconds * rate)
        self._speed = options["speed"]
        self._step = step
        self._taken = 0
        self._blocks = 0
        self._began = time.ticks_ms()
        self.supplied = True
        self._over = False
        self._wave_ms = 0
        # made once: a list that grows among floats that go wants room in one piece, and there is none
        self._wave = ([0] * (2 * BLOCK_MS), [0] * (2 * BLOCK_MS))
        self._i_full = front.i_full
        self._v_full = front.v_full

    async def read(self):
        """The next block into `codes`; how many pairs it holds, 0 when the supply is gone or the run is over."""
        if not self._tick() or not self.supplied:
            return 0
        count = self._room()
        if count:
            count = self._converter.read(count)
            await self._advance(count)
            if self._events.live and self._events.now_ms >= self._wave_ms:
                self._show_wave(count)
        self._over = not count
        return count

    def age_us(self):
        """How long ago the last pair in `codes` was taken: a block is handed over when it is full."""
        return 0

    async def idle(self):
        """Let a block's time pass without sampling; False when the run is over."""
        if not self._tick():
            return False
        count = self._room()
        await self._advance(count)
        return count > 0

    def _tick(self):
        return not self._over and self._step(self._events.now_ms)

    def _show_wave(self, count):
        """Once a second the block as volts and amperes, every other sample: two cycles at 50 Hz."""
        self._wave_ms = self._events.now_ms + 1000
        half = 1 << 23
        every = self.rate // 2000
        volts, amps = self._wave
        for shown, place, full in ((volts, 0, self._v_full), (amps, 1, self._i_full)):
            for k in range(0, count, every):
                shown[k // every] = round((self.codes[2 * k + place] - half) / half * full, 3)
        self._events.send("wave", {"v": volts, "i": amps})
        for k in range(len(volts)):
            volts[k] = amps[k] = 0  # the floats may go

    def _room(self):
        return self._block if self._end is None else min(self._block, self._end - self._taken)

    async def _advance(self, count):
        events = self._events
        self._taken += count
        self._blocks += 1
        events.now_ms = self._taken * 1000 // self.rate
        if not self._speed:
            if self._blocks % YIELD_BLOCKS == 0:
                await asyncio.sleep(0)
            return
        ahead = int(events.now_ms / self._speed) - time.ticks_diff(time.ticks_ms(), self._began)
        if ahead > 0:
            await asyncio.sleep(ahead / 1000)
        elif self._blocks % YIELD_BLOCKS == 0:
            await asyncio.sleep(0)
