"""Calibrations of a front end: what its design promises, and the best that one board of it can have.

Apart from frontend.py, because they are worked out once and need not stay in the heap.
"""

import math

from frontend import coupled
from meter.metrology.calibration import Calibration


def nominal(front):
    """The Calibration that the design promises."""
    scale = Calibration(round(front.v_full * 1e6), round(front.i_full * 1e9), front.nominal_delay_ns, front.sinc)
    scale.noise_na = round(front.i_noise * 1e9)
    return scale


def calibration(front, hertz=50.0):
    """What a perfect calibration of this very board at `hertz` and 25 °C finds; noise, steps and curves are left."""
    scale = nominal(front)
    scale.v_full_uv = round(scale.v_full_uv / (front.v_gain * coupled(front.v_coupling_hz, hertz)))
    scale.i_full_na = round(scale.i_full_na / (front.i_gain * coupled(front.i_coupling_hz, hertz)))
    # a coupling capacitor advances its channel
    ahead = math.atan(front.i_coupling_hz / hertz) - math.atan(front.v_coupling_hz / hertz)
    scale.delay_ns = front.delay_ns + round(ahead / (2 * math.pi * hertz) * 1e9)
    siemens = front.crosstalk * front.i_full / front.i_gain / front.v_full
    # sampled with the current, after the voltage
    lead = math.radians(front.crosstalk_lead) + 2 * math.pi * hertz * front.delay_ns * 1e-9
    scale.conductance_ps = round(siemens * math.cos(lead) * 1e12)
    scale.susceptance_ps = round(-siemens * math.sin(lead) * 1e12)
    # full scale grows where the gain shrinks
    scale.v_ppb = round(-front.v_drift * 1e9)
    scale.i_ppb = round(-front.i_drift * 1e9)
    return scale
