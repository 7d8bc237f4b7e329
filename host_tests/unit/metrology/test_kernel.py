"""The kernels against plain arithmetic on unbounded integers, and against digests noted once for every runtime."""

from array import array
from binascii import crc32
from math import cos, pi, sin

from meter.metrology import kernel
from meter.metrology.kernel import accumulate, peak
from vectors.kernel_blocks import DIGESTS, FULL, MIDDLE, SHIFT, Case, Lcg, extremes, fresh, noise, random_case, repeated
from vectors.kernel_blocks import sine as sine_table
from vectors.kernel_reference import bit_length, expected, expected_peak, found

TABLE = sine_table()


def agrees(case):
    state = case.run(accumulate, TABLE)
    assert found(state) == expected(case, TABLE), case.name
    assert state[: kernel.PHASE] == case.state[: kernel.PHASE], case.name + ": settings changed"


def test_sums_at_the_extremes_of_the_input_range():
    for case in extremes():
        agrees(case)


def test_sums_of_random_blocks_in_uneven_calls():
    for seed in range(12):
        agrees(random_case(seed, 700))


def test_every_group_size_with_counts_that_leave_a_rest():
    codes = noise(3, 64)
    for group in range(1, 9):
        for count in range(20):
            agrees(Case("group %d, count %d" % (group, count), fresh(group=group), codes, [(0, count)]))


def test_any_start_offset():
    codes = noise(4, 64)
    for start in range(24):
        agrees(Case("start %d" % start, fresh(), codes, [(start, 40)]))


def test_a_count_of_zero_changes_nothing():
    state = random_case(5, 300).run(accumulate, TABLE)
    before = array("i", state)
    accumulate(0, 0, noise(6, 1), 0, 0, state, TABLE)
    assert state == before


def test_a_call_split_at_whole_groups_gives_the_same_words():
    codes = noise(7, 240)
    random = Lcg(8)
    for group in range(1, 9):
        state = fresh(group=group, phase=kernel.TURN - 5)
        pairs = 240 // group * group
        whole = Case("whole", state, codes, [(0, pairs)]).run(accumulate, TABLE)
        for cut in [random.below(pairs // group) * group for _ in range(20)]:
            split = Case("split", state, codes, [(0, cut), (cut, pairs - cut)])
            assert split.run(accumulate, TABLE) == whole, "group %d, cut at %d" % (group, cut)


def test_a_call_split_anywhere_gives_the_same_sums_and_phase():
    """Only the correlations may notice: a group that a call cuts short meets the oscillator at its own middle."""
    codes = noise(9, 160)
    state = fresh()
    phase, plain, products, _ = found(Case("whole", state, codes, [(0, 160)]).run(accumulate, TABLE))
    for cut in range(161):
        split = Case("cut at %d" % cut, state, codes, [(0, cut), (cut, 160 - cut)])
        assert found(split.run(accumulate, TABLE))[:3] == (phase, plain, products), split.name
        agrees(split)


def test_the_phase_wraps_to_what_it_was_after_whole_turns():
    step = kernel.TURN // 64
    for phase in (0, 1, step - 1, kernel.TURN - 1):
        state = Case("", fresh(step=step, phase=phase), noise(10, 192), [(0, 192)]).run(accumulate, TABLE)
        assert state[kernel.PHASE] == phase


def test_the_correlations_find_the_fundamental():
    """Σ v · (1 + sin) less the mean is N/2 of the part in phase.

    To 40 of 6 000: a group of 4 at 80 a turn loses 0.4 %, and the table's step turns both by up to 0.35°.
    """
    turns = 10
    angles = [2 * pi * (k + 0.5) / 80 for k in range(80 * turns)]
    codes = array("I", [0] * (160 * turns))
    for k, angle in enumerate(angles):
        codes[2 * k] = MIDDLE + round(6000 * sin(angle + 0.3)) * 2**SHIFT
        codes[2 * k + 1] = MIDDLE + round(5000 * cos(angle)) * 2**SHIFT
    state = Case("", fresh(phase=kernel.TURN // 160), codes, [(0, 80 * turns)]).run(accumulate, TABLE)
    scale = kernel.SINE_SCALE / 2**kernel.PRODUCT_SHIFT
    half = scale * 40 * turns
    v, i = state[kernel.SUM_V] * scale, state[kernel.SUM_I] * scale
    for word, mean, amplitude in (
        (kernel.V_SIN, v, 6000 * cos(0.3)),
        (kernel.V_COS, v, 6000 * sin(0.3)),
        (kernel.I_SIN, i, 0),
        (kernel.I_COS, i, 5000),
    ):
        assert abs((state[word] - mean) / half - amplitude) < 40, "word %d" % word


def test_the_same_state_on_every_runtime():
    """Digests of all state words, noted once; CPython, MicroPython and the emulated ARM code must all give them."""
    for seed, digest in DIGESTS:
        state = random_case(seed).run(accumulate, TABLE)
        assert crc32(bytes(state)) == digest, "seed %d: %#x" % (seed, crc32(bytes(state)))


def test_peak_has_the_bit_length_of_the_largest_current():
    random = Lcg(20)
    for bits in range(1, 24):
        for count in range(12):
            codes = repeated([(random.below(FULL), MIDDLE)], 12)
            for k in range(12):
                codes[2 * k + 1] = MIDDLE - (1 << bits) + random.below(2 << bits)
            given = bit_length(peak(0, 0, codes, count, MIDDLE))
            assert given == expected_peak(codes, count, MIDDLE), "%d bits, count %d" % (bits, count)


def test_peak_sees_every_pair_and_no_voltage():
    for count in range(1, 14):
        for place in range(count):
            codes = repeated([(FULL - 1, MIDDLE)], count)
            for code in (MIDDLE + 0x1234, MIDDLE - 0x1234, 0, FULL - 1):
                codes[2 * place + 1] = code
                assert bit_length(peak(0, 0, codes, count, MIDDLE)) == expected_peak(codes, count, MIDDLE)


def test_peak_goes_on_from_the_bits_it_is_given():
    codes = repeated([(0, MIDDLE + 3)], 5)
    assert peak(0, 0, codes, 5, MIDDLE) == 3
    assert peak(0, 0x800, codes, 5, MIDDLE) == 0x803
    assert peak(0, 0x800, codes, 0, MIDDLE) == 0x800
