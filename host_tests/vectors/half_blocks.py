"""Windows for the kernels of `half_cycles`, the same on every runtime, and what they must leave in plain arithmetic."""

from array import array
from binascii import crc32

from meter.metrology import half_cycles
from vectors.kernel_blocks import FULL, TOP, Lcg, noise, repeated

WINDOWS = 96  # random ones
DIGEST = 0x1E5F5541  # crc32 of state words and cycles after each of them, noted once


class Case:
    """A window of `length` pairs in `halves` halves, the kept half before it, and the counts of the calls."""

    def __init__(self, name, zero, length, halves, kept, codes, counts):
        self.name = name
        self.zero, self.length, self.halves, self.kept = zero, length, halves, kept
        self.codes = codes
        self.counts = counts

    def bounds(self):
        """Pairs up to the start of each half and to the window's end."""
        return [(2 * k * self.length + self.halves) // (2 * self.halves) for k in range(self.halves + 1)]

    def run(self, squares, join):
        """(state words, cycles) after the calls, made with any runtime's kernels."""
        state = array("i", [0] * half_cycles.STATE_WORDS)
        cycles = array("i", [0] * half_cycles.MAX_HALVES)
        state[half_cycles.ZERO], state[half_cycles.KEPT] = self.zero, self.kept
        state[half_cycles.HALVES] = self.halves
        state[half_cycles.LENGTH] = self.length // self.halves
        state[half_cycles.MORE] = self.length % self.halves
        first = self.bounds()[1]
        state[half_cycles.LEFT] = first
        rest = (self.halves >> 1) + self.length % self.halves
        state[half_cycles.REST] = rest % self.halves
        start = 0
        for count in self.counts:
            squares(0, 0, self.codes, start, count, state)
            start += count
        if state[half_cycles.INDEX]:
            join(0, 0, state, cycles)
        return state, cycles

    def expected(self):
        """(halves, running sum, cycles), from the meaning of the sums: each square by 256, to the nearest."""
        taken = sum(self.counts)
        halves, running = [], 0
        bounds = self.bounds()
        for begin, end in zip(bounds, bounds[1:]):
            total = 0
            for k in range(begin, min(end, taken)):
                v = self.codes[2 * k] // 256 - self.zero
                total += (v * v * 2 + 256) // 512
            if end <= taken:
                halves.append(total)
            elif begin < taken:
                running = total
        cycles = [one + other for one, other in zip([self.kept] + halves, halves)]
        return halves, running, cycles


def found(state, cycles):
    """(halves, running sum, cycles, least, most) out of what `Case.run` returns."""
    count = state[half_cycles.INDEX]
    halves = list(state[half_cycles.FIRST : half_cycles.FIRST + count])
    return (
        halves, state[half_cycles.SUM], list(cycles[:count]), state[half_cycles.LEAST], state[half_cycles.MOST],
    )  # fmt: skip


def random_case(seed):
    """Any zero, length, number of halves; calls of uneven counts, some of which end before the window does."""
    random = Lcg(seed)
    halves = 3 + random.below(half_cycles.MAX_HALVES - 2)
    length = halves * 2 + random.below(halves * (half_cycles.MAX_PAIRS - 2))
    zero = 0x8000 - half_cycles.MAX_ZERO + random.below(2 * half_cycles.MAX_ZERO + 1)
    counts = []
    end = length - (random.below(length) if seed & 1 else 0)
    while sum(counts) < end:
        counts.append(min(random.below(300), end - sum(counts)))
    kept = random.below(FULL) << 5
    return Case(
        "seed %d" % seed, zero, length, halves, kept, noise(seed, length, (0, FULL // 4)[seed >> 1 & 1]), counts
    )


def extremes():
    """The ends of the input range and of the zero, in the longest halves."""
    length = half_cycles.MAX_HALVES * half_cycles.MAX_PAIRS
    for zero in (0x8000 - half_cycles.MAX_ZERO, 0x8000, 0x8000 + half_cycles.MAX_ZERO):
        for v in (0, 0x800000, TOP):
            kept = half_cycles.MAX_PAIRS * (36864**2 + 128 >> 8)
            name = "v %#x, zero %#x" % (v, zero)
            yield Case(name, zero, length, half_cycles.MAX_HALVES, kept, repeated([(v, TOP)], length), [length])


def digest(squares, join):
    crc = 0
    for seed in range(WINDOWS):
        state, cycles = random_case(seed).run(squares, join)
        crc = crc32(cycles, crc32(state, crc))
    return crc
