"""Dates against known instants, every day of the hundred years, and every kind of impossible date."""

from fakes.refused import refusal
from meter.clock.calendar import DAY, SPAN, day_number, from_seconds, month_days, to_seconds, weekday

# Unix times of known instants, less the 946 684 800 s from 1970 to 2000.
KNOWN = (
    ((2000, 1, 1, 0, 0, 0), 0),
    ((2000, 2, 29, 12, 0, 0), 951825600 - 946684800),
    ((2000, 3, 1, 0, 0, 0), 951868800 - 946684800),
    ((2001, 9, 9, 1, 46, 40), 1000000000 - 946684800),
    ((2009, 2, 13, 23, 31, 30), 1234567890 - 946684800),
    ((2033, 5, 18, 3, 33, 20), 2000000000 - 946684800),
    ((2038, 1, 19, 3, 14, 8), 2147483648 - 946684800),
    ((2099, 12, 31, 23, 59, 59), 4102444799 - 946684800),
)


def test_known_instants_both_ways():
    for date, seconds in KNOWN:
        assert to_seconds(*date) == seconds, date
        assert from_seconds(seconds) == date, date


def test_every_day_follows_the_one_before():
    previous = from_seconds(0)[:3]
    for number in range(1, SPAN // DAY):
        date = from_seconds(number * DAY)[:3]
        year, month, day = previous
        if day < month_days(year, month):
            expected = (year, month, day + 1)
        elif month < 12:
            expected = (year, month + 1, 1)
        else:
            expected = (year + 1, 1, 1)
        assert date == expected, number
        assert day_number(*date) == number, date
        previous = date
    assert previous == (2099, 12, 31)


def test_the_last_second_of_a_day_belongs_to_it():
    for number in (0, 58, 59, 60, 365, 366, 730, 1460, 1461, 36524):
        first = from_seconds(number * DAY)
        last = from_seconds(number * DAY + DAY - 1)
        assert first[3:] == (0, 0, 0)
        assert last == first[:3] + (23, 59, 59)


def test_leap_years_have_a_29_february_and_others_not():
    for year in range(2000, 2100):
        if year in (2000, 2004, 2008, 2024, 2096):
            assert month_days(year, 2) == 29
        if year % 4:
            assert refusal(day_number, year, 2, 29) == "day 29: must be 1 to 28"
        else:
            assert day_number(year, 3, 1) - day_number(year, 2, 29) == 1


def test_weekdays_run_from_monday_1_to_sunday_7():
    assert weekday(2000, 1, 1) == 6
    assert weekday(2005, 3, 20) == 7
    assert weekday(2024, 2, 29) == 4
    assert weekday(2099, 12, 31) == 4
    assert [weekday(2026, 6, day) for day in range(1, 9)] == [1, 2, 3, 4, 5, 6, 7, 1]


def test_an_impossible_date_is_refused_and_its_part_named():
    assert refusal(to_seconds, 1999, 12, 31, 0, 0, 0) == "year 1999: must be 2000 to 2099"
    assert refusal(to_seconds, 2100, 1, 1, 0, 0, 0) == "year 2100: must be 2000 to 2099"
    assert refusal(to_seconds, 2024, 0, 1, 0, 0, 0) == "month 0: must be 1 to 12"
    assert refusal(to_seconds, 2024, 13, 1, 0, 0, 0) == "month 13: must be 1 to 12"
    assert refusal(to_seconds, 2024, 4, 31, 0, 0, 0) == "day 31: must be 1 to 30"
    assert refusal(to_seconds, 2024, 4, 0, 0, 0, 0) == "day 0: must be 1 to 30"
    assert refusal(to_seconds, 2024, 4, 1, 24, 0, 0) == "hour 24: must be 0 to 23"
    assert refusal(to_seconds, 2024, 4, 1, 0, 60, 0) == "minute 60: must be 0 to 59"
    assert refusal(to_seconds, 2024, 4, 1, 0, 0, 60) == "second 60: must be 0 to 59"
    assert refusal(weekday, 2023, 2, 29) == "day 29: must be 1 to 28"


def test_seconds_outside_the_hundred_years_are_refused():
    assert refusal(from_seconds, -1) == "-1 s: outside 2000 to 2099"
    assert refusal(from_seconds, SPAN) == "3155760000 s: outside 2000 to 2099"
