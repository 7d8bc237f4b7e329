"""The supply of the simulated meter: volts, hertz, harmonics, and a frequency that may drift.

Holds settings and says what they mean at a time; boards/sim/waveform.py makes samples of it.
"""

import math
from collections.abc import Mapping
from typing import Any

from boards.sim.player import HERTZ_HIGH, HERTZ_LOW
from tools.scenario.fields import Harmonics

Components = list[tuple[int, float, float]]  # order, rms value, angle in rad


class Mains:
    """volts: rms of the fundamental; hertz; drift in Hz/s, which stops at 45 and 65 Hz; harmonics: ((order,
    percent of the fundamental, degrees), …); offset: direct voltage, V; noise: V rms a sample, white.
    """

    KEYS = ("volts", "hertz", "drift", "harmonics", "offset", "noise")

    def __init__(self, volts: float = 230.0, hertz: float = 50.0, harmonics: Harmonics = ()) -> None:
        self.volts = volts
        self.hertz = hertz
        self.drift = 0.0
        self.harmonics = harmonics
        self.offset = 0.0
        self.noise = 0.0
        self._since_ms = 0

    def change(self, settings: Mapping[str, Any], t_ms: int) -> None:
        """Take `settings` ({key: value}, any of KEYS) at `t_ms`; the others stay, a drift goes on."""
        self.hertz = self.hertz_at(t_ms)
        self._since_ms = t_ms
        for key in settings:
            if key not in self.KEYS:
                raise KeyError(key)
            setattr(self, key, settings[key])

    def hertz_at(self, t_ms: int) -> float:
        """Frequency at `t_ms`, which may not lie before the last change."""
        hertz = self.hertz + self.drift * (t_ms - self._since_ms) / 1000
        return min(max(hertz, HERTZ_LOW), HERTZ_HIGH)

    def voltage(self) -> Components:
        """Components for `Waveform.set_voltage`: (order, rms volts, angle in rad); the fundamental has angle 0."""
        if not self.volts:
            return []
        return [(1, self.volts, 0.0)] + harmonic_terms(self.volts, self.harmonics)


def harmonic_terms(rms: float, harmonics: Harmonics) -> Components:
    """Components of `harmonics` of a fundamental of `rms`: sin(h·ωt + degrees), ωt = 0 where the voltage's
    fundamental rises through zero, whatever the angle of the fundamental they are a share of.
    """
    return [(order, rms * percent / 100, math.radians(degrees)) for order, percent, degrees in harmonics]
