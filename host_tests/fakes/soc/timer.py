"""Fakes of MicroPython's `machine.Timer` (software timers) and `machine.WDT`."""

from soc import world


class Timer:
    ONE_SHOT, PERIODIC = 0, 1

    def __init__(self, id=-1, **options):
        if id != -1:
            raise ValueError("Timer doesn't exist")  # as the rp2 port says
        self._turn = 0
        if options:
            self.init(**options)

    def init(self, *, mode=PERIODIC, period=-1, freq=-1, tick_hz=1000, callback=None, hard=False):
        """period: in 1 / tick_hz seconds; or freq: Hz."""
        self._turn += 1
        self._mode = mode
        self._callback = callback
        self._us = int(1_000_000 / freq) if freq > 0 else max(1, period) * 1_000_000 // tick_hz
        self._plan()

    def deinit(self):
        self._turn += 1

    def _plan(self):
        turn = self._turn
        world.later(self._us, lambda: self._fire(turn))

    def _fire(self, turn):
        if turn != self._turn:
            return  # stopped, or set anew
        if self._mode == Timer.PERIODIC:
            self._plan()
        if self._callback:
            self._callback(self)


class WDT:
    """`world_bites`: how often it would have reset the chip; `world_longest_us` without being fed."""

    LONGEST_MS = 8388  # RP2040: 24 bits, counted twice a microsecond (erratum E1)

    def __init__(self, id=0, timeout=5000):
        if not 1 <= timeout <= self.LONGEST_MS:
            raise ValueError("timeout exceeds %d" % self.LONGEST_MS)
        self._timeout_us = 1000 * timeout
        self._fed = world.now_us()
        self.world_fed = self.world_bites = self.world_longest_us = 0

    def feed(self):
        now = world.now_us()
        hungry = now - self._fed
        self.world_longest_us = max(self.world_longest_us, hungry)
        if hungry > self._timeout_us:
            self.world_bites += 1
        self.world_fed += 1
        self._fed = now
