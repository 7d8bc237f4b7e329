"""The steps of calibration at Ib and power factor 1: gain, and gain once more when the front end is warm or cold.

Each changes `new`, a Calibration, so that it would have measured `reference` where it measured `average`; Refused where
it cannot be. Full scale grows as the gain of the front end shrinks.
"""

from meter.metrology.integers import rounded
from meter.metrology.limits import Refused, ppm, scaled, within

LEAST_WARMING_MC = 10_000


def gain(new, average, reference, temperature_mc):
    average.check_factor(990, 1000)
    v_to, v_from = _volts(average, reference)
    _move(new, temperature_mc)
    new.v_full_uv = rounded(new.v_full_uv * v_to, v_from)
    if reference.p_uw is None:
        new.i_full_na = rounded(new.i_full_na * reference.i_ua, average.i_ua)
    else:
        new.i_full_na = scaled(new.i_full_na * v_from, reference.p_uw, average.p_uw * v_to)


def temperature(new, average, reference, temperature_mc):
    warmer = temperature_mc - new.at_mc
    if abs(warmer) < LEAST_WARMING_MC:
        raise Refused("LESS THAN 10 K FROM GAIN STEP")
    average.check_factor(990, 1000)
    v_to, v_from = _volts(average, reference)
    of_v = scaled(10**12, v_to - v_from, v_from * warmer)
    of_p = scaled(10**12, reference.p_uw - average.p_uw, average.p_uw * warmer)
    new.v_ppb += of_v
    new.i_ppb += of_p - of_v


def _move(new, temperature_mc):
    """Let full scale, and with it the drift, count from another temperature on: as `Quantities.tune` measured there."""
    warmer = temperature_mc - new.at_mc
    new.v_full_uv += rounded(new.v_full_uv * new.v_ppb * warmer, 10**12)
    new.i_full_na += rounded(new.i_full_na * new.i_ppb * warmer, 10**12)
    new.at_mc = temperature_mc


def _volts(average, reference):
    """(what the voltage is, what was measured) in µV; the same twice where the reference did not read it."""
    v_to = average.v_uv if reference.v_uv is None else reference.v_uv
    within(ppm(average.v_uv, v_to))
    return v_to, average.v_uv
