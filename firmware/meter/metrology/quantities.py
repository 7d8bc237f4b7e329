"""From a window's sums to volts, amperes, watts and vars: integers, with the remainder of the energy kept.

Active power is the mean of v·i over the window, the means removed. Reactive power is that of the fundamental
(IEC 62053-23: sinusoidal), from the phasors of voltage and current, so it needs no 90° delay line and stays right
from 45 to 65 Hz. Both phasors come through the same groups of samples; what these weaken is put back.
"""

from meter.metrology.integers import bits, isqrt, rounded
from meter.metrology.kernel import GROUP

_POINT = 44  # binary point of the energy factor


class Window:
    """One measuring window's results; the same object is filled again and again.

    v_rms_mv, i_rms_ua (means removed), p_mw, q_mvar, s_mva, pf_milli (signed like P), f_mhz (0: unknown),
    p1_mw (P of the fundamental), dpf_milli (displacement factor: of the fundamental, signed like P),
    energy_uj and reactive_uj (signed; µW·s and µvar·s), samples, rate.
    """

    def __init__(self, rate):
        self.rate = rate
        self.samples = 0
        self.v_rms_mv = self.i_rms_ua = self.p_mw = self.q_mvar = self.s_mva = self.pf_milli = self.f_mhz = 0
        self.p1_mw = self.dpf_milli = 0
        self.energy_uj = self.reactive_uj = 0


