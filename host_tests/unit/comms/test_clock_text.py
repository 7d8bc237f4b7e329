"""The clock's digits: N names the time base, V the validity; the meter's clock runs in UTC."""

from fakes.refused import refused
from meter.clock.calendar import to_seconds
from meter.comms.iec62056_21.clock_text import UNSET, read_text, written_seconds


def refusal(digits, zone_hours=0):
    return refused(ValueError, written_seconds, digits, zone_hours)


def test_reading_shows_normal_time_of_the_zone():
    seconds = to_seconds(2005, 2, 1, 7, 50, 12)
    assert read_text(seconds, True, 0) == "01050201075012"
    assert read_text(seconds, False, 0) == "00050201075012"
    assert read_text(seconds, True, 1) == "01050201085012"
    assert read_text(seconds, True, -11) == "01050131205012"


def test_a_time_that_the_calendar_does_not_have_reads_as_unset():
    assert read_text(0, False, 0) == UNSET
    assert read_text(0, True, -1) == UNSET
    assert read_text(to_seconds(2099, 12, 31, 23, 59, 59), True, 1) == UNSET


def test_writing_normal_time():
    assert written_seconds("0050321073800", 0) == to_seconds(2005, 3, 21, 7, 38, 0)
    assert written_seconds("0050321073800", 1) == to_seconds(2005, 3, 21, 6, 38, 0)


def test_writing_summer_time_stores_one_hour_less():
    assert written_seconds("1050321003800", 0) == to_seconds(2005, 3, 20, 23, 38, 0)
    assert written_seconds("1050321003800", 1) == to_seconds(2005, 3, 20, 22, 38, 0)


def test_what_is_written_reads_the_same():
    for zone in (-11, -1, 0, 1, 12):
        seconds = written_seconds("0240229235959", zone)
        assert read_text(seconds, True, zone) == "01240229235959"


def test_what_are_not_thirteen_digits_is_no_time():
    for digits in (
        "",
        "005032107380",
        "00503210738000",
        "0050321 73800",
        "005032107380x",
        "2050321073800",
        "-050321073800",
    ):
        assert written_seconds(digits, 0) is None, digits


def test_impossible_dates_are_refused_by_name():
    assert refusal("0230229000000") == "day 29: must be 1 to 28"
    assert refusal("0231301000000") == "month 13: must be 1 to 12"
    assert refusal("0230001000000") == "month 0: must be 1 to 12"
    assert refusal("0230100000000") == "day 0: must be 1 to 31"
    assert refusal("0230101240000") == "hour 24: must be 0 to 23"
    assert refusal("0230101006000") == "minute 60: must be 0 to 59"
    assert refusal("0230101000060") == "second 60: must be 0 to 59"


def test_a_time_before_2000_in_utc_is_refused():
    assert refusal("1000101003000") == "outside 2000 to 2099"
    assert refusal("0000101003000", 1) == "outside 2000 to 2099"
    assert refusal("0991231235959", -1) == "outside 2000 to 2099"
