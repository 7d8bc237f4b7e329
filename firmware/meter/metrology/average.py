"""What the meter measured while a reference measured the same: means over a while in which nothing may change.

Integers: µV, µA, µW, µvar.
"""

from meter.metrology.integers import isqrt, rounded
from meter.metrology.limits import Refused

_V_SPREAD_PPM = 10_000  # steady: the windows' voltages are no farther apart than this
_P_SPREAD_PPM = 20_000


class Average:
    """Means over `windows` windows, after which `complete` is True: v_uv, i_ua, p_uw, q_uvar, f_mhz.

    noise_mw: by so much the power may vary besides two hundredths of itself.
    """

    def __init__(self, windows, noise_mw):
        self._left = windows
        self._noise_mw = noise_mw
        self.count = 0
        self.complete = False
        self._samples = self._active = self._reactive = self._volts = self._square = self._hertz = 0
        self._v_most = self._p_most = self._v_least = self._p_least = 0

    def add(self, window):
        """Take a window. Raises Refused when the frequency is not known, and at the end when it was not steady."""
        if not window.f_mhz:
            raise Refused("NO VOLTAGE")
        v, p = window.v_rms_mv, window.p_mw
        if not self.count:
            self._v_most = self._v_least = v
            self._p_most = self._p_least = p
        self._v_most, self._v_least = max(v, self._v_most), min(v, self._v_least)
        self._p_most, self._p_least = max(p, self._p_most), min(p, self._p_least)
        self.count += 1
        self._samples += window.samples
        self._active += window.energy_uj
        self._reactive += window.reactive_uj
        self._volts += v
        self._square += window.i_rms_ua * window.i_rms_ua
        self._hertz += window.f_mhz
        self._left -= 1
        if not self._left:
            self._finish(window)

    def _finish(self, last):
        count, rate = self.count, last.rate
        self.complete = True
        self.v_uv = rounded(1000 * self._volts, count)
        self.i_ua = isqrt(self._square // count, last.i_rms_ua)
        self.p_uw = rounded(self._active * rate, self._samples)
        self.q_uvar = rounded(self._reactive * rate, self._samples)
        self.f_mhz = rounded(self._hertz, count)
        if (self._v_most - self._v_least) * 10**9 > self.v_uv * _V_SPREAD_PPM:
            raise Refused("VOLTAGE NOT STEADY")
        if (self._p_most - self._p_least - self._noise_mw) * 10**9 > abs(self.p_uw) * _P_SPREAD_PPM:
            raise Refused("POWER NOT STEADY")

    def apparent(self):
        """Of the fundamental, µVA."""
        p, q = self.p_uw, self.q_uvar
        return isqrt(p * p + q * q, abs(p) + abs(q))

    def check_factor(self, lowest, highest):
        """Refuse a power factor outside these thousandths; of the fundamental: the gains do not matter to it."""
        apparent = self.apparent()
        factor = abs(self.p_uw) * 1000 // apparent if apparent else 0
        if not lowest <= factor <= highest:
            raise Refused("POWER FACTOR %d.%03d" % (factor // 1000, factor % 1000))
