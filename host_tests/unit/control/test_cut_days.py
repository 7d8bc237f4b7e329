"""When a supply may be cut: every minute of days, slots over midnight, exception days, and what cannot be set."""

from fakes.refused import refused
from meter.clock.calendar import DAY, from_seconds, to_seconds, weekday
from meter.config.settings import ConfigError, Settings, load
from meter.control.cut_days import may_cut


def may(settings, *date):
    return may_cut(settings, to_seconds(*(date + (0,) * (6 - len(date)))))


def refusal(**given):
    return refused(ConfigError, Settings, given)


def test_by_default_on_working_days_at_any_time():
    settings = Settings()
    for second in (0, 1, 43_200, DAY - 1):
        found = [may_cut(settings, to_seconds(2026, 1, 5, 0, 0, 0) + day * DAY + second) for day in range(7)]
        assert found == [True] * 5 + [False] * 2


def test_any_days_of_the_week_may_be_working_days():
    for days in ("", "7", "135", "67", "1234567"):
        settings = Settings({"working_days": days})
        for number in range(7, 100):
            year, month, day = from_seconds(number * DAY)[:3]
            assert may(settings, year, month, day) == (str(weekday(year, month, day)) in days)


def test_exception_days_of_every_year_and_of_one():
    settings = Settings({"working_days": "1234567", "exception_days": "12-25 2012-05-01 02-29 2027-03-26 01-01"})
    for year in range(2010, 2030):
        for month, day, always, once in (
            (12, 25, True, 0), (1, 1, True, 0), (5, 1, False, 2012), (3, 26, False, 2027), (12, 5, False, 0),
            (12, 24, False, 0), (12, 26, False, 0), (11, 25, False, 0), (2, 28, False, 0),
        ):  # fmt: skip
            assert may(settings, year, month, day) == (not always and year != once), (year, month, day)
    assert not may(settings, 2028, 2, 29)
    # the month and day that two-digit parts of a year and a month would make
    for exception in ("2012-05-01", "2011-12-05", "2005-12-31"):
        settings = Settings({"working_days": "1234567", "exception_days": exception})
        allowed = [day for day in range(366) if not may_cut(settings, to_seconds(2028, 1, 1, 0, 0, 0) + day * DAY)]
        assert allowed == [], exception


def test_a_date_behind_the_same_day_of_another_year_is_found():
    settings = Settings({"exception_days": "2026-01-05 2027-01-05 01-06 01-05"})
    assert not may(settings, 2028, 1, 5) and not may(settings, 2032, 1, 6) and may(settings, 2032, 1, 7)


def test_a_hundred_days_are_taken():
    days = " ".join(["%02d-%02d" % (1 + k // 28, 1 + k % 28) for k in range(100)])
    settings = Settings({"working_days": "1234567", "exception_days": days})
    for k in range(101):
        assert may(settings, 2030, 1 + k // 28, 1 + k % 28) == (k == 100)
    assert refusal(exception_days=days + " 12-31") == "exception_days: 101, at most 100"


def test_slots_have_their_minutes_and_no_other():
    for slot in ("22:00-08:00", "08:00-22:00", "00:00-00:01", "23:59-00:00", "23:59-00:01", "00:00-23:59"):
        settings = Settings({"working_days": "1234567", "no_cut_slot": slot})
        begin, end = slot.split("-")
        for minute in range(1440):
            clock = "%02d:%02d" % (minute // 60, minute % 60)
            within = begin <= clock < end if begin < end else clock >= begin or clock < end
            for second in (0, 59):
                assert may(settings, 2026, 1, 7, minute // 60, minute % 60, second) != within, (slot, clock)


def test_what_cannot_be_a_calendar_is_refused():
    for days in ("0", "8", "11", "21", "1,2", "Mon", " 1", "1 "):
        assert refusal(working_days=days) == "working_days: %s, must be of 1234567, ascending" % days
    for days, said in (
        ("12-32", "12-32: day 32: must be 1 to 31"),
        ("13-01", "13-01: month 13: must be 1 to 12"),
        ("2027-02-29", "2027-02-29: day 29: must be 1 to 28"),
        ("1-1", "1-1, must be MM-DD or YYYY-MM-DD"),
        ("12-24,12-25", "12-24,12-25, must be MM-DD or YYYY-MM-DD"),
        ("12-24  12-25", ", must be MM-DD or YYYY-MM-DD"),
        (" 12-24", ", must be MM-DD or YYYY-MM-DD"),
        ("12-24 12-24", "12-24 given twice"),
    ):
        assert refusal(exception_days=days) == "exception_days: " + said, days
    for slot in (
        "22:00",
        "22:00-24:00",
        "8:00-9:00",
        "22:00-22:00",
        "22:00 08:00",
        "22:00-08:00-09:00",
        "-",
        "22:00-08:60",
    ):
        assert refusal(no_cut_slot=slot) == "no_cut_slot: %s, must be HH:MM-HH:MM and end at another minute" % slot
    assert refusal(low_max_days=256) == "low_max_days: 256, must be 0 to 255"
    assert refusal(credit_alarm_kwh=10_000) == "credit_alarm_kwh: 10000, must be 0 to 9999"
    assert refusal(working_days=5) == "working_days: must be a text"


def test_a_calendar_is_changed_and_written_as_other_settings_are():
    settings = Settings()
    assert settings.change("exception_days", "12-24", False) == ("", "12-24")
    assert settings.change("no_cut_slot", "22:00-08:00", False) == ("", "22:00-08:00")
    try:
        settings.change("no_cut_slot", "22:00-", False)
    except ConfigError:
        pass
    else:
        raise AssertionError("accepted")
    again = load(settings.dump())
    assert (again.exception_days, again.no_cut_slot, again.working_days) == ("12-24", "22:00-08:00", "12345")
