"""Fake of the ESP32's `machine.I2S`, RX, as MicroPython 1.28 and ESP-IDF 5 have it (ports/esp32/machine_i2s.c).

A ring of DMA buffers of 256 frames; full ones are queued, a buffer fewer than there are, the oldest dropped for a new
one. What is read of a buffer is what it holds then. While interrupts are off the DMA goes on, and afterwards one
interrupt tells of the last buffer only.
"""

import errno
import io
from array import array
from struct import pack_into

from soc import world

FRAMES = 256  # of a DMA buffer
POLL, POLL_RD = 3, 1  # MP_STREAM_POLL
BLOCKING, ASYNCIO = 0, 1


class I2S(io.IOBase):
    """`world_converter`: what sends the frames: frame(number) → (left, right), words of 32 bits with sign."""

    MONO, STEREO = 0, 1
    RX, TX = 1, 2
    world_converter = None
    world_last = None

    def __init__(self, id, *, sck, ws, sd, mode, bits, format, rate, ibuf):
        if id not in (0, 1):
            raise ValueError("invalid id")
        if (mode, bits, format) != (self.RX, 32, self.STEREO):
            raise NotImplementedError("this fake receives 32 bits, stereo")
        self._rate = rate
        self._count = max(2, ibuf // (8 * FRAMES))
        self._began = world.now_us()
        self._full = 0  # buffers filled so far
        self._queue = []
        self._current = self._place = 0  # buffer that is being read, and how far
        self._reading = False
        self._mode = BLOCKING
        self._not_empty = True
        self.world_dropped = 0
        if self.world_converter:
            self.world_converter.clocks(64 * rate, rate)
        I2S.world_last = self
        world.mask_watchers.append(self.world_pass)

    def deinit(self):
        world.mask_watchers.remove(self.world_pass)

    def world_pass(self):
        """What has been filled since is queued."""
        full = self._frames() // FRAMES
        first = self._full
        if world.masked and full > first:
            first = full - 1
            self.world_dropped += first - self._full
        for number in range(first, full):
            if len(self._queue) == self._count - 1:
                self._queue.pop(0)
                self.world_dropped += 1
            self._queue.append(number % self._count)
            self._not_empty = True
        self._full = full

    def ioctl(self, request, flags):
        if request != POLL:
            return -errno.EINVAL
        self._mode = ASYNCIO
        self.world_pass()
        return POLL_RD if self._not_empty and flags & POLL_RD else 0

    def readinto(self, buffer):
        size = len(buffer) * (4 if isinstance(buffer, array) else 1)  # arrays of words
        if size % 8:
            raise OSError(errno.EINVAL)
        self.world_pass()
        done = 0
        while done < size:
            if not self._reading:
                if not self._queue:
                    if self._mode == ASYNCIO:
                        self._not_empty = False
                        break
                    world.wait(1000)
                    self.world_pass()
                    continue
                self._current, self._place, self._reading = self._queue.pop(0), 0, True
            pack_into("<ii", buffer, done, *self._held(self._current * FRAMES + self._place))
            done += 8
            self._place += 1
            self._reading = self._place < FRAMES
        return done

    def _frames(self):
        return (world.now_us() - self._began) * self._rate // 1_000_000

    def _held(self, place):
        """The frame last written into a place of the ring."""
        size = self._count * FRAMES
        number = self._frames() - 1
        number -= (number - place) % size
        if number < 0 or self.world_converter is None:
            return 0, 0
        return self.world_converter.frame(number)


class Select:
    """In place of module `select` on CPython, which polls files only."""

    POLLIN = 1

    class poll:  # noqa: N801 — as it is called
        def register(self, stream, flags):
            self._stream, self._flags = stream, flags

        def poll(self, ms):
            return [(self._stream, POLL_RD)] if self._stream.ioctl(POLL, self._flags) else []
