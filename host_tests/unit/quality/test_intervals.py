"""Intervals are exact, begin at multiples of the clock, and say when they may not be held against limits."""

from meter.quality.intervals import Interval
from meter.quality.occurrences import good

NOON = 820_540_800 + 12 * 3600


def filled(parts, now=NOON, span=600):
    """An interval with (mV, ms, flagged ms) in it."""
    found = Interval()
    found.begin(now, span)
    for mv, ms, flagged in parts:
        found.add(mv * mv * ms, ms, mv, flagged)
    return found


def test_the_mean_is_the_root_of_the_mean_square_to_the_millivolt():
    assert filled([(230_000, 200, 0)] * 3000).read() == 230_000
    assert filled([(210_000, 1000, 0), (250_000, 1000, 0)]).read() == 230_867  # √(210² + 250²) / √2
    assert filled([(207_000, 200, 0)] * 9000).read() == 207_000, "a limit itself is not rounded below it"
    assert filled([(100_000, 3000, 0), (200_000, 1000, 0)]).read() == 132_287, "windows count by their length"
    assert Interval().read() == 0


def test_highest_and_lowest_are_those_of_what_was_added():
    found = filled([(230_000, 1000, 0), (229_000, 1000, 0), (231_500, 1000, 0)])
    assert (found.most, found.least) == (231_500, 229_000)


def test_it_begins_at_a_multiple_of_its_span_and_ends_at_the_next():
    for span in (1, 10, 600, 700, 1800):
        found = filled([], NOON + 47, span)
        assert found.start % span == 0 and found.start <= NOON + 47 < found.end == found.start + span


def test_nine_tenths_must_have_been_measured():
    end = NOON + 600
    assert good(filled([(230_000, 540_000, 0)]), end)
    assert not good(filled([(230_000, 539_999, 0)]), end)
    assert not good(filled([]), end)


def test_one_that_the_clock_was_set_back_over_is_not_good():
    assert good(filled([(230_000, 600_000, 0)]), NOON + 600)
    assert not good(filled([(230_000, 600_000, 0)]), NOON - 1)


def test_flags_up_to_a_minute_are_those_of_dips_and_longer_ones_the_level():
    for flagged, held in ((0, True), (200, False), (60_000, False), (60_001, True), (600_000, True)):
        assert good(filled([(180_000, 600_000, flagged)]), NOON + 600) == held, flagged


def test_a_short_window_that_is_flagged_from_end_to_end_is_good():
    """Or a mean of up to a minute would never tell that the voltage stays too low."""
    for span_s in (10, 60):
        for flagged, held in ((0, True), (200, False), (1000 * span_s - 200, False), (1000 * span_s, True)):
            window = Interval()
            window.begin(NOON, span_s)
            window.add(180_000 * 180_000 * 1000 * span_s, 1000 * span_s, 180_000, flagged)
            assert good(window, NOON + span_s) == held, (span_s, flagged)
