"""The kernel as the machine code that an RP2040 runs: the bits that CPython gives, and that arithmetic asks for."""

from array import array

import pytest
from meter.metrology import kernel
from vectors import emulated, kernel_blocks
from vectors.kernel_blocks import DIGESTS, WINDOWS, Case, digest, extremes, fresh, noise, random_case, windows
from vectors.kernel_reference import expected, found

from tools.cycles.core import CoreFault

TABLE = kernel_blocks.sine()
accumulate = emulated.kernel("accumulate")


def same(case):
    codes = array("I", case.codes)
    state = case.run(accumulate, TABLE)
    assert state == case.run(kernel.accumulate, TABLE), case.name
    assert found(state) == expected(case, TABLE), case.name
    assert case.codes == codes, f"{case.name}: samples changed"


def test_state_words_at_the_extremes_of_the_input_range():
    for case in extremes():
        same(case)


def test_the_runs_have_a_million_samples():
    assert len(DIGESTS) * WINDOWS * kernel.GROUP * kernel.MAX_GROUPS >= 1_000_000


@pytest.mark.parametrize("run", range(len(DIGESTS)))
def test_state_words_after_a_million_random_and_extreme_samples(run):
    """Those that CPython and MicroPython have in test_kernel.py; a window that differs is looked for and named."""
    crc, samples = digest(accumulate, TABLE, run)
    assert samples == WINDOWS * kernel.GROUP * kernel.MAX_GROUPS
    if crc != DIGESTS[run]:
        for case in windows(run):
            same(case)
    assert crc == DIGESTS[run], "the digest is an old one: the stand-in agrees"


def test_state_words_of_short_windows_in_uneven_calls():
    for seed in range(40):
        same(random_case(seed, 1 + seed))


def test_every_start_with_every_rest_of_four_groups():
    codes = noise(3, 60)
    for start in range(8):
        for groups in range(10):
            same(Case(f"start {start}, {groups} groups", fresh(), codes, [(start, groups)]))


def test_sums_go_on_from_negative_ones():
    """State words are loaded unsigned elsewhere; here they are words, and must come out the same."""
    state = fresh(phase=kernel.TURN - 1)
    for k in range(kernel.SUM_V, kernel.STATE_WORDS):
        state[k] = -(1 << 29) - k
    same(Case("negative sums", state, noise(4, 200), [(0, 50)]))


@pytest.mark.parametrize("python", [kernel.accumulate, accumulate], ids=["stand-in", "armv6m"])
def test_no_kernel_can_read_past_its_buffers_unnoticed(python):
    """Both test benches refuse what a chip would do: otherwise equal sums would prove little."""
    for codes, start, groups, table in (
        (noise(1, 79), 0, 20, TABLE),
        (noise(1, 80), 1, 20, TABLE),
        (noise(1, 80), -1, 1, TABLE),
        (noise(1, 80), 0, 2, TABLE[: kernel.SINE_POINTS // 4]),  # the cosine of the first group stands behind
    ):
        with pytest.raises((CoreFault, IndexError)):
            python(0, 0, codes, start, groups, fresh(), table)
    with pytest.raises((CoreFault, IndexError)):
        python(0, 0, noise(1, 8), 0, 2, fresh()[:-1], TABLE)
