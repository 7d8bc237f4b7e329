"""The simulated converter as the firmware sees it: blocks of samples, at the pace the bench wants.

It goes on by DMA while the processor stands still, into a ring of RING_MS. A full ring stops it, and it starts again
when the ring has been read; what it misses meanwhile is lost and counted.
"""

import asyncio
import time
from array import array

BLOCK_MS = 40  # the world's messages
RING_MS = 32 * BLOCK_MS  # outlasts the longest stall, three erases of 400 ms
YIELD_BLOCKS = 8  # at full speed the other tasks run that often


class Sampler:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of 24 bits.

    feed: Feed, at its first block; rate: samples/s; speed: simulated seconds a second, 0: as fast as it goes;
    step(moved): does to the board what moved in the world at a block's start, False to end the run.
    `relay`, `scope`: where there is one, the pairs pass it, and it is shown each block.
    """

    def __init__(self, events, feed, rate, speed, step):
        self.rate = rate
        self.lost = 0
        self.codes = array("I", bytes(8 * (rate * BLOCK_MS // 1000)))
        self.supplied = True
        self._events = events
        self._feed = feed
        self._speed = speed
        self._step = step
        self.relay = self.scope = None
        self._taken = 0
        self._first_ms = events.now_ms
        self._left = self._sampled = 0  # pairs of the message under way: to be taken, with codes
        self._ring = rate * RING_MS // 1000
        self._backlog = self._missed = 0  # pairs that wait in the ring, and that nobody took after them
        self._blocks = 0
        self._began = time.ticks_ms()
        self._over = False

    async def read(self):
        """The next block into `codes`; how many pairs it holds, 0 when the supply is gone or the run is over."""
        while self._open() and self._sampled:
            # once the ring is empty, the mains go on by what was missed
            skipped = 0 if self._backlog else min(self._missed, self._left)
            count = skipped or self._left
            if not self._feed.take(self.codes, count):
                self._over = True
                break
            self._carry(count)
            self._missed -= skipped
            self._pass(count)
            if not skipped:
                self._backlog = max(0, self._backlog - count)
                await self._pace()
                if self.scope:
                    self.scope.show(self.codes, count)
                return count
        return 0

    def age_us(self):
        """How long ago the last pair in `codes` was taken: a block is handed over when it is full, or after a stall."""
        return self.waiting() * 1_000_000 // self.rate

    def waiting(self):
        """Pairs that have been sampled, or missed, and not been read."""
        return self._backlog + self._missed

    def stall(self, ms):
        """The processor stands still for `ms` of simulated time; what is sampled in it comes in the next blocks."""
        if not self._taken:
            return  # the converter starts with the first block
        if self._speed:
            time.sleep(ms / 1000 / self._speed)
        count = self.rate * ms // 1000
        kept = 0 if self._missed else min(count, self._ring - self._backlog)
        self._backlog += kept
        self._missed += count - kept
        self.lost += count - kept

    async def idle(self):
        """Let a block's time pass without sampling; False when the run is over."""
        if not self._open():
            return False
        self._backlog = self._missed = 0  # the ring is memory: it goes with the supply
        self._carry(self._left)
        self._pass(self._left)
        await self._pace()
        return True

    def finish(self):
        """Let the rest of the block under way pass: the pipe's next reader must find a beginning."""
        if self._left and self._sampled:
            self._feed.take(self.codes, self._left)
            self._carry(self._left)
            self._pass(self._left)

    def _open(self):
        """Begin the next message where the one before is used up; False when the run is over."""
        if self._over:
            return False
        if not self._left:
            message = self._feed.message()
            self._over = True
            if message:
                moved, self._left, self._sampled = message
                self._over = not self._step(moved) or not self._left
        return not self._over

    def _carry(self, count):
        if self.relay:
            self.relay.carry(self.codes, count)

    def _pass(self, count):
        self._left -= count
        self._taken += count
        self._events.now_ms = self._first_ms + self._taken * 1000 // self.rate

    async def _pace(self):
        self._blocks += 1
        ahead = 0
        if self._speed:
            ahead = int((self._events.now_ms - self._first_ms) / self._speed) - time.ticks_diff(
                time.ticks_ms(), self._began
            )
        if ahead > 0:
            await asyncio.sleep(ahead / 1000)
        elif self._blocks % YIELD_BLOCKS == 0:
            await asyncio.sleep(0)
