"""Sample blocks for the kernels, the same on every runtime: CPython, MicroPython and emulated ARM code.

A case is the state words to start from, the sample codes and the calls to make. Integers only, and generators of
its own, so that a seed means the same samples everywhere.
"""

from array import array
from binascii import crc32
from math import pi, sin

import micropython
from meter.metrology import kernel

FULL = 1 << 24  # codes are offset binary of 24 bits
TOP = FULL - 1
MIDDLE = FULL // 2
ADVANCE = kernel.GROUP * kernel.TURN // 80  # 80 samples a turn are 50 Hz at 4 kS/s

# crc32 of the state words after each of a run's windows, noted once: every runtime must give them
WINDOWS = 64  # in a run
DIGESTS = (0x04145C94, 0x750D224A, 0xAFC44F53, 0xDC544F7F, 0xE3D84B53, 0x2420A426, 0x068D70AD, 0x3A72968C)


class Lcg:
    """The generator of Numerical Recipes (ranqd1), of which the upper bits are used."""

    def __init__(self, seed):
        self._x = seed & 0xFFFFFFFF

    def below(self, n):
        """A number from 0 to n - 1; n at most 2**24."""
        self._x = (self._x * 1664525 + 1013904223) & 0xFFFFFFFF
        return (self._x >> 8) * n >> 24


class Case:
    """state: int32 words before the first call; codes: uint32 pairs; calls: (first pair, groups)."""

    def __init__(self, name, state, codes, calls):
        self.name = name
        self.state = state
        self.codes = codes
        self.calls = calls

    def run(self, accumulate, table):
        """State words after the calls, made with any runtime's `accumulate`."""
        state = array("i", self.state)
        for start, groups in self.calls:
            accumulate(0, 0, self.codes, start, groups, state, table)
        return state


def sine():
    """The reference oscillator's table: uint16, SINE_SCALE · (1 + sin), one turn and a quarter."""
    points = kernel.SINE_POINTS
    return array("H", [round(kernel.SINE_SCALE * (1 + sin(2 * pi * k / points))) for k in range(points * 5 // 4)])


def fresh(advance=ADVANCE, phase=0):
    """State words with every sum at zero."""
    state = array("i", [0] * kernel.STATE_WORDS)
    state[kernel.ADVANCE] = advance
    state[kernel.PHASE] = phase
    return state


@micropython.viper
def fill(codes: ptr32, count: int, seed: int, clip: int):  # noqa: F821
    """`count` codes over the whole range (Marsaglia's xorshift of 32 bits), `clip` at either end made the very end.

    Needs more than 32 bits, which Viper has on a PC.
    """
    x = (seed + 1) * 0x9E3779B1 & 0xFFFFFFFF
    k = 0
    while k < count:
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
        code = x >> 8
        if code < clip:
            code = 0
        elif code >= 0x1000000 - clip:
            code = 0xFFFFFF
        codes[k] = code
        k += 1


def noise(seed, pairs, clip=0):
    """Codes over the whole range; of those within `clip` of an end, the end."""
    codes = array("I", bytes(8 * pairs))
    fill(codes, 2 * pairs, seed, clip)
    return codes


def repeated(pattern, pairs):
    """`pairs` pairs that repeat the (voltage, current) pairs of `pattern`."""
    return array("I", [code for k in range(pairs) for code in pattern[k % len(pattern)]])


def extremes(groups=kernel.MAX_GROUPS):
    """The corners of the input range, each alone and each against each, at every corner of the oscillator."""
    corners = [(v, x) for v in (0, TOP) for x in (0, TOP)]
    patterns = [(corners[k], corners[n]) for k in range(4) for n in range(k, 4)]
    patterns += [((v, x),) for v in (0, MIDDLE - 1, TOP) for x in (0xFFF000, 0x000FFF)]  # h alone, l alone
    patterns += [((MIDDLE, MIDDLE),)]
    oscillators = (
        ("sine at the top", 0, kernel.TURN // 4),
        ("cosine at the top", 0, 0),
        ("backwards from the last point", kernel.TURN - 1, kernel.TURN - 1),
        ("50 Hz", ADVANCE, 0),
    )
    for pattern in patterns:
        codes = repeated(pattern, kernel.GROUP * groups)
        name = ", ".join(["(%#x, %#x)" % pair for pair in pattern])
        for oscillator, advance, phase in oscillators:
            yield Case(name + "; " + oscillator, fresh(advance, phase), codes, [(0, groups)])


def random_case(seed, groups=kernel.MAX_GROUPS):
    """A window drawn from `seed`: oscillator, samples (of every third window half, of another all are extremes),
    where they begin, and calls that take the groups in uneven bites.
    """
    random = Lcg(seed)
    state = fresh(random.below(kernel.TURN >> 7) << 7, random.below(kernel.TURN >> 7) << 7)
    first = random.below(kernel.GROUP)
    codes = noise(seed, first + kernel.GROUP * groups, (0, FULL // 4, FULL // 2)[random.below(3)])
    calls = []
    done = 0
    while done < groups:
        bite = min(random.below(groups + 1), groups - done)
        calls.append((first + kernel.GROUP * done, bite))
        done += bite
    return Case("seed %d" % seed, state, codes, calls)


def windows(run):
    """The windows of a run: WINDOWS random cases of MAX_GROUPS."""
    for seed in range(WINDOWS * run, WINDOWS * (run + 1)):
        yield random_case(seed)


def digest(accumulate, table, run):
    """(crc32 of the state words after each window of `run`, number of samples)."""
    crc = samples = 0
    for case in windows(run):
        crc = crc32(case.run(accumulate, table), crc)
        samples += kernel.GROUP * sum([groups for _, groups in case.calls])
    return crc, samples
