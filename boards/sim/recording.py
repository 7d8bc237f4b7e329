"""A recorded waveform in place of the simulated mains: the file that the replay tool writes, played once.

The file is little-endian int32 pairs, voltage in µV first, then current in units of 100 nA, already resampled to
the sampler's rate; a pair is far finer than one code of a 24-bit converter. It is read block by block.
"""

from array import array

import micropython
from frontend import FULL, LIFT
from micropython import const

VOLT = 1_000_000  # units of the file
AMPERE = 10_000_000
PAIR_BYTES = const(8)
_POINT = const(24)  # binary point of the scale
V_SCALE = const(0)  # words of the scale
I_SCALE = const(1)
LIMIT = const(2)
LIFTED = const(3)


class Recording:
    """Offers `read` like a Waveform.  path: of the file (OSError when it cannot be opened); front: FrontEnd."""

    def __init__(self, path, front):
        self._file = open(path, "rb")  # noqa: SIM115 — held as long as the board
        v_scale = round(FULL / (front.v_full * VOLT) * front.v_gain * (1 << _POINT))
        i_scale = round(FULL / (front.i_full * AMPERE) * front.i_gain * (1 << _POINT))
        # as far beyond full scale as a Waveform's tables go
        self._scale = array("i", (v_scale, i_scale, round(1.9 * FULL), LIFT))

    def read(self, fine, count):
        """The next `count` pairs, in fine units, into `fine` (array of int32); how many there were, 0 at the end."""
        pairs = self._file.readinto(memoryview(fine)[: 2 * count]) // PAIR_BYTES
        scale(0, 0, fine, pairs, self._scale)
        return pairs

    def close(self):
        self._file.close()


@micropython.viper
def scale(x: int, k: int, fine: ptr32, count: int, words: ptr32):
    """Turn `count` pairs of file units into fine units, in place; x, k: pass 0.  words: V_SCALE … LIFTED.

    Needs 64-bit integers (unix port, CPython): 32 bits of value by 31 bits of scale.
    """
    limit = words[LIMIT]
    lift = words[LIFTED]
    factor = words[V_SCALE]
    other = words[I_SCALE]
    end = count << 1
    while k < end:
        x = fine[k]
        x -= (x >> 31) << 32  # ptr32 loads come without their sign
        x = x * factor >> _POINT
        if x > limit:
            x = limit
        if x < 0 - limit:
            x = 0 - limit
        fine[k] = lift + x
        x = factor
        factor = other
        other = x
        k += 1
