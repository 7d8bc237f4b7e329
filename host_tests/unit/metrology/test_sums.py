"""A window's sums against plain arithmetic on unbounded integers, written from their meaning."""

import sys
from array import array
from math import cos, pi, sin

import micropython
from meter.metrology.integers import sine_table
from meter.metrology.kernel import GROUP, MAX_GROUPS, SINE_POINTS, SINE_SCALE, TURN
from meter.metrology.sums import Sums
from vectors.kernel_blocks import MIDDLE, TOP, Lcg, noise, repeated
from vectors.kernel_reference import values

TABLE = sine_table()
STEP = TURN // 80 + 12345  # about 50 Hz at 4 kS/s, and odd
PHASE = TURN - 54321


def closed(codes, calls, step=STEP, phase=PHASE, sums=None):
    """The Sums of a window whose samples are added by `calls` (first pair, count)."""
    sums = sums or Sums()
    sums.start(step, phase)
    for start, count in calls:
        sums.add(codes, start, count)
    sums.close()
    return sums


def centred(codes, calls):
    """(v, x) of all pairs, both from the middle of their range."""
    return [(v, x - (1 << 23)) for start, count in calls for v, x in values(codes, start, count)]


def products(sums):
    return sums.count, sums.mean_v, sums.mean_x, sums.vv, sums.xx, sums.vx


