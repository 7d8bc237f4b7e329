"""The loads behind the simulated meter, each with a name, and the one current they add up to.

Signs: a lag is positive where the current comes after the voltage (inductive, Q+). Negative amps or watts turn the
whole current round, harmonics included: a source. So a load of QI becomes one of QIII, one of QIV one of QII.
"""

import math

from tools.scenario.fields import Harmonics
from tools.scenario.mains import Components, harmonic_terms

_PASSIVE_VOLTS = 100.0
_LEAST_AMPS = 1e-6  # what is left where two loads cancel


def lag(pf: float) -> float:
    """Degrees by which the current lags at power factor `pf`: positive lagging, negative leading."""
    degrees = math.degrees(math.acos(abs(pf)))
    return -degrees if pf < 0 else degrees


class Load:
    """One load, never changed once made.

    amps: rms of the fundamental whatever the voltage, or watts: active power of the fundamental; the other None.
    lag: degrees; harmonics: ((order, percent of its own fundamental, degrees), …), angles as `harmonic_terms` says,
    so the lag shifts the fundamental alone.
    """

    def __init__(
        self, amps: float | None = None, watts: float | None = None, lag: float = 0.0, harmonics: Harmonics = ()
    ) -> None:
        self.amps = amps
        self.watts = watts
        self.lag = lag
        self.harmonics = harmonics

    def rms(self, volts: float) -> float:
        """Amperes of the fundamental at `volts`, signed.

        Watts are kept whatever the voltage, as electronics do; below 100 V the load is the impedance it was at
        100 V, so that a dead supply feeds nothing.
        """
        if self.amps is not None:
            return self.amps
        assert self.watts is not None
        at_hundred = self.watts / (_PASSIVE_VOLTS * math.cos(math.radians(self.lag)))
        if volts < _PASSIVE_VOLTS:
            return at_hundred * volts / _PASSIVE_VOLTS
        return at_hundred * _PASSIVE_VOLTS / volts


class Loads:
    """Loads by name."""

    def __init__(self) -> None:
        self._named: dict[str, Load] = {}

    def connect(self, name: str, load: Load) -> None:
        """Switch `load` on; one of the same name goes."""
        self._named[name] = load

    def disconnect(self, name: str) -> None:
        """Switch off; KeyError where there is no such load."""
        del self._named[name]

    def current(self, volts: float) -> Components:
        """Components for `Waveform.set_current` at `volts` rms: [(order, rms amps, angle in rad), …] by order.

        Loads add as phasors, one component an order however many loads there are.
        """
        sums: dict[int, tuple[float, float]] = {}
        for load in self._named.values():
            amps = load.rms(volts)
            terms = [(1, amps, -math.radians(load.lag))] + harmonic_terms(amps, load.harmonics)
            for order, rms, angle in terms:
                real, imaginary = sums.get(order, (0.0, 0.0))
                sums[order] = (real + rms * math.cos(angle), imaginary + rms * math.sin(angle))
        components = []
        for order in sorted(sums):
            real, imaginary = sums[order]
            rms = math.sqrt(real * real + imaginary * imaginary)
            if rms >= _LEAST_AMPS:
                components.append((order, rms, math.atan2(imaginary, real)))
        return components
