"""How volts and amperes become codes, as a model of `models.py` says.

The analog value arrives in fine units (full scale is 2**29, lifted by 2**30 so that it is never negative); gain,
offset, noise, clipping, quantisation and the converter's own steps are added here. Deterministic by seed.
"""

import math
from array import array

import micropython
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
WIDE = const(6)  # sixteenths of a code that codes 512, 1536, 2560 and 3584 stand for, 0: like all others
NARROW = const(7)  # codes a sixteenth between them, in 1/2**20


class Values:
    """The attributes of a `models.FrontEnd`, without the module that it came from and its tables."""

    def __init__(self, front):
        values = front.__dict__
        for name in values:
            setattr(self, name, values[name])


def coupled(corner_hz, hertz):
    """What a coupling capacitor leaves of an amplitude at `hertz`."""
    return 1 / math.sqrt(1 + (corner_hz / hertz) ** 2)


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
        16 * front.wide_codes,
        (1023 << 20) // (16 * (1024 - front.wide_codes)),
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
    wide = words[WIDE]
    narrow = words[NARROW]
    down = 30 - bits
    half = (1 << down) >> 1
    top = (1 << bits) - 1
    k = 0
    end = count << 1
    while k < end:
        seed = (seed * 1664525 + 12345) & 0x3FFFFFFF
        n = (seed >> 22) + ((seed >> 14) & 255) + ((seed >> 6) & 255) - 383
        x = fine[k] - 0x30000000 + offset + (n * noise >> 6) + half
        if wide:
            # RP2040 erratum E11: what a wide code takes the codes up to the next one give
            x >>= down - 4
            n = (x - 8192) & 16383
            x = (x - n) >> 4
            if n >= wide:
                x += 1 + ((n - wide) * narrow >> 20)
        else:
            x >>= down
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
