"""The harmonics' kernel as ARMv6-M code: the bits of the other runtimes, and no intermediate beyond 31 bits."""

from meter.metrology import harmonics
from vectors import emulated
from vectors.correlate_blocks import DIGEST, SUMS, digest, expected, extremes, random_case
from vectors.kernel_blocks import sine
from vectors.words import Word, on_words

TABLE = sine()
correlate = emulated.kernel("correlate")


def test_state_words_after_random_windows():
    assert digest(correlate, TABLE) == DIGEST


def test_state_words_at_the_extremes():
    for case in extremes(200):
        state = case.run(correlate, TABLE)
        assert state == case.run(harmonics.correlate, TABLE) == expected(case, TABLE), case.name


def test_no_intermediate_passes_31_bits():
    Word.largest = 0
    for case in extremes():
        if case.state[harmonics.X_SHIFT] != 8:  # held at the same ends
            continue
        state = case.run(on_words(harmonics.correlate), TABLE)
        assert max(abs(state[word]) for word in SUMS) < 2**30, case.name
    assert 2**29 < Word.largest < 2**31
    case = random_case(3)
    assert case.run(on_words(harmonics.correlate), TABLE) == case.run(harmonics.correlate, TABLE)
