"""The tariff time switch: every minute as the table says, and what cannot be a table refused in one line."""

from fakes.refused import refused
from meter.clock.calendar import month_days
from meter.config.settings import ConfigError
from meter.config.time_switch_text import parse

SEASONS = """
# two seasons that are not in order, one begins amid a month
day     work    00:00 T2  06:00 T1  17:30 T3  22:00 T2
day     rest    00:00 T2
day     summer  00:00 T1  23:59 T8
day     feast   00:00 T5  12:01 T6
week    usual   work work work work work rest rest
week    light   summer summer summer summer summer summer rest
season  winter  from 10-15 usual
season  summer  from 04-01 light
holiday 12-25 feast      # every year
holiday 02-29 feast      # where there is one
holiday 2027-05-17 rest
holiday 2028-12-25 work  # once the other way
"""

DAYS = {
    "work": (("00:00", 2), ("06:00", 1), ("17:30", 3), ("22:00", 2)),
    "rest": (("00:00", 2),),
    "summer": (("00:00", 1), ("23:59", 8)),
    "feast": (("00:00", 5), ("12:01", 6)),
}

ONE = "day all 00:00 T%d\nweek w all all all all all all all\nseason s from 07-01 w\n"
DAY = "day work 00:00 T1\n"
WEEK = DAY + "week usual work work work work work work work\n"
SEASON = WEEK + "season always from 01-01 usual\n"


def kind(year, month, day, day_of_week):
    """The day type of SEASONS, written down once more."""
    on = "%04d-%02d-%02d" % (year, month, day)
    if on == "2028-12-25":
        return "work"
    if on[5:] in ("12-25", "02-29"):
        return "feast"
    if on == "2027-05-17":
        return "rest"
    if "04-01" <= on[5:] < "10-15":
        return "rest" if day_of_week == 7 else "summer"
    return "rest" if day_of_week >= 6 else "work"


