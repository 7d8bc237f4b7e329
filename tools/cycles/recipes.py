"""How the firmware calls each kernel: the arguments of a call, and the pairs of samples that it takes."""

import ast
import random
from array import array
from dataclasses import dataclass
from math import pi, sin

BLOCK = 80  # pairs that the firmware hands over at a time: one cycle of 50 Hz at 4 kS/s
HERTZ = 50
CODE_BITS = 24


class UnknownKernel(LookupError):
    """A kernel that nobody here knows how to call."""


@dataclass(frozen=True)
class Rate:
    """A sampling rate and the group of samples that the firmware adds up before it correlates them."""

    samples_per_second: int
    group: int

    def __str__(self):
        return f"{self.samples_per_second // 1000} kS/s"


RATES = (Rate(4000, 4), Rate(8000, 8))


def constants(source: str) -> dict[str, int]:
    """The `NAME = const(number)` lines of a kernel module."""
    found = {}
    for node in ast.parse(source).body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
            continue
        if ast.unparse(node.value.func) == "const":
            found[ast.unparse(node.targets[0])] = ast.literal_eval(node.value.args[0])
    return found


def _codes():
    noise = random.Random(1)
    return array("I", [noise.randrange(1 << CODE_BITS) for _ in range(2 * BLOCK)])


def _accumulate(const, rate):
    points, scale = const["SINE_POINTS"], const["SINE_SCALE"]
    state = array("i", [0] * const["STATE_WORDS"])
    settings = {
        "V_ZERO": 1 << CODE_BITS - 1,
        "I_ZERO": 1 << CODE_BITS - 1,
        "V_SHIFT": CODE_BITS - 1 - const["MAGNITUDE"],
        "I_SHIFT": CODE_BITS - 1 - const["MAGNITUDE"],
        "GROUP": rate.group,
        "STEP": const["TURN"] * HERTZ // rate.samples_per_second,
    }
    for name, value in settings.items():
        state[const[name]] = value
    sine = array("H", [round(scale * (1 + sin(2 * pi * k / points))) for k in range(points)])
    return _codes(), 0, BLOCK, state, sine


def _peak(_const, _rate):
    return _codes(), BLOCK, 1 << CODE_BITS - 1


# In the order in which they are reported: the kernel that every window needs first.
RECIPES = {"accumulate": _accumulate, "peak": _peak}
REGISTERS = (0, 0)  # the first two parameters of a Viper kernel only name registers; C needs no such thing


def arguments(name: str, const: dict[str, int], rate: Rate) -> tuple:
    """Arguments of the kernel `name`, without REGISTERS. UnknownKernel if it has no recipe."""
    if name not in RECIPES:
        raise UnknownKernel(f"kernel {name}: no recipe in tools/cycles/recipes.py to call it by")
    return RECIPES[name](const, rate)
