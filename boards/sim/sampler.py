"""The simulated converter: samples of mains or recording through the front end, at the pace the bench wants."""

import asyncio
import time
from array import array

import frontend

BLOCK_MS = 40
YIELD_BLOCKS = 8  # at full speed the other tasks run that often


class Sampler:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of `bits`.

    source: read(fine, count) -> pairs; step(ms): lets things happen at that simulated time, False to end the run.
    Options used: rate, seed, speed (simulated seconds a second, 0: as fast as it goes), seconds (of the run, or None).
    """

    def __init__(self, events, source, front, options, step):
        self.rate = rate = options["rate"]
        self.bits = front.bits
        self.group = rate // 1000
        self.lost = 0
        self._events = events
        self._source = source
        self._state = frontend.state(front, options["seed"])
        self._block = rate * BLOCK_MS // 1000
        self.codes = array("I", bytes(8 * self._block))
        self._fine = array("i", bytes(8 * self._block))
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
        self._i_full = front.i_full
        self._v_full = front.v_full
        self._v_noise = front.v_noise
        self._v_offset = front.v_offset

    def add_offset(self, volts):
        """Direct voltage on the mains, beside the front end's own offset."""
        self._state[frontend.V_OFFSET] = frontend.offset(volts + self._v_offset, self._v_full)

    def add_noise(self, volts):
        """White noise on the mains, rms a sample, beside the front end's own."""
        both = (volts * volts + self._v_noise * self._v_noise) ** 0.5
        self._state[frontend.V_NOISE] = frontend.noise(both, self._v_full)

    async def read(self):
        """The next block into `codes`; how many pairs it holds, 0 when the supply is gone or the run is over."""
        if not self._tick() or not self.supplied:
            return 0
        count = self._room()
        if count:
            count = self._source.read(self._fine, count)
            frontend.digitise(0, 0, self._fine, self.codes, count, self._state)
            await self._advance(count)
            if self._events.live and self._events.now_ms >= self._wave_ms:
                self._show_wave(count)
        self._over = not count
        return count

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
        half = 1 << (self.bits - 1)
        every = self.rate // 2000
        wave = {}
        for name, place, full in (("v", 0, self._v_full), ("i", 1, self._i_full)):
            wave[name] = [round((self.codes[2 * k + place] - half) / half * full, 3) for k in range(0, count, every)]
        self._events.send("wave", wave)

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
