"""What the meter says the time is: views of UTC, days of 23 and 25 hours, and what becomes of a chip that is wrong."""

from fakes.refused import refusal
from meter.clock.calendar import DAY, SPAN, from_seconds, to_seconds
from meter.clock.daylight import EUROPEAN_UNION, NONE, span
from meter.clock.timekeeper import Timekeeper

HOUR = 3600
NOON = to_seconds(2026, 6, 1, 12, 0, 0)
SPRING, AUTUMN = span(2026, EUROPEAN_UNION)


class Chip:
    """A clock chip that shows what it is told: `now` and `valid`; remembers its trims."""

    def __init__(self, now=NOON, valid=True):
        self.now = now
        self.valid = valid
        self.trims = []

    def read(self):
        return self.now, self.valid

    def set(self, seconds):
        self.now = seconds
        self.valid = True

    def trim(self, ppb):
        self.trims.append(ppb)


class BrokenChip(Chip):
    def set(self, seconds):
        raise OSError(5)


def wall(seconds, zone_hours=1, table=EUROPEAN_UNION):
    """(hour, minute, second, summer) that the wall clock shows at `seconds` UTC."""
    local, valid, summer = Timekeeper(Chip(seconds), zone_hours, table).local()
    assert valid
    return from_seconds(local)[3:] + (summer,)


def hours_of_day(year, month, day):
    """How many hours of UTC show this date on the wall clock of Denmark."""
    noon = to_seconds(year, month, day, 11, 0, 0)
    chip = Chip(0)
    clock = Timekeeper(chip, 1, EUROPEAN_UNION)
    found = 0
    for k in range(-24, 24):
        chip.now = noon + k * HOUR
        found += from_seconds(clock.local()[0])[:3] == (year, month, day)
    return found


def test_utc_and_normal_time_in_every_zone():
    for zone_hours in range(-11, 13):
        clock = Timekeeper(Chip(), zone_hours, EUROPEAN_UNION)
        assert clock.utc() == (NOON, True)
        assert clock.normal() == (NOON + zone_hours * HOUR, True)
        assert clock.local() == (NOON + (zone_hours + 1) * HOUR, True, True)


def test_in_spring_the_wall_clock_leaves_out_the_hour_from_two_to_three():
    assert wall(SPRING - 1) == (1, 59, 59, False)
    assert wall(SPRING) == (3, 0, 0, True)
    assert wall(SPRING + 59) == (3, 0, 59, True)


def test_in_autumn_the_hour_from_two_to_three_comes_twice():
    assert wall(AUTUMN - HOUR) == (2, 0, 0, True)
    assert wall(AUTUMN - 1) == (2, 59, 59, True)
    assert wall(AUTUMN) == (2, 0, 0, False)
    assert wall(AUTUMN + HOUR) == (3, 0, 0, False)


def test_all_zones_of_the_union_change_at_one_moment():
    assert wall(SPRING, 0) == (2, 0, 0, True)
    assert wall(SPRING, 2) == (4, 0, 0, True)


def test_days_have_23_24_and_25_hours():
    assert hours_of_day(2026, 3, 28) == 24
    assert hours_of_day(2026, 3, 29) == 23
    assert hours_of_day(2026, 3, 30) == 24
    assert hours_of_day(2026, 10, 25) == 25


def test_normal_time_knows_no_summer():
    for moment in (SPRING - 1, SPRING, AUTUMN - 1, AUTUMN):
        assert Timekeeper(Chip(moment), 1, EUROPEAN_UNION).normal() == (moment + HOUR, True)


def test_without_a_table_there_is_no_summer():
    assert wall(NOON, 1, NONE) == (13, 0, 0, False)
    assert Timekeeper(Chip(), 1).local() == (NOON + HOUR, True, False)


def test_one_clock_follows_the_changes_of_every_year():
    chip = Chip(0)
    clock = Timekeeper(chip, 1, EUROPEAN_UNION)
    for year in range(2000, 2100):
        for change, after in zip(span(year, EUROPEAN_UNION), (True, False)):
            for chip.now, summer in ((change - 1, not after), (change, after)):
                assert clock.local()[1:] == (True, summer), chip.now


def test_zone_and_table_change_while_it_runs():
    clock = Timekeeper(Chip(), 1)
    assert clock.local() == (NOON + HOUR, True, False)
    clock.daylight_table = EUROPEAN_UNION
    clock.zone_hours = 2
    assert clock.local() == (NOON + 3 * HOUR, True, True)
    assert clock.normal() == (NOON + 2 * HOUR, True)
    clock.daylight_table = NONE
    assert clock.local() == (NOON + 2 * HOUR, True, False)
    clock.daylight_table = 7
    assert refusal(clock.local) == "summer time table 7: must be 0 or 1"


