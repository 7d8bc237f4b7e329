"""The way of a sample: blocks of codes in, measured windows out.

Joins kernel, synchroniser and quantities. Every sample belongs to exactly one window, and every window is counted,
whether the voltage is there, is being looked for, or is gone. In the steady state nothing here takes memory.
"""

from meter.metrology.quantities import Quantities
from meter.metrology.sums import Sums
from meter.metrology.sync import Synchroniser


class Chain:
    """Measuring chain.

    rate: samples/s; calibration: `calibration.Calibration`; nominal_mv, nominal_mhz: of the supply; below a tenth of
    the voltage windows run free.  `window`: results of the last window, always the same object.
    `halves`: the voltage by half cycles, and `harmonics`; no energy needs them: None, and not loaded, without quality.
    `complete`: whether the last `take` has ended a window.
    """

    def __init__(self, rate, calibration, nominal_mv, nominal_mhz, quality=True):
        self._sums = Sums()
        self.quantities = Quantities(calibration, rate)
        self.sync = Synchroniser(rate, nominal_mhz)
        self.halves = self.harmonics = None
        if quality:
            from meter.metrology.half_cycles import HalfCycles
            from meter.metrology.harmonics import Harmonics

            self.halves = HalfCycles(rate)
            self.harmonics = Harmonics(calibration.sinc)
        self._scanning = False  # the running window is one for harmonics
        self.window = self.quantities.window
        self.complete = False
        self._least_mv = nominal_mv // 10
        self._begin()

    def take(self, codes, start, count):
        """Take up to `count` pairs of `codes` from pair `start`, not beyond the window's end; how many were taken."""
        taken = min(count, self._left)
        self._sums.add(codes, start, taken)
        if self.halves:
            self.halves.add(codes, start, taken)
        if self._scanning:
            self.harmonics.add(codes, start, taken)
        self._left -= taken
        self.complete = not self._left
        if self.complete:
            self._close()
        return taken

    def flush(self):
        """End the window early, when the supply goes: the Window, or None when it holds no sample."""
        sums = self._sums
        if not sums.count:
            return None
        sums.close()
        # too short to tell the frequency: the synchroniser does not see it
        self.quantities.close(sums, self.sync.step, self.sync.f_mhz)
        if self.halves:
            self.halves.close(sums.count, sums.mean_v, self.quantities.v_full_uv)
        self._scanning = False
        self._begin()
        return self.window

    def _close(self):
        sums, sync = self._sums, self.sync
        sums.close()
        step, n = sync.step, sums.count
        present = self.quantities.volts_mv(sums.vv, n) >= self._least_mv
        # a quarter of the power or more must be the oscillator's: its phasor is 1023 n times an amplitude
        sine, cosine = sums.v_sin >> 9, sums.v_cos >> 9
        coherent = sine * sine + cosine * cosine >= 2 * n * sums.vv
        sync.close(n, sums.v_sin, sums.v_cos, present, coherent)
        quantities = self.quantities
        quantities.close(sums, step, sync.f_mhz)
        if self.halves:
            self.halves.close(n, sums.mean_v, quantities.v_full_uv)
        if self._scanning:
            self.harmonics.close(n, quantities.v_full_uv, quantities.i_full_na)
        self._scanning = bool(self.harmonics) and sync.locked and not self._scanning
        if self._scanning:
            self.harmonics.start(sync.step, (1 << 23) + sums.mean_x, sums.xx // n)
        self._begin()

    def _begin(self):
        sync = self.sync
        self._sums.start(sync.step, sync.phase)
        if self.halves:
            self.halves.start(sync.length, sync.step, sync.locked)
        self._left = sync.length