def expected_products(pairs):
    """The same of `pairs`: Σ a·b - Σa·Σb / n, rounded up; of a squared voltage its 4 lowest bits are not there."""
    n = len(pairs)
    sum_v, sum_x = sum([v for v, _ in pairs]), sum([x for _, x in pairs])
    vv = sum([v * v // 16 * 16 for v, _ in pairs]) - sum_v * sum_v // n
    xx = sum([x * x for _, x in pairs]) - sum_x * sum_x // n
    vx = sum([v * x for v, x in pairs]) - sum_v * sum_x // n
    return n, sum_v // n, sum_x // n, vv, xx, vx


def phasors(sums):
    return sums.v_sin, sums.v_cos, sums.x_sin, sums.x_cos


def expected_phasors(codes, calls, step, phase):
    """(the same times the number of pairs, exact; number of groups).

    What each call leaves over is a group of its own, and a group sees the oscillator at its middle.
    """
    n = sum_v = sum_x = sines = cosines = groups = 0
    exact = [0, 0, 0, 0]
    for start, count in calls:
        for first in range(0, count, 4):
            part = values(codes, start + first, min(4, count - first))
            middle = (phase + (len(part) - 1) * step // 2) % TURN
            s, c = TABLE[middle * SINE_POINTS // TURN], TABLE[middle * SINE_POINTS // TURN + SINE_POINTS // 4]
            v, x = sum([v for v, _ in part]), sum([x for _, x in part])
            exact = [e + product for e, product in zip(exact, (v * s, v * c, x * s, x * c))]
            sines += len(part) * s
            cosines += len(part) * c
            n += len(part)
            sum_v += v
            sum_x += x
            groups += 1
            phase = (phase + len(part) * step) % TURN
    means = (sum_v * sines, sum_v * cosines, sum_x * sines, sum_x * cosines)
    return [n * e - mean for e, mean in zip(exact, means)], groups


def check(codes, calls, step=STEP, phase=PHASE, sums=None):
    """Products exact; phasors to half of what a group's product is rounded to: 2**9, of the current 2**17."""
    sums = closed(codes, calls, step, phase, sums)
    assert products(sums) == expected_products(centred(codes, calls)), calls
    exact, groups = expected_phasors(codes, calls, step, phase)
    for found, wanted, half in zip(phasors(sums), exact, (1 << 8, 1 << 8, 1 << 16, 1 << 16)):
        assert abs(sums.count * found - wanted) <= sums.count * (groups * half + 1), (calls, found, wanted)


def test_every_count_from_1_to_40_has_its_products_and_phasors():
    for count in range(1, 41):
        for start in range(4):
            check(noise(count, 44), [(start, count)])


def test_a_block_split_anywhere_has_its_products_and_phasors():
    """A window ends where the mains ask for it: blocks are cut in all places."""
    codes = noise(5, 41)
    whole = products(closed(codes, [(0, 41)]))
    for cut in range(42):
        calls = [(0, cut), (cut, 41 - cut)]
        assert products(closed(codes, calls)) == whole, cut
        check(codes, calls)


def test_any_bites_at_any_step_and_phase():
    random = Lcg(6)
    sums = Sums()
    codes = noise(7, 300)
    for _ in range(60):
        calls = []
        done = random.below(20)
        while done < 280:
            bite = random.below(30)
            calls.append((done, min(bite, 280 - done)))
            done += bite
        check(codes, calls, random.below(TURN >> 7) << 7, random.below(TURN >> 7) << 7, sums)


def test_a_sine_is_found_with_its_amplitude_and_phase():
    """Ten turns with blocks of 37: to 1 % of the amplitude.

    A group of 4 at 80 a turn loses 0.4 %, and the table's step turns all by up to 0.35°.
    """
    count = 800
    codes = array("I", bytes(8 * count))
    for k in range(count):
        codes[2 * k] = MIDDLE + 700 * 256 + round(20000 * sin(2 * pi * k / 80 + 0.3)) * 256
        codes[2 * k + 1] = MIDDLE - 70000 + round(5e6 * cos(2 * pi * k / 80 - 0.2))
    sums = closed(codes, [(k, min(37, count - k)) for k in range(0, count, 37)], TURN // 80, 0)
    assert (sums.mean_v, sums.mean_x) in ((700, -70000), (699, -70000), (700, -70001), (699, -70001))
    half = SINE_SCALE * count / 2
    for found, wanted, amplitude in (
        (sums.v_sin, 20000 * cos(0.3), 20000),
        (sums.v_cos, 20000 * sin(0.3), 20000),
        (sums.x_sin, 5e6 * sin(0.2), 5e6),
        (sums.x_cos, 5e6 * cos(0.2), 5e6),
    ):
        assert abs(found / half - wanted) < amplitude / 100, (found / half, wanted)
    assert abs(sums.vv / (count / 2) - 20000 * 20000) < 20000
    assert abs(sums.vx / (count / 2) - 20000 * 5e6 * sin(0.5)) < 20000 * 5e6 / 1e5


def test_the_square_of_the_voltage_is_short_by_less_than_16_a_sample():
    for seed in range(20):
        codes = noise(seed, 100)
        sums = closed(codes, [(0, 100)])
        pairs = centred(codes, [(0, 100)])
        total = sum([v for v, _ in pairs])
        exact = sum([v * v for v, _ in pairs]) - total * total // 100
        assert 0 <= exact - sums.vv <= 15 * 100, (exact, sums.vv)


def test_direct_current_is_all_mean():
    for v, x in ((MIDDLE, MIDDLE), (MIDDLE + (100 << 8), MIDDLE - 100), (0, TOP), (TOP, 0)):
        sums = closed(repeated([(v, x)], 403), [(0, 403)])
        assert (sums.mean_v, sums.mean_x) == ((v >> 8) - 32768, x - MIDDLE)
        assert (sums.xx, sums.vx) == (0, 0)
        assert -15 * 403 <= sums.vv <= 0
        # 101 groups, each rounded by half a unit at most
        assert max(abs(sums.v_sin), abs(sums.v_cos)) <= 101 << 8
        assert max(abs(sums.x_sin), abs(sums.x_cos)) <= 101 << 16


def longest():
    """Windows of all the pairs that MAX_GROUPS hold, at the corners of the input range."""
    for pattern in (
        [(0, 0)],
        [(TOP, TOP)],
        [(0, TOP)],
        [(0, 0)] * 20 + [(TOP, TOP)] * 20,
        [(0, TOP)] * 20 + [(TOP, 0)] * 20,
        [(0, 0), (TOP, TOP)],
        [(MIDDLE, 0xFFF000)],
        [(0, 0xFFF), (TOP, 0xFFF)],
    ):
        yield repeated(pattern, GROUP * MAX_GROUPS)


def test_the_longest_windows_at_the_corners_of_the_range():
    for codes in longest():
        for step, phase in ((0, TURN // 4), (0, 0), (TURN // 40, 0), (TURN - 1, TURN - 1)):
            check(codes, [(0, GROUP * MAX_GROUPS)], step, phase)


def test_closing_needs_no_memory_on_a_pc_either():
    """Where MicroPython's integers have 62 bits: only there a wider one is an object, and this would raise."""
    if sys.implementation.name != "micropython":
        return
    sums = Sums()
    for codes in longest():
        for phase in (0, TURN // 4):
            sums.start(0, phase)
            sums.add(codes, 0, GROUP * MAX_GROUPS)
            micropython.heap_lock()
            try:
                sums.close()
            finally:
                micropython.heap_unlock()


def test_a_window_begins_without_the_one_before():
    codes = noise(9, 90)
    sums = Sums()
    for _ in range(3):
        check(codes, [(0, 33), (33, 57)], sums=sums)


def test_values_hold_until_the_next_window_is_closed():
    codes = noise(10, 90)
    sums = closed(codes, [(0, 50)])
    before = products(sums)[1:], phasors(sums)
    sums.start(STEP, PHASE)
    sums.add(codes, 50, 39)
    assert (products(sums)[1:], phasors(sums)) == before


def test_a_block_is_not_changed():
    codes = noise(11, 30)
    before = array("I", codes)
    closed(codes, [(0, 7), (7, 22)])
    assert codes == before
