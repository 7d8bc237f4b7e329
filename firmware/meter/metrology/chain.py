"""The way of a sample: blocks of codes in, measured windows out.

Joins kernel, synchroniser and quantities. Every sample belongs to exactly one window, and every window is counted,
whether the voltage is there, is being looked for, or is gone.
"""

from meter.metrology.quantities import Quantities
from meter.metrology.sums import Sums
from meter.metrology.sync import Synchroniser


class Chain:
    """Measuring chain for one sampler.

    sampler: offers rate (samples/s), bits, group; calibration: `quantities.Calibration`;
    nominal_mv, nominal_mhz: of the supply; below a tenth of the voltage windows run free.
    """

    def __init__(self, sampler, calibration, nominal_mv, nominal_mhz):
        self._sums = Sums(sampler.bits, sampler.group)
        self._quantities = Quantities(calibration, self._sums.v_shift, sampler.group, sampler.rate)
        self.sync = Synchroniser(sampler.rate, nominal_mhz)
        self.window = self._quantities.window
        self._least_mv = nominal_mv // 10
        self._begin()

    def feed(self, codes, count):
        """Take a block of `count` pairs; yields the Window (always the same object) at each window's end."""
        sums = self._sums
        sums.fit(codes, count)
        start = 0
        while start < count:
            take = min(count - start, self._left)
            sums.add(codes, start, take)
            start += take
            self._left -= take
            if not self._left:
                yield self._close()
                sums.fit(codes, count)

    def flush(self):
        """End the window early, when the supply goes: the Window, or None when it holds no sample."""
        sums = self._sums
        if not sums.count:
            return None
        sums.close()
        # too short to tell the frequency: the synchroniser does not see it
        window = self._quantities.close(sums, self.sync.step, self.sync.f_mhz)
        self._begin()
        return window

    def _close(self):
        sums, sync = self._sums, self.sync
        sums.close()
        step = sync.step
        n = sums.count
        square = sums.vv - sums.v * sums.v // n
        present = self._quantities.volts_mv(square, n) >= self._least_mv
        # a quarter of the power or more must be the oscillator's: the phasor is 8 n times an amplitude
        coherent = sums.v_sin * sums.v_sin + sums.v_cos * sums.v_cos >= 32 * n * square
        sync.close(n, sums.v_sin, sums.v_cos, present, coherent)
        window = self._quantities.close(sums, step, sync.f_mhz)
        sums.recentre()
        self._begin()
        return window

    def _begin(self):
        self._sums.start(self.sync.step, self.sync.phase)
        self._left = self.sync.length
