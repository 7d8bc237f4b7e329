"""From a window's sums to volts, amperes, watts and vars: integers, with the remainder of the energy kept.

Active power is the mean of v·i over the window, the means removed. Reactive power is that of the fundamental
(IEC 62053-23: sinusoidal), from the phasors of voltage and current, so it needs no 90° delay line and stays right
from 45 to 65 Hz. Both phasors come through the same groups of samples; what these weaken is put back.
"""

from meter.metrology.integers import isqrt

_POINT = 42  # binary point of the energy factor


class Calibration:
    """What a code is worth on this board.

    v_nv: nanovolts at the terminals a voltage code; i_pa: picoamperes a current code;
    delay_ns: how much later than the voltage the current is sampled (negative: earlier).
    """

    def __init__(self, v_nv, i_pa, delay_ns=0):
        self.v_nv = v_nv
        self.i_pa = i_pa
        self.delay_ns = delay_ns


class Window:
    """One measuring window's results; the same object is filled again and again.

    v_rms_mv, i_rms_ua (means removed), p_mw, q_mvar, s_mva, pf_milli (signed like P), f_mhz (0: unknown),
    energy_uj and reactive_uj (signed; µW·s and µvar·s), samples, rate.
    """

    def __init__(self, rate):
        self.rate = rate
        self.samples = 0
        self.v_rms_mv = self.i_rms_ua = self.p_mw = self.q_mvar = self.s_mva = self.pf_milli = self.f_mhz = 0
        self.energy_uj = self.reactive_uj = 0


class Quantities:
    """Fills `window` from closed `Sums`."""

    def __init__(self, calibration, v_shift, group, rate):
        self.window = Window(rate)
        self._v_nv = calibration.v_nv << v_shift
        self._i_pa = calibration.i_pa
        # µJ of one product unit: nV · pA · 1e-21 W · 1e6 / rate, as an integer of 1/2**_POINT
        self._factor = (self._v_nv * self._i_pa << _POINT) // (10**15 * rate)
        self._delay_ns = calibration.delay_ns
        self._droop = group * group - 1
        self._carry_p = self._carry_q = 0
        self._v_root = self._i_root = 1

    def close(self, sums, step, f_mhz):
        """The window's values from `sums`; step: reference oscillator, f_mhz: frequency (0: unknown)."""
        window = self.window
        n = window.samples = sums.count
        rate = window.rate
        window.f_mhz = f_mhz
        self._effective(sums, n)
        p, q = self._products(sums, n, step)
        window.energy_uj, self._carry_p = self._energy(p, self._carry_p)
        window.reactive_uj, self._carry_q = self._energy(q, self._carry_q)
        window.p_mw = _rounded(window.energy_uj * rate, 1000 * n)
        window.q_mvar = _rounded(window.reactive_uj * rate, 1000 * n)
        window.s_mva = window.v_rms_mv * window.i_rms_ua // 1_000_000
        window.pf_milli = max(-1000, min(1000, _rounded(window.p_mw * 1000, window.s_mva))) if window.s_mva else 0
        return window

    def volts_mv(self, square, n):
        """Root mean square in mV of `n` voltage codes whose squares add up to `square`."""
        self._v_root = isqrt((square << 22) // n, self._v_root)
        return (self._v_root * self._v_nv // 1_000_000 + 1024) >> 11

    def _effective(self, sums, n):
        """Root mean squares, with as many more bits under the root as 62-bit integers hold."""
        self.window.v_rms_mv = self.volts_mv(sums.vv - sums.v * sums.v // n, n)
        more = 11 - sums.i_shift
        square = sums.ii - sums.i * sums.i // n
        self._i_root = isqrt((square << 2 * more) // n, self._i_root)
        self.window.i_rms_ua = (self._i_root * self._i_pa // 1_000_000 + (1 << more >> 1)) >> more

    def _products(self, sums, n, step):
        """Σ v·i without the means and its reactive twin, in raw product units, the sampling delay taken out."""
        down = sums.i_shift
        i_sin = sums.i_sin >> down
        i_cos = sums.i_cos >> down
        ratio = step >> 10  # frequency / rate in 1/2**20
        x = (self._droop * ratio * ratio * 3369 >> 10) >> 20  # (group² - 1) ω² / 12, in 1/2**20
        gain = (1 << 20) + x + (x * x >> 21)  # 1 / droop²
        scale = 128 * n  # Σv·sin is 8 n times the amplitude; two of them make 64 n², half of it the mean
        p1 = ((sums.v_sin * i_sin + sums.v_cos * i_cos) // scale << down) * gain >> 20
        q1 = ((sums.v_cos * i_sin - sums.v_sin * i_cos) // scale << down) * gain >> 20
        p = sums.vi - sums.v * sums.i // n
        # the fundamental turned by the delay δ = 2π f τ; harmonics carry next to no voltage and are left
        f_mhz = step * self.window.rate * 1000 >> 30
        sine = f_mhz * self._delay_ns * 7074 >> 30  # in 1/2**20
        square = sine * sine >> 20
        sine -= sine * square // 6 >> 20
        less = square >> 1
        return p - (p1 * less + q1 * sine >> 20), q1 + (p1 * sine - q1 * less >> 20)

    def _energy(self, product, carry):
        """`product` in µJ, and the remainder for the next window: nothing is rounded away.

        Split at 16 bits to stay within 62 bits, where MicroPython's integers need no memory.
        """
        low = (product & 0xFFFF) * self._factor + carry
        high = (product >> 16) * self._factor + (low >> 16)
        return high >> (_POINT - 16), ((high & ((1 << _POINT - 16) - 1)) << 16) + (low & 0xFFFF)


def _rounded(number, divisor):
    return (2 * number + divisor) // (2 * divisor)
