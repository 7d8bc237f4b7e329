"""Harmonics of voltage and current to the 40th: one order a time, in every second window, so a round takes 16 s.

Every sample is correlated with an oscillator of `order` times the mains; no block of samples is kept for it. Windows of
ten cycles separate the orders (IEC 61000-4-7 without grouping). THD is all of the 2nd to 40th against the fundamental.
"""

# pyright: reportUndefinedVariable=false

from array import array

import micropython
from micropython import const

from meter.metrology.integers import bits, isqrt
from meter.metrology.kernel import TURN
from meter.metrology.sums import SINE

ORDERS = 40

PHASE = const(0)  # words of the state
STEP = const(1)
X_ZERO = const(2)  # the current's mean code, and by how many bits it is shifted down to 16
X_SHIFT = const(3)
V_SIN = const(4)  # Σ v · SINE_SCALE · sin / 2**SHIFT …
V_COS = const(5)
X_SIN = const(6)
X_COS = const(7)
STATE_WORDS = const(8)
SHIFT = const(7)


@micropython.viper
def correlate(v: int, x: int, codes: ptr32, start: int, count: int, state: ptr32, sine: ptr16):
    """Add `count` pairs of `codes`, from pair `start`, to the correlations in `state`; v, x: pass 0.

    codes, sine: as for `kernel.accumulate`; state: int32[STATE_WORDS].
    Bound: |v|, |x| ≤ 2**15 (a current beyond is held there) and |sine| ≤ 2047, so a product is below 2**26, shifted
           below 2**19: 2048 pairs keep every sum below 2**30.
    """
    at = ptr32(int(codes) + (start << 3))
    left = count
    phase = state[PHASE]
    step = state[STEP]
    x_zero = state[X_ZERO]
    x_shift = state[X_SHIFT]
    v_sin = state[V_SIN]
    v_cos = state[V_COS]
    x_sin = state[X_SIN]
    x_cos = state[X_COS]
    while left:
        v = phase >> 20
        phase = (phase + step) & 0x3FFFFFFF  # TURN - 1
        s = sine[v] - 2047
        c = sine[v + 256] - 2047
        v = (at[0] >> 8) - 0x8000
        x = (at[1] - x_zero) >> x_shift
        if x > 0x7FFF:
            x = 0x7FFF
        if x < -0x8000:
            x = -0x8000
        v_sin = (v * s >> SHIFT) + v_sin
        v_cos = (v * c >> SHIFT) + v_cos
        x_sin = (x * s >> SHIFT) + x_sin
        x_cos = (x * c >> SHIFT) + x_cos
        at = ptr32(int(at) + 8)
        left -= 1
    state[PHASE] = phase
    state[V_SIN] = v_sin
    state[V_COS] = v_cos
    state[X_SIN] = x_sin
    state[X_COS] = x_cos


class Harmonics:
    """Root mean squares by order: `volts[h]` in mV, `amps[h]` in µA, 1 to ORDERS; 0 where not known (yet).

    sinc: order of the converter's decimation filter.  thd_v, thd_i: hundredths of a percent, of the last whole round.
    """

    def __init__(self, sinc):
        self._sinc = sinc
        self._state = array("i", bytes(4 * STATE_WORDS))
        self.volts = array("I", bytes(4 * (ORDERS + 1)))
        self.amps = array("I", bytes(4 * (ORDERS + 1)))
        self.thd_v = self.thd_i = 0
        self._order = 1
        self._root = 1

    def start(self, step, x_zero, x_square):
        """Begin a window; step: of the fundamental (1/TURN turns a sample); x_zero, x_square: mean code of the current
        and mean square without it, as last measured.
        """
        if step * self._order >= TURN // 2:  # the rate shows no more
            self._finish()
        state = self._state
        for word in range(V_SIN, STATE_WORDS):
            state[word] = 0
        self._step = step
        state[PHASE] = 0
        state[STEP] = step * self._order
        state[X_ZERO] = x_zero
        # peaks of four times the root mean square fit into 16 bits
        state[X_SHIFT] = max(0, (bits(x_square) >> 1) + 2 - 15)

    def add(self, codes, start, count):
        """Add `count` pairs of `codes`, from pair `start`."""
        correlate(0, 0, codes, start, count, self._state, SINE)

    def close(self, n, v_full_uv, i_full_na):
        """The window of `n` samples has ended."""
        order = self._order
        state = self._state
        # amplitude · 2047 n / 2**(SHIFT + 1) each; root mean square: / √2; a shift takes half a unit from each product
        v = self._length(state[V_SIN] + (n >> 1), state[V_COS] + (n >> 1)) * v_full_uv >> 24
        x = (self._length(state[X_SIN] + (n >> 1), state[X_COS] + (n >> 1)) >> 4) * i_full_na >> 20
        # √2 · 2**SHIFT / 2047 / 2**15 · 2**24 · 2**16, and the same / 2**23
        self.volts[order] = self._straight((v * 2_967_273 >> 16) // (1000 * n))
        self.amps[order] = self._straight((x * 11_591 >> 16 << state[X_SHIFT]) // (1000 * n))
        self._order = order + 1
        if order == ORDERS:
            self._finish()

    def _length(self, x, y):
        self._root = isqrt(x * x + y * y, self._root)
        return self._root

    def _straight(self, amplitude):
        """Undo the droop of the converter's decimation filter at this order, relative to the fundamental."""
        for _ in range(self._sinc):
            amplitude = amplitude * _sinc(self._step) // _sinc(self._step * self._order)
        return amplitude

    def _finish(self):
        """A round is complete, `_order` and beyond not measured: distortions, and the first order again."""
        for order in range(self._order, ORDERS + 1):
            self.volts[order] = self.amps[order] = 0
        self.thd_v = self._distortion(self.volts)
        self.thd_i = self._distortion(self.amps)
        self._order = 1

    def _distortion(self, values):
        first = values[1]
        if not first:
            return 0
        total = 0
        for order in range(2, ORDERS + 1):
            total += values[order] * values[order]
        self._root = isqrt(total, self._root)
        return self._root * 10_000 // first


def _sinc(step):
    """sin x / x in 1/2**20 for x = π · step / TURN up to a quarter turn: its series."""
    x = (step >> 8) * 13_176_795 >> 24  # π · 2**22
    square = x * x >> 20
    return (1 << 20) - square // 6 + (square * square >> 20) // 120 - (square * square * square >> 40) // 5040
