"""The kernels of the half cycles as ARMv6-M code: the bits of the other runtimes, and nothing beyond 31 bits."""

from array import array

import pytest
from meter.metrology import half_cycles
from vectors import emulated
from vectors.half_blocks import DIGEST, Case, digest, extremes, found, random_case
from vectors.kernel_blocks import TOP, noise, repeated
from vectors.words import Word, on_words

from tools.cycles.core import CoreFault

squares, join = emulated.kernel("squares"), emulated.kernel("join")


def test_words_after_random_windows():
    assert digest(squares, join) == DIGEST


def test_words_at_the_extremes():
    for case in extremes():
        halves, running, cycles, least, most = found(*case.run(squares, join))
        assert (halves, running, cycles) == case.expected(), case.name
        assert (least, most) == (min(cycles), max(cycles)), case.name


def test_every_cut_of_a_window():
    codes = noise(9, 37)
    whole = Case("", 0x8000, 37, 3, 1, codes, [37]).run(squares, join)
    for cut in range(38):
        assert Case("", 0x8000, 37, 3, 1, codes, [cut, 37 - cut]).run(squares, join) == whole, cut


def test_no_intermediate_passes_31_bits():
    Word.largest = 0
    for case in extremes():
        halves, running, cycles, _, _ = found(*case.run(on_words(half_cycles.squares), on_words(half_cycles.join)))
        assert (halves, running, cycles) == case.expected(), case.name
    # the bounds that the docstring speaks of are reached
    assert Word.largest == 36864**2 + 128 > 2 * half_cycles.MAX_PAIRS * (36864**2 + 128 >> 8) > 2**30
    case = random_case(3)
    assert case.run(on_words(half_cycles.squares), on_words(half_cycles.join)) == case.run(squares, join)


@pytest.mark.parametrize(("zero", "v"), [(0x8000 - 13574, TOP), (0x8000 + 13573, 0)])
def test_a_zero_beyond_its_bound_is_noticed(zero, v):
    """MAX_ZERO leaves a reserve; at 46341 codes a square is too wide."""
    codes = repeated([(v, 0)], 8)
    with pytest.raises(OverflowError):
        Case("", zero, 8, 1, 0, codes, [8]).run(on_words(half_cycles.squares), on_words(half_cycles.join))


@pytest.mark.parametrize("python", [half_cycles.squares, squares], ids=["stand-in", "armv6m"])
def test_neither_bench_reads_past_the_samples(python):
    state = array("i", [0] * half_cycles.STATE_WORDS)
    state[half_cycles.LEFT] = state[half_cycles.LENGTH] = 40
    state[half_cycles.HALVES] = 2
    for start, count in ((0, 41), (1, 40), (-1, 2)):
        with pytest.raises((CoreFault, IndexError)):
            python(0, 0, noise(1, 40), start, count, array("i", state))
