"""Calibration, a step at a time: from what the meter and a reference measured together to values that agree.

Gain at Ib and power factor 1, phase at Ib and power factor 0.5 lagging, offset (crosstalk) at Imin, noise without
a load, temperature at Ib when the meter has become at least 10 K warmer or colder. Energy may flow either way.
Integers throughout: µV, µA, µW.
"""

from meter.metrology import current_steps, scale_steps
from meter.metrology.limits import ppm, within

_FARTHEST_K = 65  # from 25 °C: what a drift may add up to by there is a correction like any other
_STEPS = {
    "gain": scale_steps.gain,
    "phase": current_steps.phase,
    "offset": current_steps.offset,
    "noise": current_steps.noise,
    "temperature": scale_steps.temperature,
}


class Reference:
    """What the reference meter read: v_uv, i_ua, p_uw, q_uvar, each None where it was not read.

    The gain step needs p_uw, or else i_ua; phase, offset and temperature need p_uw; noise needs nothing.
    """

    def __init__(self, v_uv=None, i_ua=None, p_uw=None, q_uvar=None):
        self.v_uv = v_uv
        self.i_ua = i_ua
        self.p_uw = p_uw
        self.q_uvar = q_uvar


def measuring(step, calibration):
    """The Calibration that `step` measures with: noise is measured anew, without what is taken out already."""
    if step != "noise":
        return calibration
    quiet = calibration.copy()
    quiet.noise_na = 0
    return quiet


def error(step, average, reference):
    """The error of `average` against `reference` in ppm of the reference; of the noise step the current in µA."""
    if step == "noise":
        return average.i_ua
    if reference.p_uw is not None:
        return ppm(average.p_uw, reference.p_uw)
    return ppm(average.i_ua, reference.i_ua)


def corrected(step, calibration, nominal, average, reference, temperature_mc):
    """A new Calibration that would have measured `reference` where `calibration` measured `average`.

    nominal: the board's own, from which no gain may be farther than a tenth; temperature_mc: of the front end
    meanwhile, m°C. Raises Refused.
    """
    new = calibration.copy()
    if step != "noise":
        within(error(step, average, reference))
    _STEPS[step](new, average, reference, temperature_mc)
    for name in ("v_full_uv", "i_full_na"):
        within(ppm(getattr(new, name), getattr(nominal, name)))
    for ppb in (new.v_ppb, new.i_ppb):
        within(abs(ppb) * _FARTHEST_K // 1000)
    return new
