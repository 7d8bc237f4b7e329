"""Windows for `harmonics.correlate`, the same on every runtime, and what it must leave in plain arithmetic."""

from array import array
from binascii import crc32

from meter.metrology import harmonics, kernel
from vectors.kernel_blocks import FULL, MIDDLE, TOP, Case, Lcg, noise, repeated

PAIRS = 2048
WINDOWS = 128  # random ones
DIGEST = 0x5EFDE93A  # crc32 of the state words after each of them, noted once
SETTINGS = (harmonics.PHASE, harmonics.STEP, harmonics.X_ZERO, harmonics.X_SHIFT)
SUMS = (harmonics.V_SIN, harmonics.V_COS, harmonics.X_SIN, harmonics.X_COS)


def fresh(step, phase=0, x_zero=MIDDLE, x_shift=8):
    state = array("i", [0] * harmonics.STATE_WORDS)
    for word, value in zip(SETTINGS, (phase, step, x_zero, x_shift)):
        state[word] = value
    return state


def random_case(seed):
    """Any oscillator, zero and shift, so that many currents are beyond 16 bits; calls of uneven counts."""
    random = Lcg(seed)
    state = fresh(random.below(FULL) << 6, random.below(FULL) << 6, random.below(FULL), random.below(10))
    calls = []
    start = 0
    while start < PAIRS:
        count = min(random.below(700), PAIRS - start)
        calls.append((start, count))
        start += count
    return Case("seed %d" % seed, state, noise(seed, PAIRS, (0, FULL // 4)[seed & 1]), calls)


def extremes(pairs=PAIRS):
    for v, x in ((0, 0), (0, TOP), (TOP, 0), (TOP, TOP)):
        for phase in (0, kernel.TURN // 4, kernel.TURN // 2, 3 * (kernel.TURN // 4)):
            for x_zero, x_shift in ((MIDDLE, 8), (0, 0), (TOP, 9)):
                state = fresh(0, phase, x_zero, x_shift)
                yield Case("v %#x, x %#x, phase %#x" % (v, x, phase), state, repeated([(v, x)], pairs), [(0, pairs)])


def digest(correlate, table):
    crc = 0
    for seed in range(WINDOWS):
        crc = crc32(random_case(seed).run(correlate, table), crc)
    return crc


def expected(case, table):
    """State words, from the meaning of the sums: each product divided by 128 and rounded down."""
    state = array("i", case.state)
    for start, count in case.calls:
        for k in range(start, start + count):
            point = state[harmonics.PHASE] * kernel.SINE_POINTS // kernel.TURN
            v = case.codes[2 * k] // 256 - 32768
            x = (case.codes[2 * k + 1] - state[harmonics.X_ZERO]) // 2 ** state[harmonics.X_SHIFT]
            x = max(-32768, min(32767, x))
            sine, cosine = table[point] - kernel.SINE_SCALE, table[point + 256] - kernel.SINE_SCALE
            for word, product in zip(SUMS, (v * sine, v * cosine, x * sine, x * cosine)):
                state[word] += product // 128
            state[harmonics.PHASE] = (state[harmonics.PHASE] + state[harmonics.STEP]) % kernel.TURN
    return state
