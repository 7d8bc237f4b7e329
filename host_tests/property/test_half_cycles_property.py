"""Hypothesis looks for a window on which the stand-in, the ARM code and plain arithmetic disagree about its halves."""

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st
from meter.metrology import half_cycles
from vectors import emulated
from vectors.half_blocks import Case, found
from vectors.kernel_blocks import MIDDLE, TOP

exhaustive = settings(max_examples=250, deadline=None, derandomize=True, database=None)
codes = st.sampled_from((0, 0xFF, MIDDLE - 1, MIDDLE, TOP - 0xFF, TOP)) | st.integers(0, TOP)
zeros = st.sampled_from((-half_cycles.MAX_ZERO, 0, half_cycles.MAX_ZERO)) | st.integers(-4096, 4096)
kept = st.integers(0, half_cycles.MAX_PAIRS * (36864**2 + 128 >> 8))


@st.composite
def cases(draw):
    """Any zero and half before; windows of any length in any number of halves, taken by three calls or not whole."""
    halves = draw(st.integers(1, half_cycles.MAX_HALVES))
    length = draw(st.integers(halves, halves * 9))
    samples = draw(st.lists(codes, min_size=length, max_size=length))
    first, second = sorted((draw(st.integers(0, length)), draw(st.integers(0, length))))
    end = draw(st.sampled_from((second, length)))
    pairs = array("I", [code for v in samples for code in (v, MIDDLE)])
    counts = [first, second - first, end - second]
    return Case("drawn", 0x8000 + draw(zeros), length, halves, draw(kept), pairs, counts)


@exhaustive
@given(cases())
def test_halves_are_the_same_everywhere_and_wherever_they_are_cut(case):
    state, cycles = case.run(half_cycles.squares, half_cycles.join)
    sums, running, joined, least, most = found(state, cycles)
    assert (sums, running, joined) == case.expected()
    if joined:
        assert (least, most) == (min(joined), max(joined))
    assert (state, cycles) == case.run(emulated.kernel("squares"), emulated.kernel("join"))
