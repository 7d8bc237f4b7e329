"""The kernel against plain arithmetic on unbounded integers, and against digests noted once for every runtime."""

from array import array
from math import cos, pi, sin

from meter.metrology import kernel
from meter.metrology.kernel import accumulate
from vectors.kernel_blocks import ADVANCE, DIGESTS, MIDDLE, Case, Lcg, digest, extremes, fresh, noise, random_case
from vectors.kernel_blocks import sine as sine_table
from vectors.kernel_reference import expected, found

TABLE = sine_table()


def agrees(case):
    state = case.run(accumulate, TABLE)
    assert found(state) == expected(case, TABLE), case.name
    assert state[kernel.ADVANCE] == case.state[kernel.ADVANCE], case.name + ": the advance changed"


def test_sums_at_the_extremes_of_the_input_range():
    for case in extremes(96):
        agrees(case)


def test_sums_of_a_hundred_random_windows_in_uneven_calls():
    for seed in range(100):
        agrees(random_case(seed, 300))


def test_any_start_and_any_number_of_groups():
    codes = noise(3, 100)
    for start in range(20):
        for groups in range(20):
            agrees(Case("start %d, %d groups" % (start, groups), fresh(), codes, [(start, groups)]))


def test_no_groups_change_nothing():
    state = random_case(5, 75).run(accumulate, TABLE)
    before = array("i", state)
    accumulate(0, 0, noise(6, 1), 0, 0, state, TABLE)
    assert state == before


def test_sums_go_on_from_any_others():
    for sign in (-1, 1):
        state = fresh(phase=kernel.TURN - 1)
        for word in range(kernel.SUM_V, kernel.STATE_WORDS):
            state[word] = sign * (1 << 29) - word
        agrees(Case("sums so far of sign %d" % sign, state, noise(4, 200), [(0, 50)]))


def test_a_call_split_at_any_group_gives_the_same_sums_and_correlations():
    """To the last bit: every window is the sum of its calls, wherever a block ends."""
    codes = noise(7, 160)
    random = Lcg(8)
    for _ in range(4):
        state = fresh(random.below(kernel.TURN >> 7) << 7, random.below(kernel.TURN >> 7) << 7)
        whole = found(Case("whole", state, codes, [(0, 40)]).run(accumulate, TABLE))
        for cut in range(41):
            split = Case("split", state, codes, [(0, cut), (4 * cut, 40 - cut)])
            assert found(split.run(accumulate, TABLE)) == whole, "cut at %d" % cut


def test_the_phase_wraps_to_what_it_was_after_whole_turns():
    advance = kernel.TURN // 16
    for phase in (0, 1, advance - 1, kernel.TURN - 1):
        state = Case("", fresh(advance, phase), noise(10, 192), [(0, 48)]).run(accumulate, TABLE)
        assert state[kernel.PHASE] == phase


def test_the_correlations_find_the_fundamental():
    """Σ v · (1 + sin) less the mean is N/2 of the part in phase.

    To 1 %: a group of 4 at 80 a turn loses 0.4 %, and the table's step turns both by up to 0.35°.
    """
    turns = 10
    count = 80 * turns
    codes = array("I", bytes(8 * count))
    for k in range(count):
        angle = 2 * pi * (k + 0.5) / 80
        codes[2 * k] = MIDDLE + round(20_000 * sin(angle + 0.3)) * 256
        codes[2 * k + 1] = MIDDLE + round(5_000_000 * cos(angle))
    # half a sample and the middle of a group, 2 samples on, make the phase of the first group
    state = Case("", fresh(phase=ADVANCE // 2), codes, [(0, count // 4)]).run(accumulate, TABLE)
    _, (sum_v, sines, cosines), (sum_x, *_), (v_sin, v_cos, i_sin, i_cos, j_sin, j_cos) = found(state)
    half = kernel.SINE_SCALE * count / 2
    for name, phasor, mean, waves, amplitude, scale in (
        ("v sin", v_sin * 512, sum_v, sines, 20_000 * cos(0.3), 20_000),
        ("v cos", v_cos * 512, sum_v, cosines, 20_000 * sin(0.3), 20_000),
        ("x sin", i_sin * 512 * 256 + j_sin, sum_x, sines, 0, 5_000_000),
        ("x cos", i_cos * 512 * 256 + j_cos, sum_x, cosines, 5_000_000, 5_000_000),
    ):
        seen = (phasor - mean / count * 4 * waves) / half
        assert abs(seen - amplitude) < scale / 100, "%s: %f, not %f" % (name, seen, amplitude)


def test_a_million_samples_give_the_same_state_words_on_every_runtime():
    """Digests noted once; the stand-in on CPython, Viper on MicroPython and the emulated ARM code must give them."""
    total = 0
    for run, noted in enumerate(DIGESTS):
        crc, samples = digest(accumulate, TABLE, run)
        assert crc == noted, "run %d: %#x" % (run, crc)
        total += samples
    assert total >= 1000000, total
