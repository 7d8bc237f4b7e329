"""One window's sums: feeds blocks to the kernel and joins its split words to whole numbers, means removed.

The kernel takes whole groups. What a block or window leaves over goes through a scratch group filled up with pairs
that add nothing, at its own phase, so every window has the length that the mains ask for, to the sample.
"""

from array import array

from meter.metrology import kernel
from meter.metrology.integers import sine_table

_V_SHIFT = 8  # of the voltage's 24 bits the kernel takes the upper 16
_V_NOTHING = 0x8000 << _V_SHIFT  # codes of a pair that adds nothing
_X_NOTHING = 0
_X_ZERO = 1 << 23
_LAST = kernel.GROUP - 1
SINE = sine_table()  # made once: a meter that starts again finds its memory in pieces


class Sums:
    """Σ of the running window, after `close` without means, in kernel units: v of 16 bits, x of 24 bits and sign.

    count: pairs; mean_v, mean_x: rounded down, from the middle of the range; vv, xx, vx: Σ of products, means removed;
    v_sin … x_cos: correlation with SINE_SCALE · sin and cos of the reference oscillator, means removed.
    """

    def __init__(self):
        self._state = array("i", bytes(4 * kernel.STATE_WORDS))
        self._rest = array("I", bytes(8 * kernel.GROUP))
        self.vv = self.xx = self.vx = self.v_sin = self.v_cos = self.x_sin = self.x_cos = self.mean_v = self.mean_x = 0
        self.start(0, 0)

    def start(self, step, phase):
        """Begin a window: the reference oscillator at `phase`, advancing `step` a sample (1/TURN turns)."""
        self.count = 0
        self._rest_sines = self._rest_cosines = 0
        self._step = step
        state = self._state
        for word in range(kernel.SUM_V, kernel.STATE_WORDS):
            state[word] = 0
        state[kernel.PHASE] = phase + (_LAST * step >> 1) & kernel.TURN - 1
        state[kernel.ADVANCE] = kernel.GROUP * step & kernel.TURN - 1

    def add(self, codes, start, count):
        """Add `count` pairs of `codes`, from pair `start`."""
        groups = count // kernel.GROUP
        kernel.accumulate(0, 0, codes, start, groups, self._state, SINE)
        self.count += count
        rest = count - kernel.GROUP * groups
        if rest:
            self._add_rest(codes, start + count - rest, rest)

    def _add_rest(self, codes, start, count):
        state, scratch = self._state, self._rest
        for k in range(kernel.GROUP):
            scratch[2 * k] = codes[2 * (start + k)] if k < count else _V_NOTHING
            scratch[2 * k + 1] = codes[2 * (start + k) + 1] if k < count else _X_NOTHING
        phase, sines, cosines = state[kernel.PHASE], state[kernel.SINES], state[kernel.COSINES]
        # the middle of `count` samples lies before that of a whole group
        state[kernel.PHASE] = phase - ((kernel.GROUP - count) * self._step >> 1) & kernel.TURN - 1
        kernel.accumulate(0, 0, scratch, 0, 1, state, SINE)
        self._rest_sines += count * (state[kernel.SINES] - sines)
        self._rest_cosines += count * (state[kernel.COSINES] - cosines)
        state[kernel.SINES], state[kernel.COSINES] = sines, cosines
        state[kernel.PHASE] = phase + count * self._step & kernel.TURN - 1

    def close(self):
        """Work out the window's values; they hold until the next `close`.

        Everything stays within 62 bits, where MicroPython's integers on a PC need no memory.
        """
        state, n = self._state, self.count
        sum_v = state[kernel.SUM_V]
        raw_x = self._wide(kernel.X_LOW)
        sum_x = raw_x - n * _X_ZERO
        self.mean_v, self.mean_x = sum_v // n, sum_x // n
        vv = self._wide(kernel.VV_LOW) << kernel.SQUARE_SHIFT
        vx = (self._wide(kernel.VH_LOW) << 12) + self._wide(kernel.VL_LOW) - _X_ZERO * sum_v
        xx = (self._wide(kernel.HH_LOW) << 24) + (self._wide(kernel.HL_LOW) << 13) + self._wide(kernel.LL_LOW)
        xx -= _X_ZERO * (2 * raw_x - n * _X_ZERO)
        # Σ² / n in two parts: the square itself may be too wide
        self.vv = vv - sum_v * sum_v // n
        self.vx = vx - sum_v * self.mean_x - sum_v * (sum_x - n * self.mean_x) // n
        self.xx = xx - sum_x * self.mean_x - sum_x * (sum_x - n * self.mean_x) // n

        # without its mean a signal does not see that the oscillator is lifted to be positive
        sines = kernel.GROUP * state[kernel.SINES] + self._rest_sines
        cosines = kernel.GROUP * state[kernel.COSINES] + self._rest_cosines
        self.v_sin = (state[kernel.V_SIN] << kernel.PRODUCT_SHIFT) - sum_v * sines // n
        self.v_cos = (state[kernel.V_COS] << kernel.PRODUCT_SHIFT) - sum_v * cosines // n
        fine = kernel.PRODUCT_SHIFT + 8
        self.x_sin = (state[kernel.I_SIN] << fine) + state[kernel.J_SIN] - raw_x * sines // n
        self.x_cos = (state[kernel.I_COS] << fine) + state[kernel.J_COS] - raw_x * cosines // n

    def _wide(self, low):
        return (self._state[low + 1] << 16) + self._state[low]
