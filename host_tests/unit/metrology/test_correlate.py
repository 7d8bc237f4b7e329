"""The kernel of the harmonics against plain arithmetic, and against a digest noted once for every runtime."""

from meter.metrology.harmonics import correlate
from vectors import correlate_blocks
from vectors.correlate_blocks import DIGEST, WINDOWS, digest, expected, extremes, random_case
from vectors.kernel_blocks import sine

TABLE = sine()


def test_sums_of_random_windows_in_uneven_calls():
    for seed in range(8):
        case = random_case(seed)
        assert case.run(correlate, TABLE) == expected(case, TABLE), case.name


def test_sums_at_the_extremes_of_the_input_range():
    for case in extremes(64):
        assert case.run(correlate, TABLE) == expected(case, TABLE), case.name


def test_a_quarter_of_a_million_samples_give_the_same_state_words_on_every_runtime():
    assert WINDOWS * correlate_blocks.PAIRS >= 250_000
    found = digest(correlate, TABLE)
    assert found == DIGEST, "%#x" % found
