"""The steps of calibration for the current channel: phase at Ib and factor 0.5, offset at Imin, noise without a load.

Each changes `new`, a Calibration, so that it would have measured `reference` where it measured `average`; Refused where
it cannot be.
"""

from meter.metrology.integers import rounded
from meter.metrology.limits import Refused, scaled, within

_NO_LOAD_UA = 10_000


def phase(new, average, reference, temperature_mc):
    p, q = average.p_uw, average.q_uvar
    average.check_factor(300, 700)
    if p * q < 0:
        raise Refused("CURRENT NOT LAGGING")
    # P turned by a small angle a is P - Q·a - P·a²/2; here in 1/2**30 rad
    angle = ((p - reference.p_uw) << 30) // q
    angle -= angle * angle * p // q >> 31
    new.delay_ns += rounded(angle * 1_482_269, 10_000 * average.f_mhz)  # 1e12 / (2π · 2**30) = 148.2269


def offset(new, average, reference, temperature_mc):
    square = average.v_uv * average.v_uv
    new.conductance_ps += rounded((average.p_uw - reference.p_uw) * 10**18, square)
    if reference.q_uvar is not None:
        more = average.q_uvar - reference.q_uvar
        within(scaled(more, 10**6, abs(reference.p_uw)))
        new.susceptance_ps += rounded(more * 10**18, square)


def noise(new, average, reference, temperature_mc):
    if average.apparent() * 1_000_000 > average.v_uv * _NO_LOAD_UA:
        raise Refused("LOAD CONNECTED")
    new.noise_na = 1000 * average.i_ua