def expected(name, minute):
    """The last switch whose time, as text, is not after the clock's."""
    clock = "%02d:%02d" % (minute // 60, minute % 60)
    return [tariff for begin, tariff in DAYS[name] if begin <= clock][-1]


def days_of(year, day_of_week):
    """(month, day, day of the week) of a year, counted on from its first."""
    for month in range(1, 13):
        for day in range(1, month_days(year, month) + 1):
            yield month, day, day_of_week
            day_of_week = day_of_week % 7 + 1


def refusal(text):
    return refused(ConfigError, parse, text, "012")


def test_every_day_of_a_common_year_and_a_leap_year_has_its_day_type():
    switch = parse(SEASONS, "012")
    for year, first in ((2027, 5), (2028, 6)):  # Friday, Saturday
        for month, day, day_of_week in days_of(year, first):
            name = kind(year, month, day, day_of_week)
            for minute in (0, 359, 360, 720, 721, 1049, 1050, 1439):
                assert switch.tariff(year, month, day, minute) == expected(name, minute), (year, month, day, minute)


def test_every_minute_of_a_day_of_each_type_has_its_tariff():
    switch = parse(SEASONS, "012")
    for month, day, name in ((1, 4, "work"), (1, 3, "rest"), (4, 1, "summer"), (12, 25, "feast")):
        for minute in range(1440):
            assert switch.tariff(2027, month, day, minute) == expected(name, minute), (name, minute)


def test_the_last_season_goes_on_at_new_year():
    switch = parse(SEASONS, "012")
    around = ((12, 31), (1, 1), (3, 31), (4, 1), (10, 14), (10, 15))
    assert [switch.tariff(2027, month, day, 1050) for month, day in around] == [3, 3, 3, 1, 1, 3]
    alone = parse(ONE % 4, "012")
    assert [alone.tariff(2027, month, 1, 0) for month in (1, 6, 7, 12)] == [4, 4, 4, 4]


def test_the_leap_day_is_a_day_like_others_and_may_be_a_holiday():
    switch = parse(SEASON + "day feast 00:00 T7\nholiday 02-29 feast", "012")
    assert switch.tariff(2028, 2, 29, 0) == 7
    assert [switch.tariff(2027, *on, 0) for on in ((2, 28), (3, 1))] == [1, 1]
    assert parse(SEASON, "012").tariff(2028, 2, 29, 0) == 1


def test_a_holiday_of_one_year_comes_before_one_of_every_year_wherever_it_stands():
    days = SEASON + "day once 00:00 T3\nday ever 00:00 T4\n"
    for text in ("holiday 2027-12-24 once\nholiday 12-24 ever", "holiday 12-24 ever\nholiday 2027-12-24 once"):
        switch = parse(days + text, "012")
        assert [switch.tariff(year, 12, 24, 0) for year in (2026, 2027, 2028)] == [4, 3, 4]


def test_the_highest_tariff_tells_what_meter_the_table_needs():
    assert [parse(ONE % tariff, "012").tariffs for tariff in (1, 2, 8)] == [1, 2, 8]
    assert parse(SEASONS, "012").tariffs == 8


def test_a_date_that_is_none_is_refused():
    try:
        parse(SEASON, "012").tariff(2027, 2, 29, 0)
    except ValueError as error:
        assert str(error) == "day 29: must be 1 to 28"
    else:
        raise AssertionError("accepted")


def test_the_largest_table_is_accepted_and_nothing_more():
    day = " ".join(["%02d:00 T%d" % (hour, hour % 8 + 1) for hour in range(10)])
    days = "".join(["day d%d %s\n" % (k, day) for k in range(16)])
    weeks = "".join(["week w%d d1 d2 d3 d4 d5 d6 d%d\n" % (k, k) for k in range(4)])
    seasons = "".join(["season s%d from %02d-01 w%d\n" % (k, 3 * k + 1, k) for k in range(4)])
    holidays = "".join(["holiday %d-%02d-15 d%d\n" % (2000 + k, k % 12 + 1, k % 16) for k in range(100)])
    most = days + weeks + seasons + holidays
    switch = parse(most, "012")
    assert switch.tariff(2099, 4, 15, 540) == 2
    assert [switch.day_type(2000 + k, k % 12 + 1, 15) for k in range(100)] == [k % 16 for k in range(100)]
    assert refusal(most + "day d16 00:00 T1") == "012:125: day d16: at most 16 in a table"
    assert refusal(most + "week w4 d1 d1 d1 d1 d1 d1 d1") == "012:125: week w4: at most 4 in a table"
    assert refusal(most + "season s4 from 12-24 w0") == "012:125: season s4: at most 4 in a table"
    assert refusal(most + "holiday 01-01 d0") == "012:125: holiday 01-01: at most 100 in a table"
    assert refusal("day d %s 10:00 T1" % day) == "012:1: day d: at most 10 switches"


def test_blanks_tabs_comments_and_the_ends_of_lines_do_not_matter():
    text = (
        "# Tarif für søndag\r\n\r\n\tday \t søndag 00:00\tT3 #T4\r\nweek w"
        + 7 * " søndag"
        + "\r\nseason s from 01-01 w"
    )
    assert parse(text, "012").tariff(2027, 1, 1, 0) == 3


def test_a_day_that_cannot_be_is_refused():
    assert refusal("day") == "012:1: day: name missing"
    assert refusal("day work") == "012:1: day work: must begin with 00:00"
    assert refusal("day work 06:00 T1") == "012:1: day work: must begin with 00:00"
    assert refusal("day work 00:00 T1 06:00") == "012:1: day work: no tariff after 06:00"
    assert refusal("day work 00:00 T1 06:00 T2 06:00 T1") == "012:1: day work: 06:00 is not after 06:00"
    assert refusal("day work 00:00 T1 06:00 T2 05:59 T1") == "012:1: day work: 05:59 is not after 06:00"
    assert refusal(DAY + "\nday work 00:00 T2") == "012:3: day work: given twice"
    assert refusal("day working-days-full 00:00 T1") == "012:1: day working-days-full: 17 characters, at most 16"
    assert parse(SEASON + "day working-days-all 00:00 T2", "012").tariffs == 2
    for time in ("6:00", "06.00", "24:00", "23:60", "-1:00", "06:00:00", "٠٠:00", "T1"):
        assert refusal("day work 00:00 T1 %s T1" % time) == "012:1: no time %s, 00:00 to 23:59" % time
    for tariff in ("T0", "T9", "t1", "1", "T10", "T١", "06:00"):
        assert refusal("day work 00:00 %s" % tariff) == "012:1: no tariff %s, T1 to T8" % tariff


def test_a_week_that_cannot_be_is_refused():
    assert refusal("week") == "012:1: week: name missing"
    assert refusal(DAY + "week usual work work") == "012:2: week usual: 2 days, must be 7, Monday to Sunday"
    assert refusal(DAY + "week usual" + 8 * " work") == "012:2: week usual: 8 days, must be 7, Monday to Sunday"
    assert refusal(DAY + "week usual rest" + 6 * " work") == "012:2: no day type rest"
    assert refusal(WEEK + "week usual" + 7 * " work") == "012:3: week usual: given twice"


def test_a_season_that_cannot_be_is_refused():
    assert refusal(WEEK + "season") == "012:3: season: name missing"
    for line in ("season s", "season s from 01-01", "season s since 01-01 usual", "season s from 01-01 usual usual"):
        assert refusal(WEEK + line) == "012:3: season s: must be from, MM-DD and a week"
    for day in ("02-29", "2027-10-01"):
        assert refusal(WEEK + "season s from %s usual" % day) == "012:3: season s: %s does not come every year" % day
    assert refusal(WEEK + "season s from 10-01 work") == "012:3: season s: no week work"
    assert refusal(SEASON + "season always from 10-01 usual") == "012:4: season always: given twice"
    assert refusal(SEASON + "season s from 01-01 usual") == "012:4: season s: begins with season always"
    assert refusal(WEEK) == "012: no season"
    assert refusal("") == "012: no season"


def test_a_holiday_that_cannot_be_is_refused():
    for line in ("holiday", "holiday 12-25", "holiday 12-25 work work"):
        assert refusal(SEASON + line) == "012:4: holiday: must be a date and a day type"
    assert refusal(SEASON + "holiday 12-25 rest") == "012:4: no day type rest"
    assert refusal(SEASON + "holiday 12-25 work\nholiday 12-25 work") == "012:5: holiday 12-25: given twice"
    for day in ("25-12-2027", "12/25", "1-1", "27-12-25", "١٢-25"):
        assert refusal(SEASON + "holiday %s work" % day) == "012:4: no date %s, MM-DD or YYYY-MM-DD" % day
    for day, part in (
        ("13-01", "month 13: must be 1 to 12"),
        ("02-30", "day 30: must be 1 to 29"),
        ("2027-02-29", "day 29: must be 1 to 28"),
        ("1999-12-25", "year 1999: must be 2000 to 2099"),
        ("2127-12-25", "year 2127: must be 2000 to 2099"),
    ):
        assert refusal(SEASON + "holiday %s work" % day) == "012:4: no date %s: %s" % (day, part)


def test_a_line_that_is_none_is_refused():
    assert refusal(SEASON + "days rest 00:00 T1") == "012:4: days: must be day, week, season or holiday"
    assert parse("#" * 160 + "\n" + SEASON, "012").tariffs == 1
    assert refusal("#" * 161) == "012:1: 161 characters, at most 160"
    for code in (0, 11, 13, 27, 127, 133, 160, 0xFEFF):
        assert refusal("\nday%s work" % chr(code)) == "012:2: character U+%04X" % code
        assert refusal("# %s work" % chr(code)) == "012:1: character U+%04X" % code
