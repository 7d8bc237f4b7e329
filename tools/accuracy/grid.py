"""What is measured: the currents of each board, the points at them, and the steps of the calibration before."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.accuracy.conditions import (
    ACTIVE_ONLY,
    CONDITIONS,
    NOMINAL,
    REACTIVE_ONLY,
    RESISTIVE,
    VOLTS,
    WAVEFORMS,
)
from tools.accuracy.sources import Source

CUTOFF_W = 2.3  # 10 mA at 230 V: below it the registers do not count, so there is no error to tell
ACTIVE_FACTORS = (1.0, 0.5, -0.8)  # cos φ, negative: leading
REACTIVE_FACTORS = (1.0, 0.5, 0.25)  # sin φ, lagging
INFLUENCED_FACTORS = (1.0, 0.5)
QUICK_PART = 1 / 3
WINDOWS_A_SECOND = 5
STEPS_IN_ORDER = ("gain", "phase", "noise", "offset", "gain", "phase", "offset", "temperature")


@dataclass(frozen=True)
class Range:
    """The currents (A) at which a board is tested.

    basic: Ib; least: Imin; some: those of a quick run; influenced: where influence quantities act, of which the
    middle one is Ib and the last one Imax / 2.
    """

    title: str
    basic: float
    currents: tuple[float, ...]
    some: tuple[float, ...]
    influenced: tuple[float, float, float]
    least: float = 0.25

    @property
    def most(self) -> float:
        """Imax."""
        return self.currents[-1]


_WIDE = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 42.5, 50, 85)
_WIDE_SOME = (0.02, 0.05, 0.25, 0.5, 5, 20, 85)
_LOW = (0.05, 0.1, 0.15, 0.25, 0.4, 0.5, 0.75, 1, 1.5, 2, 2.5, 4, 5)
BOARDS = {
    "ads131m02": Range("ADS131M02 board model", 5, _WIDE, _WIDE_SOME, (1, 5, 42.5)),
    "classroom": Range(
        "Classroom board model, classes as for a meter of 0.25–5 A",
        1,
        _LOW,
        (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
        (0.5, 1, 2.5),
    ),
    "i2s": Range("I2S audio converter board model", 5, _WIDE, _WIDE_SOME, (1, 5, 42.5)),
}


@dataclass(frozen=True)
class Point:
    """One measurement. quantity: `active`, which brings the Vrms and Irms along, or `reactive`; factor: cos or sin φ.

    A condition that turns the current keeps the factor of the nominal point with which it is compared.
    part: of the time a point, how long it is measured.
    """

    board: str
    quantity: str
    condition: str
    current: float
    factor: float
    source: Source
    part: float = 1.0

    @property
    def name(self) -> str:
        """Different for different points."""
        return f"{self.board} {self.quantity} {self.condition} {self.current:g} {self.factor:g}"


def points(board: str, quick: bool) -> Iterator[Point]:
    """All points of `board`; quick: fewer currents, every condition, but at Ib alone and not as long."""
    grid = BOARDS[board]
    for condition in CONDITIONS:
        part = QUICK_PART if quick and condition != NOMINAL else 1.0
        if condition == NOMINAL:
            currents = grid.some if quick else grid.currents
        elif quick:
            currents = (grid.basic,)
        else:
            currents = grid.influenced[1:] if condition in WAVEFORMS else grid.influenced
        for current in currents:
            for quantity, factor in _factors(condition):
                source = CONDITIONS[condition](current, _lag(quantity, factor))
                counted = source.active if quantity == "active" else source.reactive
                if abs(counted) > CUTOFF_W * (1 - 1e-9):
                    yield Point(board, quantity, condition, current, factor, source, part)


def _factors(condition: str) -> Iterator[tuple[str, float]]:
    active, reactive = (INFLUENCED_FACTORS,) * 2
    if condition == NOMINAL:
        active, reactive = ACTIVE_FACTORS, REACTIVE_FACTORS
    if condition in RESISTIVE:
        active = (1.0,)
    if condition not in REACTIVE_ONLY:
        yield from (("active", factor) for factor in active)
    if condition not in ACTIVE_ONLY:
        yield from (("reactive", factor) for factor in reactive)


def _lag(quantity: str, factor: float) -> float:
    """rad by which the current lags."""
    return math.copysign(math.acos(abs(factor)), factor) if quantity == "active" else math.asin(factor)


def procedure(board: str) -> list[dict[str, Any]]:
    """The steps of a calibration, as boards/sim/station.py takes them; the references are the ideal input's.

    What crosstalk adds at Ib is known only after the offset step, so gain and phase are set once more after it, and
    the offset once more after them.
    """
    grid = BOARDS[board]
    half = math.acos(0.5)
    steps = {  # amperes, lag, °C, seconds
        "gain": (grid.basic, 0.0, 25.0, 20),
        "phase": (grid.basic, half, 25.0, 20),
        "noise": (0.0, 0.0, 25.0, 20),
        "offset": (grid.least, 0.0, 25.0, 120),
        "temperature": (grid.basic, 0.0, 60.0, 20),
    }
    return [_step(name, *steps[name]) for name in STEPS_IN_ORDER]


def _step(name: str, amps: float, lag: float, celsius: float, seconds: int) -> dict[str, Any]:
    source = Source([(1, VOLTS, 0.0)], [(1, amps, -lag)] if amps else [], celsius=celsius)
    reference = {}
    if amps:
        reference = {"v_uv": round(source.v_rms * 1e6), "p_uw": round(source.active * 1e6)}
        reference["q_uvar"] = round(source.reactive * 1e6)
    return {"step": name, "windows": seconds * WINDOWS_A_SECOND, "source": source.job(), "reference": reference}
