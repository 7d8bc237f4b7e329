"""A stereo converter on I²S as a sampler: voltage left, current right, by the ESP32's DMA into ESP-IDF's ring.

MicroPython 1.28 (ports/esp32/machine_i2s.c) makes a ring of DMA buffers of 256 frames. A full one is queued; when the
queue, a buffer shorter than the ring, is full, the oldest is dropped, and nobody tells. While the flash is erased no
interrupt is served, and of all buffers that fill in that time only the last is queued (ESP-IDF, i2s_common.c). So what
is missing is worked out from the clock: I²S and ticks come from one crystal, and when the queue is empty, less than a
buffer can be due.

Buffers are read whole: one that was read in part would go on with what a later lap has put there.
"""

import asyncio
import select
import time
from array import array

from drivers import i2s_codes

PAIRS = 256  # of a DMA buffer (DMA_BUF_LEN_IN_I2S_FRAMES)
FRAME_BYTES = 8
POLL_MS = 2
MIDDLE = 1 << 23


def ring_bytes(buffers):
    """`ibuf` of machine.I2S for so many DMA buffers."""
    return buffers * PAIRS * FRAME_BYTES


class I2sSampler:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of 24 bits.

    i2s: machine.I2S, RX, 32 bits, stereo, with `ring_bytes(buffers)`; rate: its pairs/s; supply: present() tells of the
    supply. `lost`: pairs that are missing, whole buffers; a gap is known at the latest when the backlog behind it has
    been read.  A converter that does not answer gives one code all the time, for the clocks are the ESP32's.
    Memory: 2 KB for `codes`; the ring lies outside of MicroPython's heap. It goes on while the supply is gone, for it
    might not find its memory again.
    """

    def __init__(self, i2s, rate, buffers, supply):
        self.rate = rate
        self.lost = 0
        self.codes = array("I", [MIDDLE] * (2 * PAIRS))
        self._i2s = i2s
        self._queue = buffers - 1
        self._supply = supply
        self._buffer_us = PAIRS * 1_000_000 // rate
        self._slack_us = self._buffer_us // 4  # more than `_ended` may be wrong
        # a look at the port makes `readinto` return with what there is (io_mode ASYNCIO)
        poll = select.poll()
        poll.register(i2s, select.POLLIN)
        poll.poll(0)
        self._running = False
        self._known = False  # `_ended` is
        self._ended = time.ticks_us()  # when the last pair of `codes` was taken
        self._empty = False  # the queue was so at the last look …
        self._empty_at = self._ended  # … which was then

    async def read(self):
        """The next block into `codes`, which stay until the next call; how many pairs, 0 when the supply is gone."""
        if not self._running:
            self._start()
        await asyncio.sleep(0)  # others have their turn while a backlog is read
        while self._supply.present():
            count = self._take()
            if count:
                return count
            await asyncio.sleep(POLL_MS / 1000)
        self._running = False
        return 0

    def age_us(self):
        """How long ago the last pair in `codes` was taken; 0 when at rest."""
        if not self._running or not self._known:
            return 0
        return max(0, time.ticks_diff(time.ticks_us(), self._ended))

    def _start(self):
        """What has waited is old."""
        while self._i2s.readinto(self.codes):
            pass
        self._empty_at = time.ticks_us()
        self._empty = self._running = True
        self._known = False

    def _take(self):
        """A buffer out of the queue into `codes`; how many pairs."""
        count = (self._i2s.readinto(self.codes) or 0) // FRAME_BYTES
        now = time.ticks_us()
        if not count:
            self._miss(now, 0)
            self._empty, self._empty_at = True, now
            return 0
        i2s_codes.convert(0, 0, self.codes, 2 * count)
        if self._known:
            self._miss(now, self._queue)
            self._ended = time.ticks_add(self._ended, count * 1_000_000 // self.rate)
        else:
            self._ended = now
            self._known = True
        if time.ticks_diff(self._ended, now) > 0:
            self._ended = now
        elif self._empty and time.ticks_diff(self._empty_at, self._ended) > 0:
            self._ended = self._empty_at  # it came since then
        self._empty = False
        return count

    def _miss(self, now, waiting):
        """Count buffers that are due by the clock, but for as many as may still wait."""
        if not self._known:
            return
        due = (time.ticks_diff(now, self._ended) - self._slack_us) // self._buffer_us - waiting
        if due > 0:
            self.lost += due * PAIRS
            self._ended = time.ticks_add(self._ended, due * self._buffer_us)
