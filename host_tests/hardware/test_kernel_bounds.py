"""No intermediate of the kernel passes 31 bits: the same source, run on integers that refuse to grow further.

That is why 32-bit boards, the 64-bit unix port and CPython agree. Here every corner of the input range meets every
corner of the oscillator, over MAX_GROUPS groups.
"""

import pytest
from meter.metrology import kernel
from vectors.kernel_blocks import FULL, MIDDLE, TOP, Case, extremes, fresh, repeated, sine
from vectors.words import Word, on_words

TABLE = sine()
accumulate = on_words(kernel.accumulate)


def on_words_at_the_ends(*arguments):
    """A window's first and last 8 groups on Words; those between on the stand-in, which is faster."""
    return (accumulate if arguments[4] == 8 else kernel.accumulate)(*arguments)


def test_the_first_and_last_groups_of_every_extreme_window():
    largest = words = 0
    for case in extremes():
        last = kernel.MAX_GROUPS - 8
        case.calls = [(0, 8), (kernel.GROUP * 8, last - 8), (kernel.GROUP * last, 8)]
        Word.largest = 0
        state = case.run(on_words_at_the_ends, TABLE)
        assert state == case.run(kernel.accumulate, TABLE), case.name
        words = max(words, *map(abs, state[kernel.SUM_V :]))
        if not case.state[kernel.ADVANCE]:  # phase and advance together may reach two turns
            largest = max(largest, Word.largest)
    # the bounds that the docstring speaks of are reached, so it is the edge that was tried
    assert largest == 16 * 2**15 * 4095 == 2_146_959_360
    assert 0.99 * 2**30 < words < 2**30


@pytest.mark.parametrize(("v", "x"), [(0, 0), (0, TOP), (TOP, 0), (TOP, TOP)])
def test_whole_windows_in_one_call(v, x):
    codes = repeated([(v, x)], kernel.GROUP * kernel.MAX_GROUPS)
    case = Case("", fresh(advance=0, phase=kernel.TURN // 4), codes, [(0, kernel.MAX_GROUPS)])
    state = case.run(accumulate, TABLE)
    assert state == case.run(kernel.accumulate, TABLE)
    assert max(map(abs, state[kernel.SUM_V :])) < 2**30


@pytest.mark.parametrize("sums", [-(1 << 30), (1 << 30) - 1])
def test_from_any_sums_of_30_bits_on_every_extreme_block_stays_within_31(sums):
    for case in extremes(9):
        for word in range(kernel.SUM_V, kernel.STATE_WORDS):
            case.state[word] = sums
        assert case.run(accumulate, TABLE) == case.run(kernel.accumulate, TABLE), case.name


def test_the_oscillator_is_tried_at_both_ends_of_its_table():
    phases = {case.state[kernel.PHASE] * kernel.SINE_POINTS // kernel.TURN for case in extremes(1)}
    assert {0, kernel.SINE_POINTS // 4, kernel.SINE_POINTS - 1} <= phases
    assert max(TABLE) == TABLE[kernel.SINE_POINTS // 4] == 2 * kernel.SINE_SCALE


@pytest.mark.parametrize(
    ("v", "x"),
    [
        (TOP, FULL + 0x1000),  # the first code of which h is too large
        (0, FULL + 0x1000),
        (MIDDLE, 4 * FULL - 1),
        (2 * FULL - 1, 0),
        (FULL + (46341 - 32768 << 8), 0),
    ],
)
def test_a_code_beyond_24_bits_is_noticed(v, x):
    with pytest.raises(OverflowError):
        Case("", fresh(), repeated([(v, x)], 16), [(0, 4)]).run(accumulate, TABLE)


def test_too_many_groups_are_noticed():
    """MAX_GROUPS leave a bit of reserve; twice as many, and one, are too many."""
    codes = repeated([(MIDDLE, TOP)], kernel.GROUP * (2 * kernel.MAX_GROUPS + 1))
    state = fresh(advance=0, phase=kernel.TURN // 4)
    state = Case("", state, codes, [(0, 2 * kernel.MAX_GROUPS)]).run(accumulate, TABLE)
    assert state[kernel.I_SIN] > 1 << 30
    with pytest.raises(OverflowError):
        Case("", state, codes, [(0, 1)]).run(accumulate, TABLE)
