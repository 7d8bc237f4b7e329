"""The voltage by half cycles: the mean square of each full cycle, new every half cycle (IEC 61000-4-30, Urms(1/2)).

A window is cut into equal halves of a cycle; where it is ten cycles of the mains, it begins at a rising zero crossing
and so do they. Those that look for the mains need not be whole halves: what they begin with is left out, for only a
whole half has the same sum wherever it begins. A window's last half goes with the first of the next.
"""

# pyright: reportUndefinedVariable=false

from array import array

import micropython
from micropython import const

from meter.metrology.integers import isqrt, rounded
from meter.metrology.kernel import TURN

ZERO = const(0)  # words of the state: the voltage's mean code, of 16 bits
SUM = const(1)  # of the running half
LEFT = const(2)  # pairs that it still takes
INDEX = const(3)  # halves that are complete
LENGTH = const(4)  # of a half, whole pairs
MORE = const(5)  # HALVES · (length of a half - LENGTH)
REST = const(6)  # of that, what has not made a pair yet
HALVES = const(7)  # in the window
LEAST = const(8)
MOST = const(9)
KEPT = const(10)  # last half of the window before
FIRST = const(11)  # halves of this one
MAX_HALVES = const(24)  # 200 ms at 60 Hz
STATE_WORDS = const(35)

SQUARE_SHIFT = const(8)
MAX_PAIRS = const(128)  # of a half
MAX_ZERO = const(4096)  # an eighth of full scale: more is a fault of the converter, no offset
_LONG = 10  # halves: shorter windows are of an unknown frequency, so their mean is no offset
_SURE = 4  # means of long windows until the offset is known
_PART = 64  # parts of a half, in which it is told …
_EVEN = 4  # … whether a window is whole halves: so many to and fro are the noise of its plan
_NONE = -1  # there is no half before


@micropython.viper
def squares(v: int, x: int, codes: ptr32, start: int, count: int, state: ptr32):
    """Add the squares of `count` voltages of `codes`, from pair `start`, to the halves in `state`; v, x: pass 0.

    codes: as for `kernel.accumulate`; state: int32[STATE_WORDS]; no pair beyond the window's last half.
    Bound: |v| ≤ 2**15 + MAX_ZERO = 36864, so v² + 128 < 1.36e9 < 2**31, shifted ≤ 5308416, and MAX_PAIRS of these are
           below 0.68e9, two halves of them below 1.36e9 < 2**31. The 128 make the shift round to the nearest.
    """
    at = ptr32(int(codes) + (start << 3))
    zero = state[ZERO]
    total = state[SUM]
    left = state[LEFT]
    waiting = count
    while waiting:
        n = left
        if n > waiting:
            n = waiting
        waiting -= n
        left -= n
        while n > 3:
            v = (at[0] >> 8) - zero
            x = v
            total = (v * x + 128 >> SQUARE_SHIFT) + total
            v = (at[2] >> 8) - zero
            x = v
            total = (v * x + 128 >> SQUARE_SHIFT) + total
            v = (at[4] >> 8) - zero
            x = v
            total = (v * x + 128 >> SQUARE_SHIFT) + total
            v = (at[6] >> 8) - zero
            x = v
            total = (v * x + 128 >> SQUARE_SHIFT) + total
            at = ptr32(int(at) + 32)
            n -= 4
        while n:
            v = (at[0] >> 8) - zero
            x = v
            total = (v * x + 128 >> SQUARE_SHIFT) + total
            at = ptr32(int(at) + 8)
            n -= 1
        if left == 0:
            n = state[INDEX]
            state[FIRST + n] = total
            state[INDEX] = n + 1
            total = 0
            # the next half: where pairs do not divide evenly, some have one more
            left = state[LENGTH]
            n = state[REST] + state[MORE]
            if n >= state[HALVES]:
                n -= state[HALVES]
                left += 1
            state[REST] = n
    state[SUM] = total
    state[LEFT] = left


@micropython.viper
def join(one: int, total: int, state: ptr32, cycles: ptr32):
    """Set cycles[k] to what half k and the one before it have together, LEAST and MOST to the ends of these.

    cycles: int32[MAX_HALVES].  one, total: pass 0.  There is a half at least.  Bound: see `squares`.
    """
    one = state[KEPT]
    least = one + state[FIRST]
    most = least
    k = 0
    while k < state[INDEX]:
        total = one
        one = state[FIRST + k]
        total += one
        cycles[k] = total
        if total < least:
            least = total
        if total > most:
            most = total
        k += 1
    state[LEAST] = least
    state[MOST] = most


