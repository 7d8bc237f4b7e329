"""Hypothesis looks for a block on which the stand-in, the ARM code and plain arithmetic disagree."""

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st
from meter.metrology import kernel
from vectors import emulated
from vectors.kernel_blocks import MIDDLE, TOP, Case, fresh, sine
from vectors.kernel_reference import expected, found

TABLE = sine()
SUM_LIMIT = 1 << 30  # a window's words stay below
exhaustive = settings(max_examples=250, deadline=None, derandomize=True, database=None)


def between(low, high):
    """Integers from low to high, often the ends: that is where bits are lost."""
    return st.sampled_from((low, high)) | st.integers(low, high)


sums_so_far = between(-SUM_LIMIT, SUM_LIMIT - 1)
phases = between(0, kernel.TURN - 1)
# ends, middle, and where a half of the current's or the lowest byte of the voltage's code turns over
codes = st.sampled_from((0, 0xFF, 0xFFF, 0x1000, MIDDLE - 1, MIDDLE, TOP - 0xFFF, TOP)) | st.integers(0, TOP)


@st.composite
def cases(draw):
    """Any sums so far, samples that may repeat, any part of them, taken by two calls."""
    state = fresh(draw(phases), draw(phases))
    words = kernel.STATE_WORDS - kernel.SUM_V
    state[kernel.SUM_V :] = array("i", draw(st.lists(sums_so_far, min_size=words, max_size=words)))
    pair = st.tuples(codes, codes)
    blocks = st.tuples(pair, st.integers(1, 24)).map(lambda drawn: [drawn[0]] * drawn[1])
    pairs = sum(draw(st.lists(blocks | pair.map(lambda one: [one]), min_size=1, max_size=20)), [])
    start = draw(st.integers(0, len(pairs)))
    groups = draw(st.integers(0, (len(pairs) - start) // kernel.GROUP))
    cut = draw(st.integers(0, groups))
    samples = array("I", [code for pair in pairs for code in pair])
    return Case("drawn", state, samples, [(start, cut), (start + kernel.GROUP * cut, groups - cut)])


@exhaustive
@given(cases())
def test_accumulate_is_the_same_everywhere_and_wherever_it_is_split(case):
    state = case.run(kernel.accumulate, TABLE)
    assert found(state) == expected(case, TABLE)
    assert state == case.run(emulated.kernel("accumulate"), TABLE)
    (start, first), (_, second) = case.calls
    whole = Case("in one call", case.state, case.codes, [(start, first + second)])
    assert found(whole.run(kernel.accumulate, TABLE)) == found(state)
