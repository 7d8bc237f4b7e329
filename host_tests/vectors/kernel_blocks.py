"""Sample blocks for the kernels, the same on every runtime: CPython, MicroPython and emulated ARM code.

A case is the state words to start from, the sample codes and the calls to make. Integers only, and a
generator of its own, so that a seed means the same samples everywhere.
"""

from array import array
from math import pi, sin

from meter.metrology import kernel

FULL = 1 << 24  # codes are offset binary of 24 bits
MIDDLE = FULL // 2
FAR = FULL // 32  # a zero may lie this far from the middle
SHIFT = 10  # 24 bits to MAGNITUDE bits and sign

DIGESTS = ((101, 0x1C8838CE), (102, 0xD7B62711), (103, 0x05F23311))  # seed of a random_case, crc32 of its state words


class Lcg:
    """The generator of Numerical Recipes (ranqd1), of which the upper bits are used."""

    def __init__(self, seed):
        self._x = seed & 0xFFFFFFFF

    def below(self, n):
        """A number from 0 to n - 1; n at most 2**24."""
        self._x = (self._x * 1664525 + 1013904223) & 0xFFFFFFFF
        return (self._x >> 8) * n >> 24


class Case:
    """state: int32 words before the first call; codes: uint32 pairs; calls: (start, count) in pairs."""

    def __init__(self, name, state, codes, calls):
        self.name = name
        self.state = state
        self.codes = codes
        self.calls = calls

    def run(self, accumulate, table):
        """State words after the calls, made with any runtime's `accumulate`."""
        state = array("i", self.state)
        for start, count in self.calls:
            accumulate(0, 0, self.codes, start, count, state, table)
        return state


def sine():
    """The reference oscillator's table: uint16, SINE_SCALE · (1 + sin), one turn."""
    points = kernel.SINE_POINTS
    return array("H", [round(kernel.SINE_SCALE * (1 + sin(2 * pi * k / points))) for k in range(points)])


def fresh(group=4, step=kernel.TURN // 80, phase=0, v_zero=MIDDLE, i_zero=MIDDLE, shift=SHIFT):
    """State words with every sum at zero; 80 samples a turn are 50 Hz at 4 kS/s."""
    state = array("i", [0] * kernel.STATE_WORDS)
    state[kernel.V_ZERO] = v_zero
    state[kernel.I_ZERO] = i_zero
    state[kernel.V_SHIFT] = shift
    state[kernel.I_SHIFT] = shift
    state[kernel.GROUP] = group
    state[kernel.STEP] = step
    state[kernel.PHASE] = phase
    return state


def noise(seed, pairs):
    """Codes over the whole range."""
    random = Lcg(seed)
    return array("I", [random.below(FULL) for _ in range(2 * pairs)])


def repeated(pattern, pairs):
    """`pairs` pairs that repeat the (voltage, current) pairs of `pattern`."""
    return array("I", [code for k in range(pairs) for code in pattern[k % len(pattern)]])


def extremes(pairs=kernel.MAX_PAIRS):
    """The corners of the input range: every sign, the farthest zeros, both ends of the group and of the step."""
    top = FULL - 1
    patterns = (
        ("all lowest", [(0, 0)]),
        ("all highest", [(top, top)]),
        ("opposed", [(0, top)]),
        ("alternating", [(0, 0), (top, top)]),
        ("alternating, opposed", [(0, top), (top, 0)]),
        ("direct current", [(MIDDLE + 5, MIDDLE - 7)]),
    )
    for name, pattern in patterns:
        codes = repeated(pattern, pairs)
        for zero in (MIDDLE - FAR, MIDDLE, MIDDLE + FAR):
            for group, step in ((1, kernel.TURN - 1), (8, 0), (8, kernel.TURN // 8), (5, kernel.TURN // 37)):
                state = fresh(group=group, step=step, phase=kernel.TURN - 1, v_zero=zero, i_zero=zero)
                yield Case("%s, zero %d, group %d" % (name, zero, group), state, codes, [(0, pairs)])


def random_case(seed, pairs=kernel.MAX_PAIRS):
    """A case drawn from `seed`: settings, samples, and calls that take the pairs in uneven bites."""
    random = Lcg(seed)
    group = 1 + random.below(8)
    state = fresh(
        group=group,
        step=random.below(kernel.TURN // group >> 7) << 7,
        phase=random.below(kernel.TURN >> 7) << 7,
        v_zero=MIDDLE - FAR + random.below(2 * FAR + 1),
        i_zero=MIDDLE - FAR + random.below(2 * FAR + 1),
    )
    calls = []
    start = 0
    while start < pairs:
        count = min(random.below(200), pairs - start)
        calls.append((start, count))
        start += count
    return Case("seed %d" % seed, state, noise(seed + 1, pairs), calls)
