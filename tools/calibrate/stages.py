"""The stages of the scenario that a calibration is shown with: a load each, and what an ideal reference reads of it."""

import math
from dataclasses import dataclass
from pathlib import Path

from tools.bench.child import ROOT

SCENARIO = ROOT / "boards" / "sim" / "scenarios" / "calibration.txt"
VOLTS = 230.0  # a scenario begins with it
LENGTH = 120  # seconds that a stage lasts
BENCH = "bench"  # name of the load


@dataclass(frozen=True)
class Stage:
    """name: of the step; start: s; amps, factor: of the load, lagging; celsius; events: its scenario, all at once."""

    name: str
    start: int
    amps: float
    factor: float
    celsius: float
    events: str

    @property
    def watts(self) -> float:
        return VOLTS * self.amps * self.factor

    @property
    def vars(self) -> float:
        return VOLTS * self.amps * math.sqrt(1 - self.factor**2)


def stages(path: Path = SCENARIO) -> list[Stage]:
    """The stages of `path`; a `say` begins each, and its first word is the step's name."""
    found: list[Stage] = []
    events: list[str] = []
    amps, factor, celsius, name, start = 0.0, 1.0, 25.0, "", 0
    rows = [row.split(" #")[0].split() for row in path.read_text(encoding="utf-8").splitlines()]
    for moment, verb, *words in (row for row in rows if row and not row[0].startswith("#")):
        if verb == "say":
            name, start = words[0].rstrip(":"), _seconds(moment)
        elif words[0] == BENCH:
            given = dict(word.split("=") for word in words[1:])
            amps, factor = float(given.get("amps", 0)), float(given.get("pf", 1))
        elif verb == "temperature":
            celsius = float(words[0])
        events.append(" ".join(("0", verb, *words)))
        if name:
            if found and found[-1].name == name:
                found.pop()
            found.append(Stage(name, start, amps, factor, celsius, "\n".join(events)))
    return found


def _seconds(moment: str) -> int:
    minutes, _, seconds = moment.rpartition(":")
    return 60 * int(minutes or 0) + int(seconds)
