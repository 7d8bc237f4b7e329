"""The verbs of a scenario: what each takes, within which limits, and what it becomes.

One function a verb, from the words behind it to the event's argument. scenarios/README.md shows the same table to
people; track.py makes of it what the board plays.
"""

import math
from collections.abc import Callable
from typing import Any

from tools.scenario.fields import ScenarioError, choice, digits, keys, listed, number, whole
from tools.scenario.loads import Load, lag
from tools.scenario.meter import moment, setting

_MAINS = {
    "volts": (0, 400),
    "hertz": (45, 65),
    "drift": (-10, 10),
    "harmonics": None,
    "offset": (-50, 50),
    "noise": (0, 50),
}
_LOAD = {"amps": (-200, 200), "watts": (-40000, 40000), "pf": (-1, 1), "angle": (-180, 180), "harmonics": None}
_LONGEST_NAME = 16
_CELSIUS = (-40, 85)
_LEAST_FACTOR = 0.01
STUCK = ("closed", "open", "free")
COMMAND, TOPUP = "128.0.0", "199.4.0"  # the registers that take them


def argument(verb: str, words: list[str]) -> Any:
    """The event argument of `verb` with the `words` behind it; ScenarioError, without file and line."""
    if verb not in _VERBS:
        raise ScenarioError("unknown verb; known verbs: " + listed(tuple(_VERBS) + ("repeat",)))
    return _VERBS[verb](words)


def _mains(words: list[str]) -> dict[str, Any]:
    settings = keys(words, _MAINS)
    if not settings:
        raise ScenarioError("nothing to set; known keys: " + listed(_MAINS))
    return settings


def _load(words: list[str]) -> tuple[str, Load]:
    name = _name(words)
    given = keys(words[1:], _LOAD)
    for one, other in (("amps", "watts"), ("pf", "angle")):
        if one in given and other in given:
            raise ScenarioError("%s= and %s= exclude each other" % (one, other))
    if "amps" not in given and "watts" not in given:
        raise ScenarioError("%s needs amps= or watts=" % name)
    degrees = lag(given["pf"]) if "pf" in given else given.get("angle", 0.0)
    if "watts" in given and math.cos(math.radians(degrees)) < _LEAST_FACTOR:
        word = "pf=%g" % given["pf"] if "pf" in given else "angle=%g" % degrees
        raise ScenarioError("%s leaves no watts; give amps=" % word)
    return name, Load(given.get("amps"), given.get("watts"), degrees, given.get("harmonics", ()))


def _unload(words: list[str]) -> str:
    name = _name(words)
    _nothing(words[1:])
    return name


def _name(words: list[str]) -> str:
    if not words:
        raise ScenarioError("needs the name of a load")
    if "=" in words[0]:
        raise ScenarioError("needs the name of a load before %s" % words[0])
    if len(words[0]) > _LONGEST_NAME:
        raise ScenarioError("name %s is longer than %d characters" % (words[0], _LONGEST_NAME))
    return words[0]


def _press(words: list[str]) -> bool:
    if words and words != ["long"]:
        raise ScenarioError("%s is not long or nothing" % " ".join(words))
    return bool(words)


def _temperature(words: list[str]) -> float:
    if not words:
        raise ScenarioError("needs degrees within %d and %d" % _CELSIUS)
    _nothing(words[1:])
    return number(words[0], words[0], _CELSIUS)


def _count(limits: tuple[int, int]) -> Callable[[list[str]], int]:
    def read(words: list[str]) -> int:
        if not words:
            raise ScenarioError("needs a number within %d and %d" % limits)
        _nothing(words[1:])
        return whole(words[0], words[0], limits)

    return read


def _say(words: list[str]) -> str:
    if not words:
        raise ScenarioError("needs a text")
    return " ".join(words)


def _stick(words: list[str]) -> str:
    if len(words) != 1 or words[0] not in STUCK:
        raise ScenarioError("%s is not %s" % (" ".join(words) or "nothing", " or ".join(STUCK)))
    return words[0]


def _command(words: list[str]) -> tuple[str, str]:
    return COMMAND, str(_count((1, 3))(words))


def _topup(words: list[str]) -> tuple[str, str]:
    if len(words) != 2:
        raise ScenarioError("needs the number of a token and kWh")
    if not digits(words[0]):
        raise ScenarioError("%s is not a whole number" % words[0])
    number(words[1], words[1], (0, 9_999_999))
    return TOPUP, " ".join(words)  # how much and how often is for the meter to say


def _of_meter(read: Callable[[str], Any]) -> Callable[[list[str]], Any]:
    def taken(words: list[str]) -> Any:
        try:
            return read(" ".join(words))
        except ValueError as error:
            raise ScenarioError(str(error)) from None

    return taken


def _nothing(words: list[str]) -> None:
    if words:
        raise ScenarioError("%s is too much" % words[0])


_VERBS: dict[str, Callable[[list[str]], Any]] = {
    "mains": _mains,
    "load": _load,
    "unload": _unload,
    "supply": lambda words: choice(words, "off", "on"),
    "press": _press,
    "cover": lambda words: choice(words, "closed", "open"),
    "terminal": lambda words: choice(words, "closed", "open"),
    "magnet": lambda words: choice(words, "off", "on"),
    "seal": lambda words: choice(words, "closed", "open"),
    "tariff": _count((1, 4)),
    "pulse_input": _count((1, 1000)),
    "temperature": _temperature,
    "say": _say,
    "stick": _stick,
    "command": _command,
    "topup": _topup,
    "clock": _of_meter(moment),
    "setting": _of_meter(setting),
}
