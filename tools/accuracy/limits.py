"""What the errors are held against: the limits of the standards' classes, and the project's own targets.

The standards' numbers are from memory unless a line says otherwise, and are to be checked against the text of the
standard before anybody relies on them. Currents in A of a meter for 0.25-5(85) A: Imin 0.25, Itr 0.5, Imax 85. The
classroom board is drawn as a meter that ends at 5 A, so that its 0.25 A are both Imin and 5 % of its full scale.
"""

from dataclasses import dataclass, replace

from tools.accuracy.conditions import NOMINAL, TEMPERATURES
from tools.accuracy.run import Row

I_MIN, I_TR = 0.25, 0.5

# Class: (limit in % from Imin to Itr, from Itr to Imax)
# EN 50470-3:2006, table 4: active energy, power factor 1; 0.5 inductive and 0.8 capacitive from Itr on
ACTIVE_CLASSES = {"A": (2.5, 2.0), "B": (1.5, 1.0), "C": (1.0, 0.5)}
# IEC 62053-23:2003, table 6: reactive energy, sin φ 1; 0.5 from 1 A on
REACTIVE_CLASSES = {"3": (4.0, 3.0), "2": (2.5, 2.0)}

# Change of the error in %, (power factor 1, 0.5 inductive) of active and (sin φ 1, 0.5) of reactive energy.
# Active: IEC 62053-21:2003, table 8, class 1, to which class B of EN 50470-3 (its table 9) answers: ±10 % of the
# voltage, frequency, 5th harmonic, direct current seen in a copy of that table; the others from memory. Below 90 % of
# the voltage three times as much. Temperature: a mean coefficient of 0.05 and 0.07 %/K, over 65 and 45 K.
# Reactive: IEC 62053-23:2003, table 8, class 3. Where a standard has no limit for a condition, the class' limit of
# error itself stands.
_ACTIVE_B = {
    "voltage_plus_10": (0.7, 1.0),
    "voltage_minus_10": (0.7, 1.0),
    "voltage_minus_20": (2.1, 3.0),
    "frequency_plus_2": (0.5, 0.7),
    "frequency_minus_2": (0.5, 0.7),
    "cold_minus_40": (3.25, 4.55),
    "hot_plus_70": (2.25, 3.15),
    "harmonic_5": (0.8, 0.8),
    "odd_harmonics": (3.0, 3.0),
    "phase_fired_90": (3.0, 3.0),
    "half_wave": (3.0, 3.0),
    "sub_harmonics": (3.0, 3.0),
}
_REACTIVE_3 = {
    "voltage_plus_10": (2.0, 3.0),
    "voltage_minus_10": (2.0, 3.0),
    "voltage_minus_20": (6.0, 9.0),
    "frequency_plus_2": (2.5, 2.5),
    "frequency_minus_2": (2.5, 2.5),
    "cold_minus_40": (9.75, 16.25),
    "hot_plus_70": (6.75, 11.25),
}
_NO_LIMIT = {"active": (1.0, 1.0), "reactive": (3.0, 3.0)}


CLASS_B = "class B"
SLACK = 1e-9  # A


@dataclass(frozen=True)
class Target:
    """A requirement: what is asked of the rows that it covers.

    quantity: of the rows under reference conditions, "" for the changes by influence quantities; factors: None for
    any; low, high: currents, A; percent: the limit, None where there is only something to tell, or CLASS_B.
    """

    what: str
    quantity: str
    factors: tuple[float, ...] | None
    low: float
    high: float
    percent: float | str | None

    def covers(self, row: Row) -> bool:
        """Whether `row` is one of those it is about."""
        if not self.quantity:
            return row.condition != NOMINAL and (self.what == WARMTH) == (row.condition in TEMPERATURES)
        return (
            (row.quantity, row.condition) == (self.quantity, NOMINAL)
            and (self.factors is None or row.power_factor in self.factors)
            and self.low - SLACK <= row.current_a <= self.high + SLACK
        )


def limit(target: Target, row: Row) -> float | None:
    """How large an error, or its change, `target` lets `row` have, in %.

    By class B (active energy) and class 3 (reactive energy) that depends on the condition.
    """
    if isinstance(target.percent, str):
        table = _ACTIVE_B if row.quantity == "active" else _REACTIVE_3
        return table.get(row.condition, _NO_LIMIT[row.quantity])[abs(row.power_factor) < 1]
    return target.percent


WARMTH = "temperature, change"
_CHANGES = ("influences, change", WARMTH)
_LINES = (
    ("active, PF 1", "active", (1.0,)),
    ("active, PF 0.5 lag/0.8 lead", "active", (0.5, -0.8)),
    ("reactive, sin φ 1/0.5", "reactive", (1.0, 0.5)),
    ("Vrms", "v_rms", None),
    ("Irms", "i_rms", None),
)


def targets(board: str) -> list[Target]:
    """The requirements of `board`; the I2S board has none and is told over the same ranges."""
    if board == "classroom":
        percents, lows, high, changes = (1.0, 2.0, 3.0, 1.0, 1.0), (0.25, 0.25, 0.25, 0.05, 0.25), 5.0, (CLASS_B,) * 2
    else:
        percents, lows, high, changes = (0.05, 0.1, 0.2, 0.1, 0.1), (0.25, 0.5, 0.5, 0.01, 0.05), 85.0, (0.1, 0.2)
    found = [Target(*line, low, high, percent) for line, low, percent in zip(_LINES, lows, percents, strict=True)]
    if board != "classroom":
        found.insert(1, Target(*_LINES[0], 0.02, 0.25, 0.1))
    found += [Target(what, "", None, 0.0, high, percent) for what, percent in zip(_CHANGES, changes, strict=True)]
    return [replace(target, percent=None) for target in found] if board == "i2s" else found
