"""The kernels as the machine code that an RP2040 runs: the bits that CPython gives, and that arithmetic asks for."""

from array import array
from binascii import crc32

import pytest
from meter.metrology import kernel
from vectors import emulated, kernel_blocks
from vectors.kernel_blocks import DIGESTS, FULL, MIDDLE, Case, extremes, fresh, noise, random_case, repeated
from vectors.kernel_reference import bit_length, expected, expected_peak, found

from tools.cycles.core import CoreFault

TABLE = kernel_blocks.sine()
accumulate = emulated.kernel("accumulate")
peak = emulated.kernel("peak")


def same(case):
    codes = array("I", case.codes)
    state = case.run(accumulate, TABLE)
    assert state == case.run(kernel.accumulate, TABLE), case.name
    assert found(state) == expected(case, TABLE), case.name
    assert case.codes == codes, f"{case.name}: samples changed"


def same_peak(codes, count, zero):
    bits = peak(0, 0, codes, count, zero)
    assert bits == kernel.peak(0, 0, codes, count, zero)
    assert bit_length(bits) == expected_peak(codes, count, zero)


def test_state_words_at_the_extremes_of_the_input_range():
    for case in extremes():
        same(case)


def test_state_words_after_a_hundred_thousand_random_samples():
    samples = 0
    for seed in range(50):
        case = random_case(seed)
        same(case)
        samples += sum(count for _, count in case.calls)
    assert samples >= 100_000


def test_the_digests_that_the_other_runtimes_give():
    for seed, digest in DIGESTS:
        assert crc32(random_case(seed).run(accumulate, TABLE)) == digest


def test_every_group_size_with_counts_that_leave_a_rest():
    codes = noise(3, 32)
    for group in range(1, 9):
        for count in range(18):
            same(Case(f"group {group}, count {count}", fresh(group=group), codes, [(5, count)]))


def test_sums_go_on_from_negative_ones():
    """State words are loaded unsigned elsewhere; here they are words, and must come out the same."""
    state = fresh(phase=kernel.TURN - 1)
    for k in range(kernel.SUM_V, kernel.STATE_WORDS):
        state[k] = -(1 << 29) - k
    same(Case("negative sums", state, noise(4, 200), [(0, 200)]))


def test_peak_of_random_and_extreme_blocks():
    for zero in (0, MIDDLE - kernel_blocks.FAR, MIDDLE, FULL - 1):
        for seed in range(8):
            codes = noise(seed, 33)
            for count in range(0, 33, 1 + seed % 4):
                same_peak(codes, count, zero)
        for place in range(7):
            codes = repeated([(FULL - 1, zero)], 7)
            for code in (0, MIDDLE, FULL - 1):
                codes[2 * place + 1] = code
                same_peak(codes, 7, zero)


@pytest.mark.parametrize("python", [kernel.accumulate, accumulate], ids=["stand-in", "armv6m"])
def test_no_kernel_can_read_past_its_buffers_unnoticed(python):
    """Both test benches refuse what a chip would do: otherwise equal sums would prove little."""
    for codes, start, count, table in (
        (noise(1, 80), 0, 81, TABLE),
        (noise(1, 80), -1, 1, TABLE),
        (noise(1, 80), 0, 8, TABLE[:1]),
    ):
        with pytest.raises((CoreFault, IndexError)):
            python(0, 0, codes, start, count, fresh(), table)
    with pytest.raises((CoreFault, IndexError)):
        python(0, 0, noise(1, 8), 0, 8, fresh()[:-1], TABLE)
