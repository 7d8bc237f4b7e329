"""The ADS131M02 a frame at a time, for long runs: what its wires and the driver's PIO program do together.

`FastPort` stands for the driver's FramePort, chip included, and is the source of the DMA. Time is `soc.world`'s.
"""

from chips.ads131m02 import NOTHING
from chips.ads131m02_registers import crc16
from soc import world

FRAME_NS = 16_000  # how long after DRDY the last word of a frame is there
PART = 96  # words: no more at a time, for the heap
TIMEOUT_US = 2000  # as the driver's


class FastPort:
    """chip: Ads131m02.  dout: None, or what a broken wire reads (0, 1); noise(word) → word spoils what is received.

    drdy: False: the pin's wire is broken.  now(): µs, what the DMA takes for now.
    """

    source, dreq = 0x5030_0020, 12  # PIO1, its first machine

    def __init__(self, chip):
        self.chip = chip
        self.now = world.now_us
        self.dout = self.noise = None
        self.drdy = True
        self.frames = 0
        self._running = False
        self._fifo = []

    def exchange(self, command, data=0):
        chip = self.chip
        self._running = False
        self._to(world.now_us() * 1000)
        before = chip.converted
        began = world.now_us()
        while chip.converted == before or not self.drdy:
            if world.now_us() - began > TIMEOUT_US:
                raise OSError("ADS131M02: no answer")
            world.wait(20)
            self._to(world.now_us() * 1000)
        words = self._frame(bytes([command >> 8, command & 0xFF, 0, data >> 8, data & 0xFF, 0]) + bytes(6))
        received = b"".join([word.to_bytes(4, "big") for word in words])
        if crc16(received[:9]) != received[9] << 8 | received[10]:
            raise OSError("ADS131M02: wrong CRC")
        return words[0] >> 16

    def run(self):
        self._to(world.now_us() * 1000)
        self._running = True
        self._fifo = []

    def stop(self):
        self._to(world.now_us() * 1000)
        self._running = False
        self._fifo = []

    def sync_is(self, level):
        self._to(world.now_us() * 1000)
        self.chip.sync_is(level)

    def available(self):
        self._to(self.now() * 1000 - FRAME_NS, PART)
        return len(self._fifo)

    def take(self):
        return self._fifo.pop(0)

    def _to(self, ns, part=0):
        """Read each conversion until then: the DMA never lets the machine wait."""
        chip = self.chip
        due = chip.due_ns()
        while due is not None and due <= ns:
            before = chip.converted
            chip.pass_to(due)
            if self._running and self.drdy and chip.converted > before:
                self._fifo += self._frame(NOTHING)
            if part and len(self._fifo) >= part:
                return  # who takes these comes again
            due = chip.due_ns()
        chip.pass_to(ns)

    def _frame(self, out):
        chip = self.chip
        frame = chip.output()
        chip.data_shifted_out()
        chip.take(out)
        self.frames += 1
        words = [int.from_bytes(frame[k : k + 4], "big") for k in (0, 4, 8)]
        if self.dout is not None:
            words = [self.dout * 0xFFFF_FFFF] * 3
        return [self.noise(word) for word in words] if self.noise else words