class Quantities:
    """Fills `window` from closed `Sums`.

    Products stay within 62 bits, where MicroPython's integers on a PC need no memory. What a code is worth depends
    on the temperature; `tune` works it out.
    """

    def __init__(self, calibration, rate):
        self.window = Window(rate)
        self._carry_p = self._carry_q = self._carry = 0
        self._p1 = self._q1 = self._delay = 0
        self._v_root = self._i_root = 1
        self.adopt(calibration)

    def adopt(self, calibration):
        """Measure with `calibration` from the next window on, at the temperature for which it was made."""
        self.calibration = calibration
        self._delay_ns = calibration.delay_ns
        self.tune(calibration.at_mc)

    def tune(self, temperature_mc):
        """Take the front end's drift out: it is at `temperature_mc` (m°C) now."""
        c = self.calibration
        warmer = temperature_mc - c.at_mc
        self.v_full_uv = v = c.v_full_uv + rounded(c.v_full_uv * c.v_ppb * warmer, 10**12)
        self.i_full_na = i = c.i_full_na + rounded(c.i_full_na * c.i_ppb * warmer, 10**12)
        # µJ of one product unit (2**-15 of v · 2**-23 of i · 1/rate s), as an integer of 1/2**_POINT
        self._factor = rounded(v * i << _POINT, 10**9 * self.window.rate << 38)
        # crosstalk in current codes a voltage unit, in 1/2**32, and the variance of the noise in codes
        self._in_phase = rounded(c.conductance_ps * v << 40, 10**9 * i)
        self._quadrature = rounded(c.susceptance_ps * v << 40, 10**9 * i)
        self._noise = (c.noise_na * c.noise_na << 46) // (i * i)

    def close(self, sums, step, f_mhz):
        """The window's values from `sums`; step: reference oscillator, f_mhz: frequency (0: unknown)."""
        window = self.window
        n = window.samples = sums.count
        window.f_mhz = f_mhz
        self._fundamental(sums, n, step)
        p1, q1, delay = self._p1, self._q1, self._delay
        p = sums.vx - _parts(self._in_phase, sums.vv, 32)
        # Σx² of the load alone: without what crosstalk and noise have added
        q = (q1 << 1) + _parts(self._quadrature, sums.vv, 32)
        square = sums.xx - _parts(self._in_phase, sums.vx + p, 32) - _parts(self._quadrature, q, 32)
        self._effective(sums.vv, max(0, square - n * self._noise), n)
        # the fundamental turned back by the delay; harmonics carry next to no voltage and are left
        more = _turned(p1, q1, delay)
        p += more
        q = q1 + _turned(q1, -p1, delay)
        p1 += more
        window.energy_uj = energy = self._energy(p, self._carry_p)
        self._carry_p = self._carry
        window.reactive_uj = reactive = self._energy(q, self._carry_q)
        self._carry_q = self._carry
        rate = window.rate
        window.p_mw = rounded(energy * rate, 1000 * n)
        window.q_mvar = rounded(reactive * rate, 1000 * n)
        window.p1_mw = window.p_mw + rounded(self._energy(p1 - p, 0) * rate, 1000 * n)
        window.s_mva = window.v_rms_mv * window.i_rms_ua // 1_000_000
        window.pf_milli = _factor(window.p_mw, window.s_mva)
        one = window.p1_mw
        window.dpf_milli = _factor(one, isqrt(one * one + window.q_mvar * window.q_mvar, window.s_mva))
        return window

    def volts_mv(self, square, n):
        """Root mean square in mV of `n` voltages in kernel units whose squares add up to `square`."""
        self._v_root = isqrt((square << 18) // n, self._v_root)
        return rounded(self._v_root * self.v_full_uv, 1000 << 24)

    def _effective(self, vv, xx, n):
        """Root mean squares, the current with as many more bits under the root as 62-bit integers hold."""
        self.window.v_rms_mv = self.volts_mv(vv, n)
        more = min(20, 60 - bits(xx) >> 1)
        self._i_root = isqrt((xx << 2 * more) // n, self._i_root)
        down = max(0, bits(self._i_root) - 24)
        self.window.i_rms_ua = rounded((self._i_root >> down) * self.i_full_na, (1000 << 23) << more >> down)

    def _fundamental(self, sums, n, step):
        """Set `_p1`, `_q1`: Σ v·i of the fundamental, crosstalk taken out, and `_delay`, of the sampling, 1/2**24 rad.

        The phasors are SINE_SCALE · n / 2 times an amplitude.
        """
        v_sin, v_cos = sums.v_sin >> 6, sums.v_cos >> 6
        down = max(0, bits(max(abs(sums.x_sin), abs(sums.x_cos))) - 30)
        x_sin, x_cos = sums.x_sin >> down, sums.x_cos >> down
        ratio = step >> 6  # frequency / rate in 1/2**24
        # what groups weaken both phasors by, (GROUP² - 1) ω² / 12 in 1/2**24, and ln(2048 / SINE_SCALE)²
        droop = ((GROUP * GROUP - 1) * ratio * ratio * 53901 >> 38) + 16388
        droop += droop * droop >> 25
        p1 = _stronger((v_sin * x_sin + v_cos * x_cos) // (n << 15 - down), droop)
        q1 = _stronger((v_cos * x_sin - v_sin * x_cos) // (n << 15 - down), droop)
        vv1 = _stronger((v_sin * v_sin + v_cos * v_cos) // (n << 9), droop)
        self._p1 = p1 - _parts(self._in_phase, vv1, 32)
        self._q1 = q1 - _parts(self._quadrature, vv1, 32)
        f_mhz = step * self.window.rate // 1_073_742
        self._delay = f_mhz * self._delay_ns * 7074 >> 26  # 2π · 2**24 / 1e12 · 2**26 = 7074.1

    def _energy(self, product, carry):
        """`product` in µJ, and `_carry`, the remainder for the next window: nothing is rounded away.

        Split at 16 bits to stay within 62 bits.
        """
        low = (product & 0xFFFF) * self._factor + carry
        high = (product >> 16) * self._factor + (low >> 16)
        self._carry = ((high & ((1 << _POINT - 16) - 1)) << 16) + (low & 0xFFFF)
        return high >> (_POINT - 16)


def _parts(factor, number, point):
    """factor · number / 2**point for a factor of up to 30 bits."""
    down = max(0, bits(abs(number)) - 30)
    return factor * (number >> down) >> point - down


def _stronger(number, share):
    """number · (1 + share / 2**24) for a number of up to 49 bits."""
    return number + ((number >> 4) * share >> 20)


def _turned(along, across, angle):
    """What turning the vector (along, across) back by `angle` (1/2**24 rad, small) changes its first component by."""
    square = angle * angle >> 24
    sine = angle - (angle * square // 6 >> 24)
    return -((along >> 8) * (square >> 1) + (across >> 8) * sine >> 16)


def _factor(power, apparent):
    """Power factor in thousandths, within ±1000."""
    return max(-1000, min(1000, rounded(power * 1000, apparent))) if apparent else 0
