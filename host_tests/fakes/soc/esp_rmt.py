"""Fake of `esp32.RMT` as MicroPython 1.28 has it (ports/esp32/esp32_rmt.c): level and time of each edge it makes."""

from soc import world

SOURCE_HZ = 80_000_000
ITEMS = 64  # of a channel's memory; more would be refilled by interrupts


class RMT:
    """`world_edges`: (µs, level) of each pin by its number; `world_waited_us`: kept waiting in `write_pulses`."""

    PULSE_MAX = 32_767
    world_edges = {}
    world_waited_us = 0
    world_most = 0  # items of the longest transmission
    world_panics = 0  # a channel was switched off while it sent
    world_open = []  # pins

    def __init__(self, id=-1, *, pin, clock_div=8, idle_level=False, tx_carrier=None, num_symbols=64):
        if not 1 <= clock_div <= 255:
            raise ValueError("clock_div must be between 1 and 255")
        if len(RMT.world_open) == 8:
            raise OSError(0x105)  # no free channel
        self._pin = pin.number
        self._tick = clock_div
        self._idle = 1 if idle_level else 0
        self._done_us = 0
        self._level(world.now_us(), 0)  # until the first transmission, whatever `idle_level`
        RMT.world_open.append(self._pin)

    @classmethod
    def source_freq(cls):
        return SOURCE_HZ

    def clock_div(self):
        return self._tick

    def deinit(self):
        if self._pin is not None:
            RMT.world_panics += self._done_us > world.now_us()
            RMT.world_open.remove(self._pin)
            self._pin = None

    def wait_done(self, *, timeout=0):
        self._check()
        return self._done_us <= world.now_us()

    def write_pulses(self, duration, data=True):
        self._check()
        waits = self._done_us - world.now_us()
        if waits > 0:
            RMT.world_waited_us += waits
            world.wait(waits)
        if not isinstance(data, (list, tuple)):
            data = [bool(data) ^ bool(k & 1) for k in range(len(duration))]
        if len(duration) != len(data):
            raise ValueError("duration and data must have same length")
        if not data:
            raise ValueError("No pulses")
        RMT.world_most = max(RMT.world_most, (len(data) + 1) // 2 + 1)
        at = world.now_us()
        ticks = 0
        for k, length in enumerate(duration):
            level = data[k]
            assert 1 <= length <= self.PULSE_MAX, "a duration of %d ends the transmission, or is cut off" % length
            self._level(at + ticks * self._tick / 80, 1 if level else 0)
            ticks += length
        self._done_us = at + ticks * self._tick / 80
        self._level(self._done_us, self._idle)

    def _check(self):
        if self._pin is None:
            raise OSError("already released")

    def _level(self, us, level):
        edges = RMT.world_edges.setdefault(self._pin, [])
        if level != (edges[-1][1] if edges else 0):
            edges.append((us, level))

    @classmethod
    def world_reset(cls):
        RMT.world_edges.clear()
        del RMT.world_open[:]
        RMT.world_waited_us = RMT.world_most = RMT.world_panics = 0