class HalfCycles:
    """Sums over full cycles of the last window; they hold until the next `close`.

    rate: samples/s.  `count`: whole halves of the window (one cut short may have none, and leaves the rest as it was);
    `cycles[k]`: sum over the cycle that ends with half k; `least`, `most` of them; `samples`: of the window.
    Sums are of code² / 2**SQUARE_SHIFT; they compare within a window only: `volts_mv`, `sum_of` know its scale.
    """

    def __init__(self, rate):
        self.rate = rate
        self._state = array("i", bytes(4 * STATE_WORDS))
        self.cycles = array("i", bytes(4 * MAX_HALVES))
        self.count = self.samples = self.least = self.most = 0
        self._length = self._halves = self._planned = self._parts = self._root = self._v_full_uv = 1
        self._skipped = self._lead = self._skip = self._step = self._means = 0
        self._state[ZERO] = 0x8000
        self._state[KEPT] = _NONE

    def start(self, length, step, locked):
        """Begin a window of `length` pairs, in which the mains are taken to advance `step` a pair (1/TURN turns).

        locked: that is so; else what it was when it was last known is the better guess.
        """
        state = self._state
        if locked or not self._step:
            self._step = step
        step = self._step
        parts = (2 * _PART * length * step + TURN // 2) // TURN
        halves = (parts + _PART // 2) // _PART
        if halves >= _LONG and (not locked or abs(parts - _PART * halves) <= _EVEN):
            halves = min(halves, MAX_HALVES)
            whole = length
        else:
            halves = max(1, min(MAX_HALVES, (parts + _EVEN) // _PART))
            whole = min(length, halves * TURN // (2 * step))
        self._lead = self._skip = length - whole
        length = whole
        if state[KEPT] > 0 and (length != self._length or halves != self._halves):
            state[KEPT] = state[KEPT] * length * self._halves // (self._length * halves)
        self._planned, self._parts = length, halves
        state[HALVES] = halves
        state[LENGTH] = length // halves
        state[MORE] = more = length - halves * state[LENGTH]
        # ends at round(k · length / halves)
        rest = (halves >> 1) + more
        state[LEFT] = state[LENGTH] + rest // halves
        state[REST] = rest % halves
        state[SUM] = state[INDEX] = 0

    def add(self, codes, start, count):
        """Add `count` pairs of `codes`, from pair `start`; not beyond the window's length."""
        if self._skip:
            skip = min(count, self._skip)
            self._skip -= skip
            start, count = start + skip, count - skip
        squares(0, 0, codes, start, count, self._state)

    def close(self, samples, mean_v, v_full_uv):
        """The window has ended after `samples` pairs, of which the voltage's mean was `mean_v` (`Sums`).

        v_full_uv: what full scale is worth. A half that is not complete is left out.
        """
        state = self._state
        self.samples = samples
        self._v_full_uv = v_full_uv
        self._length, self._halves, self._skipped = self._planned, self._parts, self._lead
        self.count = count = state[INDEX]
        if not count:
            return
        if state[KEPT] < 0:
            state[KEPT] = state[FIRST + 1] if count > 1 else state[FIRST]  # the first cycle that there is
        join(0, 0, state, self.cycles)
        self.least, self.most = state[LEAST], state[MOST]
        state[KEPT] = state[FIRST + count - 1]
        # the mean is the converter's offset unless the voltage has come, gone or jumped amid a cycle
        if count >= _LONG and 4 * self.least >= 3 * self.most:
            change = 0x8000 + max(-MAX_ZERO, min(MAX_ZERO, mean_v)) - state[ZERO]
            if self._means < _SURE:
                self._means += 1
            else:  # drift is slow, and a jump may look as if it were none
                change = change + 8 >> 4
            state[ZERO] += change

    def ends_at(self, k):
        """Pairs of the last window up to the end of its half `k`; -1: up to its first half."""
        return self._skipped + ((k + 1) * self._length + (self._halves >> 1)) // self._halves

    def volts_mv(self, total):
        """Root mean square in mV that the sum `total` over a cycle of the last window stands for."""
        # a cycle is 2 · length / halves pairs; the root is of 9 more bits than a code
        self._root = isqrt((total * self._halves << SQUARE_SHIFT + 17) // self._length, self._root)
        return rounded(self._root * self._v_full_uv, 1000 << 24)

    def sum_of(self, volts_mv):
        """The sum over a cycle of the last window that stands for `volts_mv`, rounded down."""
        code = (volts_mv * 1000 << 19) // self._v_full_uv  # in sixteenths
        return code * code * self._length // (self._halves << SQUARE_SHIFT + 7)
