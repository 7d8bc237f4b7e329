"""Ideal inputs as lists of Fourier components, and what a perfect meter would read of them, in float64."""

import cmath
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Order, rms, angle in rad: rms · √2 · sin(order · ωt + angle); of order 0 a direct current or voltage of rms
Component = tuple[float, float, float]
SMALLEST = 1e-9  # of the sine that is switched: what is left where a series has no component


@dataclass(frozen=True)
class Source:
    """What a station applies: volts and amps, hertz, temperature of the front end, mains cycles until all repeats."""

    volts: Sequence[Component]
    amps: Sequence[Component]
    hertz: float = 50.0
    celsius: float = 25.0
    periods: int = 1

    def job(self) -> dict[str, Any]:
        """As boards/sim/station.py takes it."""
        return dict(vars(self))

    @property
    def active(self) -> float:
        """P in W: the mean of v · i over a period, without means of either."""
        phasors = {order: cmath.rect(rms, angle) for order, rms, angle in self.volts if order}
        pairs = ((phasors.get(order, 0), cmath.rect(rms, angle)) for order, rms, angle in self.amps)
        return sum((volts * amps.conjugate()).real for volts, amps in pairs)

    @property
    def reactive(self) -> float:
        """Q in var, of the fundamental (IEC 62053-23); positive where the current lags."""
        volts, amps = (
            sum(cmath.rect(rms, angle) for order, rms, angle in components if order == 1)
            for components in (self.volts, self.amps)
        )
        return (volts * complex(amps).conjugate()).imag

    @property
    def v_rms(self) -> float:
        """Volts, without a mean."""
        return math.hypot(*(rms for order, rms, _ in self.volts if order))

    @property
    def i_rms(self) -> float:
        """Amperes, without a mean."""
        return math.hypot(*(rms for order, rms, _ in self.amps if order))


def switched(
    amps: float, on: Sequence[tuple[float, float]], highest: float, periods: int = 1, lag: float = 0.0
) -> list[Component]:
    """A sine of `amps` rms that flows only while its angle lies in one of the intervals `on` (turns).

    periods: cycles until all repeats, so that orders are multiples of 1 / periods; highest: the last order kept;
    lag: rad by which the whole current comes later.

    Fourier series of √2 · amps · sin θ over the intervals: c_k = 1 / (2π · periods) ∫ i(θ) exp(-jkθ) dθ.
    """
    components: list[Component] = []
    for number in range(round(highest * periods) + 1):
        order = number / periods
        total = sum(_flow(order, 2 * math.pi * start, 2 * math.pi * end) for start, end in on)
        coefficient = math.sqrt(2) * amps * total / (2 * math.pi * periods)
        if not number:
            components.append((0, coefficient.real, 0.0))
        elif abs(coefficient) > SMALLEST * amps:
            rms = math.sqrt(2) * abs(coefficient)
            components.append((order, rms, cmath.phase(coefficient) + math.pi / 2 - order * lag))
    return components if abs(components[0][1]) > SMALLEST * amps else components[1:]


def _flow(order: float, start: float, end: float) -> complex:
    """∫ sin θ · exp(-j · order · θ) dθ from `start` to `end`, with sin θ = (exp(jθ) - exp(-jθ)) / 2j."""
    return (_turns(1 - order, start, end) - _turns(-1 - order, start, end)) / 2j


def _turns(speed: float, start: float, end: float) -> complex:
    """∫ exp(j · speed · θ) dθ."""
    if not speed:
        return complex(end - start)
    return (cmath.exp(1j * speed * end) - cmath.exp(1j * speed * start)) / (1j * speed)
