"""Reading the words of a scenario line: numbers within limits, key=value, harmonics.

Whatever a word holds, the answer is a value or a ScenarioError of one line; nothing else is raised from here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Limits = tuple[float, float]  # low, high
Harmonics = tuple[tuple[int, float, float], ...]  # order, percent, degrees

ORDERS = (2, 40)
PERCENT = (0, 100)
DEGREES = (-360, 360)


class ScenarioError(ValueError):
    """What is wrong with a scenario, in one line for whoever wrote it."""


def digits(text: str) -> bool:
    """Whether `text` is one decimal digit or more and nothing else (isdigit takes more)."""
    for character in text:
        if not "0" <= character <= "9":
            return False
    return bool(text)


def number(shown: str, text: str, limits: Limits) -> float:
    """`text` as a float within `limits` (low, high); `shown` is how an error calls it."""
    body = text[1:] if text[:1] in ("+", "-") else text
    units, _, decimals = body.partition(".")
    # float() alone would take nan, 1e3, 1_0 and blanks
    if not digits(units + decimals):
        raise ScenarioError("%s is not a number" % shown)
    value = float(text)
    _check(shown, value, limits)
    return value


def whole(shown: str, text: str, limits: Limits) -> int:
    """`text` as an int within `limits`."""
    if not digits(text):
        raise ScenarioError("%s is not a whole number" % shown)
    value = int(text)
    _check(shown, value, limits)
    return value


def choice(words: list[str], first: str, second: str) -> bool:
    """False where the only word is `first`, True where it is `second`."""
    if len(words) != 1 or words[0] not in (first, second):
        raise ScenarioError("%s is not %s or %s" % (" ".join(words) or "nothing", first, second))
    return words[0] == second


def keys(words: list[str], known: Mapping[str, Limits | None]) -> dict[str, Any]:
    """{key: value} of `words`, each written key=value.  known: {key: (low, high), or None for harmonics}."""
    found: dict[str, Any] = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals:
            raise ScenarioError("%s is not key=value; known keys: %s" % (word, listed(known)))
        if key not in known:
            raise ScenarioError("%s is not a key; known keys: %s" % (key or word, listed(known)))
        if key in found:
            raise ScenarioError("%s is given twice" % key)
        limits = known[key]
        found[key] = harmonics(text) if limits is None else number(word, text, limits)
    return found


def harmonics(text: str) -> Harmonics:
    """((order, percent, degrees), …) of "3:1.5@0,5:2@180"; degrees may be left out, "none" is ()."""
    if text == "none":
        return ()
    found = {}
    for item in text.split(","):
        name, _, rest = item.partition(":")
        percent, at, degrees = rest.partition("@")
        if not name or not percent or bool(at) != bool(degrees):
            raise ScenarioError('harmonics: "%s" is not order:percent@degrees' % item)
        order = whole("harmonics: order %s" % name, name, ORDERS)
        if order in found:
            raise ScenarioError("harmonics: order %d is given twice" % order)
        share = number("harmonics: percent %s" % percent, percent, PERCENT)
        angle = number("harmonics: degrees %s" % degrees, degrees, DEGREES) if at else 0.0
        found[order] = (order, share, angle)
    return tuple(found[order] for order in sorted(found))


def parse_harmonics(text: str) -> tuple[Harmonics, Harmonics]:
    """(of the voltage, of the current), each as of `harmonics`: the option --harmonics u3:1.5@0,i5:20@180.

    An item that begins with u belongs to the voltage; with i, or with neither, to the current.
    """
    volts = []
    amps = []
    for item in text.split(","):
        items = volts if item[:1] == "u" else amps
        items.append(item[1:] if item[:1] in ("u", "i") else item)
    return harmonics(",".join(volts) if volts else "none"), harmonics(",".join(amps) if amps else "none")


def listed(names: Iterable[str]) -> str:
    """Names in alphabetical order, for an error."""
    return ", ".join(sorted(names))


def _check(shown: str, value: float, limits: Limits) -> None:
    low, high = limits
    if not low <= value <= high:
        raise ScenarioError("%s is not within %g and %g" % (shown, low, high))
