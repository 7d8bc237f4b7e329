"""Calibration as text: requests in, results out.

A request is a text such as `gain u=230.012 i=5.0003 p=1150.11`: a step of `calibration.STEPS` and what the reference
reads, in V, A, W and var. `error=-0.35` in place of p says by how many percent the meter read too much, as a
calibrator that counts the meter's pulses shows it. `seconds=60` measures longer than 20 s, each time.
"""

from meter.clock.calendar import from_seconds
from meter.metrology.calibration import STEPS

_KEYS = ("u", "i", "p", "q", "error", "seconds")
_SECONDS = 20_000_000
_MOST = 10_000_000  # of an error: 10 percent


def parse(text, done):
    """(step, {key: millionths}) of a request; `seconds` is always there. Raises ValueError, one line.

    done: the names of the steps done before.
    """
    step, _, words = text.strip().partition(" ")
    if step not in STEPS:
        raise ValueError("NO STEP %s" % step)
    given = _given(words.split())
    if not 1_000_000 <= given["seconds"] <= 3_600_000_000:
        raise ValueError("SECONDS: 1 TO 3600")
    if step != "noise":
        _check(step, given, done)
    return step, given


def report(calibration, step):
    """When, how warm, error found and error left of the last such step: `2026-03-14 15:09 25.00 C …`, or NEVER."""
    done = calibration.steps.get(step)
    if not done:
        return "NEVER"
    seconds, at_mc, found, left = done
    when = "%04d-%02d-%02d %02d:%02d" % from_seconds(seconds)[:5]
    return "%s %s C %s" % (when, _decimal(at_mc // 10, 2), change(step, found, left))


def change(step, found, left):
    if step == "noise":
        return "%d -> %d uA" % (found, left)
    return "%s -> %s %%" % (_decimal(found, 4), _decimal(left, 4))


def _check(step, given, done):
    """Whether what the reference reads suffices for `step`."""
    if step != "gain" and "gain" not in done:
        raise ValueError("GAIN STEP FIRST")
    if not ("p" in given or "error" in given or (step == "gain" and "i" in given)):
        raise ValueError("REFERENCE MISSING")
    if "p" in given and "error" in given:
        raise ValueError("P AND ERROR GIVEN")
    if abs(given.get("error", 0)) > _MOST:
        raise ValueError("CORRECTION ABOVE 10 %")


def _given(words):
    """{key: millionths} of words key=number."""
    given = {"seconds": _SECONDS}
    once = set()
    for word in words:
        key, _, number = word.partition("=")
        if key not in _KEYS or key in once:
            raise ValueError("%s %s" % ("TWICE" if key in once else "NO KEY", key))
        once.add(key)
        given[key] = _millionths(number)
    return given


def _millionths(text):
    """The decimal number `text` in millionths; more than six decimals are cut off."""
    whole, _, decimals = text[text[:1] in ("-", "+") :].partition(".")
    if not 1 <= len(whole) <= 6 or [c for c in whole + decimals if not "0" <= c <= "9"]:
        raise ValueError("NO NUMBER %s" % text)
    number = int(whole + (decimals + "000000")[:6])
    return -number if text[0] == "-" else number


def _decimal(number, places):
    """`number` with its sign and the last `places` digits behind the point."""
    whole, rest = divmod(abs(number), 10**places)
    return "%s%d.%0*d" % ("-" if number < 0 else "+", whole, places, rest)
