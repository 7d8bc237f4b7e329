"""Hypothesis looks for a block on which the stand-in, the ARM code and plain arithmetic disagree."""

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st
from meter.metrology import kernel
from vectors import emulated
from vectors.kernel_blocks import FAR, FULL, MIDDLE, SHIFT, Case, fresh, sine
from vectors.kernel_reference import bit_length, expected, expected_peak, found

TABLE = sine()
LARGEST = 8704  # |v| and |i|, see the kernel's bound
SUM_LIMIT = 1 << 29
exhaustive = settings(max_examples=250, deadline=None, derandomize=True, database=None)


def between(low, high):
    """Integers from low to high, often the ends: that is where bits are lost."""
    return st.sampled_from((low, high)) | st.integers(low, high)


zeros = between(MIDDLE - FAR, MIDDLE + FAR)
code_values = st.integers(0, FULL - 1)


def code_near(zero, shift):
    """Codes whose value, shifted, is one that the bound allows."""
    return between(max(0, zero - (LARGEST << shift)), min(FULL, zero + (LARGEST << shift)) - 1)


@st.composite
def cases(draw):
    """Any settings, any sums so far, samples that may repeat, taken by one or two calls."""
    group = draw(between(1, 8))
    state = fresh(
        group=group,
        step=draw(between(0, kernel.TURN // group)),
        phase=draw(between(0, kernel.TURN - 1)),
        v_zero=draw(zeros),
        i_zero=draw(zeros),
    )
    state[kernel.I_SHIFT] = draw(between(0, SHIFT))
    for k in range(kernel.SUM_V, kernel.STATE_WORDS):
        state[k] = draw(between(-SUM_LIMIT, SUM_LIMIT))
    pair = st.tuples(code_near(state[kernel.V_ZERO], SHIFT), code_near(state[kernel.I_ZERO], state[kernel.I_SHIFT]))
    blocks = st.tuples(pair, st.integers(1, 16)).map(lambda drawn: [drawn[0]] * drawn[1])
    pairs = sum(draw(st.lists(blocks | pair.map(lambda one: [one]), min_size=1, max_size=20)), [])
    start = draw(st.integers(0, len(pairs)))
    end = draw(st.integers(start, len(pairs)))
    cut = draw(st.integers(start, end))
    codes = array("I", [code for pair in pairs for code in pair])
    return Case("drawn", state, codes, [(start, cut - start), (cut, end - cut)])


@exhaustive
@given(cases())
def test_accumulate_is_the_same_everywhere(case):
    state = case.run(kernel.accumulate, TABLE)
    assert found(state) == expected(case, TABLE)
    assert state == case.run(emulated.kernel("accumulate"), TABLE)


@exhaustive
@given(st.lists(st.tuples(code_values, code_values), min_size=1, max_size=20), code_values, st.data())
def test_peak_is_the_same_everywhere(pairs, zero, data):
    codes = array("I", [code for pair in pairs for code in pair])
    count = data.draw(st.integers(0, len(pairs)))
    bits = kernel.peak(0, 0, codes, count, zero)
    assert bit_length(bits) == expected_peak(codes, count, zero)
    assert bits == emulated.kernel("peak")(0, 0, codes, count, zero)
