"""How far a calibration may go, and the arithmetic of its corrections."""

from meter.metrology.integers import rounded

LIMIT_PPM = 100_000  # the largest correction


class Refused(ValueError):
    """The step cannot be done; the calibration is as it was."""


def within(ppm):
    if abs(ppm) > LIMIT_PPM:
        raise Refused("CORRECTION ABOVE 10 %")


def ppm(value, wanted):
    """How much larger `value` is, in ppm of `wanted`; both negative where energy flows back."""
    if not wanted:
        raise Refused("REFERENCE ZERO")
    return scaled(value - wanted, 10**6, wanted)


def scaled(number, by, divisor):
    """number · by / divisor, rounded; any of them may be negative, divisor not 0."""
    return rounded(number * by, divisor) if divisor > 0 else rounded(-number * by, -divisor)