def test_views_stay_within_the_calendar():
    assert Timekeeper(Chip(0), -11).normal() == (0, True)
    assert Timekeeper(Chip(0), -11).local() == (0, True, False)
    assert Timekeeper(Chip(SPAN - 1), 12).local() == (SPAN - 1, True, False)


def test_a_start_with_a_good_chip_changes_nothing():
    for last_known in (0, NOON - DAY, NOON - 1, NOON):
        clock = Timekeeper(Chip(), 1)
        clock.start(last_known)
        assert clock.utc() == (NOON, True)


def test_a_chip_up_to_a_minute_behind_is_believed_and_waited_for():
    chip = Chip(NOON - 60)
    clock = Timekeeper(chip, 1)
    clock.start(NOON)
    assert clock.utc() == (NOON, True)
    chip.now = NOON + 1
    assert clock.utc() == (NOON + 1, True)


def test_a_chip_further_behind_is_not_believed_until_it_is_set():
    chip = Chip(NOON - 61)
    clock = Timekeeper(chip, 1)
    clock.start(NOON)
    assert clock.utc() == (NOON, False)
    chip.now += 100
    assert clock.utc() == (NOON + 100, False)
    assert clock.local()[1] is False
    chip.now -= 1
    assert clock.utc() == (NOON + 100, False)
    clock.set(NOON + 90)
    chip.now += 5
    assert clock.utc() == (NOON + 95, True)


def test_with_a_chip_that_has_lost_its_time_it_goes_on_from_the_last_known():
    for garbage in (0, 1000, NOON + DAY):
        chip = Chip(garbage, False)
        clock = Timekeeper(chip, 1)
        clock.start(NOON)
        assert clock.utc() == (NOON, False)
        chip.now += 3600
        assert clock.utc() == (NOON + 3600, False)
        assert chip.now == garbage + 3600, "written"
        clock.set(NOON + DAY)
        assert clock.utc() == (NOON + DAY, True)


def test_a_new_meter_counts_from_2000_until_it_is_set():
    chip = Chip(0, False)
    clock = Timekeeper(chip, 1)
    clock.start(0)
    chip.now = 5
    assert clock.utc() == (5, False)


def test_a_chip_that_answers_late_is_believed_again():
    chip = Chip(0, False)
    clock = Timekeeper(chip, 1)
    clock.start(NOON)
    assert clock.utc() == (NOON, False)
    chip.now, chip.valid = NOON + 10, True
    assert clock.utc() == (NOON + 10, True)


def test_a_chip_that_answers_late_and_is_behind_is_not():
    chip = Chip(0, False)
    clock = Timekeeper(chip, 1)
    clock.start(NOON)
    chip.now, chip.valid = NOON - DAY, True
    assert clock.utc() == (NOON, False)
    chip.now += 10
    assert clock.utc() == (NOON + 10, False)


def test_time_never_goes_back_and_is_not_valid_where_it_stands_still():
    chip = Chip()
    clock = Timekeeper(chip, 1)
    for chip.now, shown, valid in (
        (NOON, NOON, True),
        (NOON - 1, NOON, True),
        (NOON - 60, NOON, True),
        (NOON - 61, NOON, False),
        (0, NOON, False),
        (NOON + 1, NOON + 1, True),
        (SPAN, NOON + 1, False),
        (NOON + 2, NOON + 2, True),
    ):
        assert clock.utc() == (shown, valid), chip.now


def test_setting_may_go_back():
    clock = Timekeeper(Chip(), 1)
    assert clock.utc() == (NOON, True)
    clock.set(NOON - DAY)
    assert clock.utc() == (NOON - DAY, True)


def test_a_setting_outside_the_calendar_is_refused_and_changes_nothing():
    clock = Timekeeper(Chip(), 1)
    assert refusal(clock.set, -1) == "-1 s: outside 2000 to 2099"
    assert refusal(clock.set, SPAN) == "3155760000 s: outside 2000 to 2099"
    assert clock.utc() == (NOON, True)
    clock.set(SPAN - 1)
    assert clock.utc() == (SPAN - 1, True)
    clock.set(0)
    assert clock.utc() == (0, True)


def test_a_chip_that_cannot_be_set_leaves_the_time_as_it_was():
    chip = BrokenChip(0, False)
    clock = Timekeeper(chip, 1)
    clock.start(NOON)
    try:
        clock.set(NOON + DAY)
    except OSError:
        pass
    else:
        raise AssertionError("set")
    chip.now += 5
    assert clock.utc() == (NOON + 5, False)


def test_a_trim_reaches_the_chip():
    chip = Chip()
    Timekeeper(chip, 1).trim(-5000)
    assert chip.trims == [-5000]
