"""Smart disconnect: a load that is above k times the limit for longer than the times t1 to t3 allow.

Three stages in parallel: above k1 limits for longer than t1, above k2 for t1 + t2, above k3 for t1 + t2 + t3
(reference table of the disconnect registers). Each has a timer of its own, of the time continuously above.
"""

from array import array

from meter.control.causes import ON_POWER
from meter.metrology.integers import isqrt

NORMAL, ABOVE, LONG = 0, 1, 2
_STAGES = 3
_SECOND_US = 1_000_000
_RING = 8  # windows: those of a second at 60 Hz, and two before them


class LoadLimit:
    """settings: basis, limit_k1 to limit_k3 (tenths; 0 switches the stage off), limit_t1 to limit_t3 (s).

    What is compared is the mean of a second (RMS current, or power taken), which lags behind the load: one just above a
    limit shows in it a second later, ten times the limit at once. So a timer that starts is set to where the windows
    behind that mean say that the load rose: it runs out t after that, not t after the mean.
    """

    def __init__(self, settings):
        self._settings = settings
        self._power = 0
        self._values = array("q", [0] * _RING)  # of windows, the newest first: mA squared, or mW
        self._above_us = [-1] * _STAGES  # for how long; -1: not above
        self._total, self._count = 0, 1  # of the windows of a second
        self._root = 1

    def step(self, window, duration_us, limit):
        """A window has passed. limit: A or kW, 0 for none. LONG when a stage's time is over, else ABOVE or NORMAL."""
        settings = self._settings
        self._take(window, duration_us, settings.basis & ON_POWER)
        factors = settings.limit_k1, settings.limit_k2, settings.limit_k3
        times = settings.limit_t1, settings.limit_t2, settings.limit_t3
        found = NORMAL
        allowed_us = 0
        for stage in range(_STAGES):
            allowed_us += _SECOND_US * times[stage]
            above_us = self._above(self._above_us[stage], self._most(factors[stage] * limit), duration_us)
            self._above_us[stage] = above_us
            if above_us >= allowed_us:
                found = LONG
            elif above_us >= 0 and not found:
                found = ABOVE
        return found

    def value(self):
        """The mean of the last second: mA, or mW of power taken."""
        mean = self._total // self._count
        if self._power:
            return mean
        self._root = isqrt(mean, self._root)
        return self._root

    def _take(self, window, duration_us, power):
        values = self._values
        if power != self._power:
            self._power = power
            for k in range(_RING):
                values[k] = 0
        for k in range(_RING - 1, 0, -1):
            values[k] = values[k - 1]
        milliamperes = window.i_rms_ua // 1000
        values[0] = max(0, window.p_mw) if power else milliamperes * milliamperes
        self._count = count = min(_RING - 2, max(1, (_SECOND_US + duration_us // 2) // duration_us))
        total = 0
        for k in range(count):
            total += values[k]
        self._total = total

    def _most(self, tenths):
        """What one window may have at a limit of so many tenths of A or kW, as `_values` have it."""
        return tenths * 100_000 if self._power else tenths * tenths * 10_000

    def _above(self, above_us, most, duration_us):
        """A stage's time, which was `above_us` before this window."""
        if not most or self._total <= self._count * most:
            return -1
        if above_us > 0:
            return above_us + duration_us
        risen_us = self._risen(most, duration_us)
        return max(duration_us, risen_us) if above_us == 0 else risen_us

    def _risen(self, most, duration_us):
        """How long ago the load rose above `most`; 0 where only the newest window knows of it, and the next one tells.

        The first window that is above, and the one before it, have part of the rise: as much as their mean is on the
        way from what was before to what came then.
        """
        values = self._values
        k = 0
        while k < self._count and values[k] > most:
            k += 1
        if k < 2:
            return 0
        high, low = values[k - 2], values[k + 1]
        risen_us = (k - 1) * duration_us
        if high <= low:
            return risen_us + duration_us
        for mean in (values[k - 1], values[k]):
            risen_us += duration_us * min(max(mean - low, 0), high - low) // (high - low)
        return risen_us
