"""One window's sums: feeds blocks to the kernel and scales the current so that every block uses its bits.

The current is shifted to the kernel's 13 bits by the loudest sample of the block (block floating point): 20 mA
and 85 A are summed with the same relative resolution and the kernel multiplies 14-bit numbers only.
"""

from array import array

from meter.metrology import kernel
from meter.metrology.integers import sine_table

_MAX_BITS = 24


class Sums:
    """ΣV … ΣVI of the running window. Codes of the voltage are shifted by `v_shift`, those of the current are raw.

    bits: width of the sampler's codes; middle of the range is zero.  group: pairs correlated together, 1 to 8.
    """

    def __init__(self, bits, group):
        if not (bits <= _MAX_BITS and 1 <= group <= 8):
            raise ValueError("sampler: %d bits, groups of %d" % (bits, group))
        self.v_shift = max(0, bits - 1 - kernel.MAGNITUDE)
        self._bits = bits
        self._sine = sine_table()
        self._state = state = array("i", bytes(4 * kernel.STATE_WORDS))
        state[kernel.V_ZERO] = state[kernel.I_ZERO] = 1 << (bits - 1)
        state[kernel.V_SHIFT] = self.v_shift
        state[kernel.GROUP] = group
        self.group = group
        self.start(0, 0)

    def start(self, step, phase):
        """Begin a window: the reference oscillator at `phase`, advancing `step` a sample (1/TURN turns)."""
        self.count = 0
        self.i_shift = 0
        self.v = self.i = self.vv = self.ii = self.vi = 0
        self.v_sin = self.v_cos = self.i_sin = self.i_cos = 0
        self._clear()
        self._state[kernel.I_SHIFT] = 0
        self._state[kernel.STEP] = step
        self._state[kernel.PHASE] = phase & (kernel.TURN - 1)

    def fit(self, codes, count):
        """Choose the current shift for the next block (before its first `add`)."""
        needed = kernel.peak(0, 0, codes, count, self._state[kernel.I_ZERO]) >> kernel.MAGNITUDE
        shift = 0
        while needed:
            needed >>= 1
            shift += 1
        if shift != self._state[kernel.I_SHIFT]:
            self._fold()
            self._state[kernel.I_SHIFT] = shift

    def add(self, codes, start, count):
        """Add `count` pairs of `codes`, from pair `start`."""
        kernel.accumulate(0, 0, codes, start, count, self._state, self._sine)
        self.count += count

    def close(self):
        """Make the totals (`v`, `i`, `vv` …) those of the whole window; they hold until `start`."""
        self._fold()

    def recentre(self):
        """Move the zeros a quarter of the way to the window's means, within 1/16 of full scale of the middle."""
        state = self._state
        middle = 1 << (self._bits - 1)
        reach = middle >> 4
        mean_v = (self.v << self.v_shift) // self.count
        mean_i = self.i // self.count
        for word, mean in ((kernel.V_ZERO, mean_v), (kernel.I_ZERO, mean_i)):
            zero = state[word] + (mean >> 2)
            state[word] = min(max(zero, middle - reach), middle + reach)

    def _fold(self):
        state = self._state
        shift = state[kernel.I_SHIFT]
        if state[kernel.II_HIGH] or state[kernel.II_LOW]:
            self.i_shift = max(shift, self.i_shift)
        self.v += state[kernel.SUM_V]
        self.i += state[kernel.SUM_I] << shift
        self.vv += (state[kernel.VV_HIGH] << 16) + state[kernel.VV_LOW]
        self.ii += ((state[kernel.II_HIGH] << 16) + state[kernel.II_LOW]) << 2 * shift
        self.vi += ((state[kernel.VI_HIGH] << 16) + state[kernel.VI_LOW]) << shift
        # the sine table is lifted by SINE_SCALE to be unsigned; what that added is SINE_SCALE · Σv / 2**PRODUCT_SHIFT
        lift_v = state[kernel.SUM_V] << 4
        lift_i = state[kernel.SUM_I] << 4
        self.v_sin += state[kernel.V_SIN] - lift_v
        self.v_cos += state[kernel.V_COS] - lift_v
        self.i_sin += (state[kernel.I_SIN] - lift_i) << shift
        self.i_cos += (state[kernel.I_COS] - lift_i) << shift
        self._clear()

    def _clear(self):
        for word in range(kernel.SUM_V, kernel.STATE_WORDS):
            self._state[word] = 0
