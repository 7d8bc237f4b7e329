"""How the firmware calls each kernel: the arguments of a call, and the pairs of samples that it takes."""

import ast
import random
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from math import pi, sin
from pathlib import Path

METROLOGY = Path(__file__).parents[2] / "firmware/meter/metrology"
# In the order in which they are reported: what every window needs first. The others import its constants.
FILES = (METROLOGY / "kernel.py", METROLOGY / "half_cycles.py", METROLOGY / "harmonics.py")
RATES = (4000, 8000)  # samples a second
BLOCK = 160  # pairs that the firmware hands over at a time: one cycle of 50 Hz at 8 kS/s
HERTZ = 50
CODE_BITS = 24
VOLTAGE_BITS = 16
REGISTERS = (0, 0)  # the first two parameters of a Viper kernel only name registers; C needs no such thing

Arguments = Callable[[dict[str, int]], tuple]


class UnknownKernel(LookupError):
    """A kernel that nobody here knows how to call."""


@dataclass(frozen=True)
class InC:
    """A function of kernel.c to compare with: its name, in what way it makes the kernel's sums, its arguments."""

    name: str
    way: str
    arguments: Arguments


@dataclass(frozen=True)
class Recipe:
    """arguments: from the constants of the kernel's file to those of a call of BLOCK pairs, without REGISTERS.

    every: it runs in one window of so many.
    """

    arguments: Arguments
    in_c: tuple[InC, ...] = ()
    every: int = 1


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


def _sine(const):
    points, scale = const["SINE_POINTS"], const["SINE_SCALE"]
    return array("H", [round(scale * (1 + sin(2 * pi * k / points))) for k in range(points * 5 // 4)])


def _advance(const):
    return const["GROUP"] * const["TURN"] * HERTZ // RATES[0]


def _accumulate(const):
    state = array("i", [0] * const["STATE_WORDS"])
    state[const["ADVANCE"]] = _advance(const)
    return _codes(), 0, BLOCK // const["GROUP"], state, _sine(const)


def _accumulate_plain(const):
    sums = array("q", [0] * 9)
    oscillator = array("i", [0, _advance(const), 0, 0])
    return _codes(), 0, BLOCK // const["GROUP"], sums, oscillator, _sine(const)


def _correlate(const):
    state = array("i", [0] * const["STATE_WORDS"])
    state[const["STEP"]] = const["TURN"] * HERTZ // RATES[0]
    state[const["X_ZERO"]] = 1 << CODE_BITS - 1
    state[const["X_SHIFT"]] = 8
    return _codes(), 0, BLOCK, state, _sine(const)


def _halves(const):
    state = array("i", [0] * const["STATE_WORDS"])
    state[const["ZERO"]] = 1 << VOLTAGE_BITS - 1
    state[const["HALVES"]] = 2
    state[const["LENGTH"]] = state[const["LEFT"]] = BLOCK // 2
    return state


def _squares(const):
    return _codes(), 0, BLOCK, _halves(const)


def _join(const):
    state = _halves(const)
    state[const["INDEX"]] = 2
    return state, array("i", [0] * const["MAX_HALVES"])


RECIPES = {
    "accumulate": Recipe(
        _accumulate,
        (
            InC("accumulate", "the same steps", _accumulate),
            InC("accumulate_plain", "plain 64-bit sums", _accumulate_plain),
        ),
    ),
    "squares": Recipe(_squares),
    "join": Recipe(_join),
    "correlate": Recipe(_correlate, every=2),
}


def recipe(name: str) -> Recipe:
    """The recipe of the kernel `name`. UnknownKernel if it has none."""
    if name not in RECIPES:
        raise UnknownKernel(f"kernel {name}: no recipe in tools/cycles/recipes.py to call it by")
    return RECIPES[name]
