"""How volts and amperes become codes, as a model of `models.py` says.

The analog value arrives in fine units (full scale is 2**29, lifted by 2**30 so that it is never negative); gain,
offset, noise, clipping, quantisation and the converter's own steps are added here. Deterministic by seed.
"""

from array import array

import micropython
from meter.metrology.quantities import Calibration
from micropython import const

FULL = 1 << 29
LIFT = 1 << 30
OFFSET_LIFT = 1 << 28
_SIGMA = 128  # standard deviation of the sum of three bytes drawn evenly, 127.99
SEED = const(0)  # words of the state
V_NOISE = const(1)
I_NOISE = const(2)
V_OFFSET = const(3)
I_OFFSET = const(4)
BITS = const(5)
STEPS = const(6)


def calibration(front):
    """What a calibration of this very board finds: gains and sampling delay taken out, noise and steps left."""
    half = 1 << (front.bits - 1)
    v_nv = round(front.v_full / front.v_gain * 1e9 / half)
    return Calibration(v_nv, round(front.i_full / front.i_gain * 1e12 / half), front.delay_ns)


def offset(value, full):
    """An offset of `value` as `digitise` takes it: in fine units, lifted to be positive (loads come unsigned)."""
    return round(value / full * FULL) + OFFSET_LIFT


def noise(rms, full):
    """Noise of `rms` a sample as the factor `digitise` takes."""
    return round(rms / full * FULL * 64 / _SIGMA)


def state(front, seed):
    """int32 words for `digitise`."""
    words = (
        (seed * 2654435 + 88172645) & 0x3FFFFFFF,
        noise(front.v_noise, front.v_full),
        noise(front.i_noise, front.i_full),
        offset(front.v_offset, front.v_full),
        offset(front.i_offset, front.i_full),
        front.bits,
        int(front.steps),
    )
    return array("i", words)


@micropython.viper
def digitise(x: int, n: int, fine: ptr32, codes: ptr32, count: int, words: ptr32):
    """Turn `count` pairs of fine units into codes; x, n: pass 0. words: made by `state()`.

    Noise is the sum of three bytes of a linear congruential generator: bell-shaped, free of floats.
    """
    seed = words[SEED]
    noise = words[V_NOISE]
    other_noise = words[I_NOISE]
    offset = words[V_OFFSET]
    other_offset = words[I_OFFSET]
    bits = words[BITS]
    steps = words[STEPS]
    down = 30 - bits
    half = (1 << down) >> 1
    top = (1 << bits) - 1
    k = 0
    end = count << 1
    while k < end:
        seed = (seed * 1664525 + 12345) & 0x3FFFFFFF
        n = (seed >> 22) + ((seed >> 14) & 255) + ((seed >> 6) & 255) - 383
        x = (fine[k] - 0x30000000 + offset + (n * noise >> 6) + half) >> down
        if steps:
            # codes 512, 1536, 2560 and 3584 are nine wide (RP2040 erratum E11); those between are narrower
            n = (x - 512) & 1023
            x -= n
            if n > 8:
                x += (n - 8) * 1032 >> 10
        if x < 0:
            x = 0
        if x > top:
            x = top
        codes[k] = x
        n = noise
        noise = other_noise
        other_noise = n
        n = offset
        offset = other_offset
        other_offset = n
        k += 1
    words[SEED] = seed
