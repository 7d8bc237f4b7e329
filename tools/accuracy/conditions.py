"""The test conditions: reference conditions and the standards' influence quantities, each as a Source.

Currents that are switched (phase-fired, half-wave, burst) are named by the sine that flows while they are on. Of their
series the orders up to 39 or 40 are applied, 10 of the burst: what a meter sampling at 8 kHz can be asked to measure.
"""

import math
from collections.abc import Callable

from tools.accuracy.sources import Component, Source, switched

NOMINAL = "nominal"
VOLTS = 230.0
HERTZ = 50.0

Make = Callable[[float, float], Source]  # of amperes and the angle in rad by which the current lags

# Order, percent of the fundamental. Voltage: every harmonic within EN 50160 and together 8 %, its limit of the total
# distortion; current: as electronics draw it
ODD_VOLTS = ((3, 4.0), (5, 5.0), (7, 4.0), (9, 1.0), (11, 2.0), (13, 1.3))
ODD_AMPS = ((3, 40.0), (5, 25.0), (7, 15.0), (9, 10.0), (11, 7.0), (13, 5.0))


def _sine(amps: float, lag: float) -> list[Component]:
    return [(1, amps, -lag)]


def _plain(volts: float = VOLTS, hertz: float = HERTZ, celsius: float = 25.0) -> Make:
    return lambda amps, lag: Source([(1, volts, 0.0)], _sine(amps, lag), hertz, celsius)


def _harmonics(of_volts: tuple[tuple[int, float], ...], of_amps: tuple[tuple[int, float], ...]) -> Make:
    """All harmonics cross zero, rising, together with the fundamental of the voltage."""

    def make(amps: float, lag: float) -> Source:
        volts = [(1, VOLTS, 0.0), *((order, VOLTS * percent / 100, 0.0) for order, percent in of_volts)]
        current = [*_sine(amps, lag), *((order, amps * percent / 100, 0.0) for order, percent in of_amps)]
        return Source(volts, current)

    return make


def _switched(on: tuple[tuple[float, float], ...], highest: int, periods: int = 1) -> Make:
    def make(amps: float, lag: float) -> Source:
        return Source([(1, VOLTS, 0.0)], switched(amps, on, highest, periods, lag), periods=periods)

    return make


CONDITIONS: dict[str, Make] = {
    NOMINAL: _plain(),
    "voltage_plus_10": _plain(volts=1.1 * VOLTS),
    "voltage_minus_10": _plain(volts=0.9 * VOLTS),
    "voltage_minus_20": _plain(volts=0.8 * VOLTS),
    "frequency_plus_2": _plain(hertz=1.02 * HERTZ),
    "frequency_minus_2": _plain(hertz=0.98 * HERTZ),
    "cold_minus_40": _plain(celsius=-40.0),
    "hot_plus_70": _plain(celsius=70.0),
    # the whole current turned round: A- and, with reactive power, R- in QIII
    "reversed": lambda amps, lag: _plain()(amps, lag + math.pi),
    # a leading current of the same size: R- in QIV
    "capacitive": lambda amps, lag: _plain()(amps, -lag),
    "harmonic_5": _harmonics(((5, 10.0),), ((5, 40.0),)),
    "odd_harmonics": _harmonics(ODD_VOLTS, ODD_AMPS),
    "phase_fired_90": _switched(((0.25, 0.5), (0.75, 1.0)), 39),
    "half_wave": _switched(((0.0, 0.5),), 40),
    "sub_harmonics": _switched(((0.0, 2.0),), 10, periods=4),
}
_UNITS = {"voltage": " %", "frequency": " %", "cold": " °C", "hot": " °C", "phase": "°"}
TEMPERATURES = ("cold_minus_40", "hot_plus_70")
WAVEFORMS = ("harmonic_5", "odd_harmonics", "phase_fired_90", "half_wave", "sub_harmonics")
# Their own power factor is what is tested: a lag beside it would leave no power to compare with
RESISTIVE = ("phase_fired_90",)
# Loads without a reactive power of their own
ACTIVE_ONLY = ("phase_fired_90", "half_wave", "sub_harmonics")
REACTIVE_ONLY = ("capacitive",)
# The direct current in it is no part of the meter's Irms, nor is it seen behind a coupling capacitor
WITHOUT_IRMS = ("half_wave",)


def label(condition: str) -> str:
    """Its name for readers."""
    text = condition.replace("_plus_", " +").replace("_minus_", " -").replace("_", " ")
    return text + _UNITS.get(text.split()[0], "")
