"""Summer time of every year against plain counting of days, and against dates from wall calendars."""

from fakes.refused import refusal
from meter.clock.calendar import DAY, to_seconds
from meter.clock.daylight import EUROPEAN_UNION, NONE, active, span

HOUR = 3600
# the last Sundays of March and October
KNOWN = ((2001, 25, 28), (2002, 31, 27), (2011, 27, 30), (2019, 31, 27), (2024, 31, 27), (2025, 30, 26), (2026, 29, 25))


def last_sunday(days_to_month):
    """Day number of the last Sunday of a month of 31 days, counted back from its end; day 1 (2000-01-02) was one."""
    day = days_to_month + 30
    while day % 7 != 1:
        day -= 1
    return day


def test_known_dates():
    for year, march, october in KNOWN:
        begin, end = to_seconds(year, 3, march, 1, 0, 0), to_seconds(year, 10, october, 1, 0, 0)
        assert span(year, EUROPEAN_UNION) == (begin, end), year


def test_every_year_of_the_calendar_changes_on_its_last_sundays_at_one_utc():
    days = 0
    for year in range(2000, 2100):
        leap = year % 4 == 0
        march, october = days + 59 + leap, days + 273 + leap
        expected = (last_sunday(march) * DAY + HOUR, last_sunday(october) * DAY + HOUR)
        assert span(year, EUROPEAN_UNION) == expected, year
        days += 365 + leap


def test_the_second_of_each_change_belongs_to_what_follows():
    for year in (2000, 2026, 2038, 2099):
        begin, end = span(year, EUROPEAN_UNION)
        assert [active(begin + k, EUROPEAN_UNION) for k in (-1, 0, 1)] == [False, True, True]
        assert [active(end + k, EUROPEAN_UNION) for k in (-1, 0, 1)] == [True, False, False]


def test_both_ends_of_a_year_are_winter():
    for year in range(2000, 2100):
        assert not active(to_seconds(year, 1, 1, 0, 0, 0), EUROPEAN_UNION)
        assert active(to_seconds(year, 7, 1, 0, 0, 0), EUROPEAN_UNION)
        assert not active(to_seconds(year, 12, 31, 23, 59, 59), EUROPEAN_UNION)


def test_table_0_has_no_summer():
    assert span(2026, NONE) is None
    assert not active(to_seconds(2026, 7, 1, 0, 0, 0), NONE)


def test_what_is_not_in_the_tables_is_refused():
    assert refusal(span, 2026, 2) == "summer time table 2: must be 0 or 1"
    assert refusal(active, 0, -1) == "summer time table -1: must be 0 or 1"
    assert refusal(span, 2100, EUROPEAN_UNION) == "year 2100: must be 2000 to 2099"
