"""When a billing stop is due, by all codes of the datasheet, and what is counted of them."""

from fakes.plain_board import codes
from meter.clock.calendar import SPAN, from_seconds, to_seconds
from meter.config.settings import Settings
from meter.registers.billing import NEVER, Billing, due_after

ALL = 0xFFF  # months
# configuration HH, as the datasheet has it; 14 to 25 are once a year, from January to December
MONTHS = {
    "01": (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "02": (1, 3, 5, 7, 9, 11),
    "03": (2, 4, 6, 8, 10, 12),
    "04": (1, 4, 7, 10),
    "05": (2, 5, 8, 11),
    "06": (3, 6, 9, 12),
    "07": (1, 7),
    "08": (2, 8),
    "10": (3, 9),
    "11": (4, 10),
    "12": (5, 11),
    "13": (6, 12),
    "14": (1,), "15": (2,), "16": (3,), "17": (4,), "18": (5,), "19": (6,),
    "20": (7,), "21": (8,), "22": (9,), "23": (10,), "24": (11,), "25": (12,),
}  # fmt: skip


def billing(day, months, zone=0):
    return Billing(
        Settings({"configuration": codes(second="000-%s-%s-1" % (day, months), third="00-0-%02d-0-00" % zone)})
    )


def dues(plan, now, count):
    """The next `count` times after `now` at which a stop is due, each made in turn: (year, month, day, hour)."""
    plan.plan(now)
    found = []
    for _ in range(count):
        found.append(from_seconds(plan.due)[:4])
        plan.made(plan.due)
    return found


def test_stops_are_due_in_the_months_that_hh_names():
    for code in MONTHS:
        months = MONTHS[code]
        wanted = [(year, month, 15, 0) for year in (2026, 2027) for month in months]
        assert dues(billing("15", code), to_seconds(2026, 1, 1, 0, 0, 0), len(wanted)) == wanted, code


def test_stops_are_due_on_the_day_that_gg_names():
    for day in range(1, 29):
        found = dues(billing("%02d" % day, "01"), to_seconds(2025, 12, 31, 12, 0, 0), 13)
        assert found == [(2026, month, day, 0) for month in range(1, 13)] + [(2027, 1, day, 0)], day


def test_the_28th_of_february_is_there_in_every_year():
    for year in (2026, 2028):
        assert due_after(to_seconds(year, 2, 27, 23, 59, 59), 28, ALL) == to_seconds(year, 2, 28, 0, 0, 0)
        assert due_after(to_seconds(year, 2, 28, 0, 0, 0), 28, ALL) == to_seconds(year, 3, 28, 0, 0, 0)


def test_the_year_ends_between_two_stops():
    assert due_after(to_seconds(2026, 12, 1, 0, 0, 0), 1, ALL) == to_seconds(2027, 1, 1, 0, 0, 0)
    assert due_after(to_seconds(2026, 1, 2, 0, 0, 0), 1, 1) == to_seconds(2027, 1, 1, 0, 0, 0)
    assert due_after(to_seconds(2026, 12, 31, 23, 59, 59), 28, 1 << 11) == to_seconds(2027, 12, 28, 0, 0, 0)


def test_a_stop_controlled_from_outside_is_never_due():
    assert due_after(0, 0, ALL) == due_after(0, 1, 0) == NEVER
    plan = billing("00", "00")
    plan.plan(0)
    assert plan.due == NEVER
    plan.made(5)
    assert (plan.count, plan.due) == (1, NEVER)


def test_after_the_last_year_of_the_calendar_nothing_is_due():
    assert due_after(to_seconds(2099, 12, 1, 0, 0, 0), 1, ALL) == NEVER
    assert due_after(SPAN - 1, 28, ALL) == NEVER
    assert due_after(to_seconds(2099, 11, 1, 0, 0, 0), 1, ALL) == to_seconds(2099, 12, 1, 0, 0, 0)


def test_midnight_is_that_of_normal_time_in_the_meter_s_zone():
    now = to_seconds(2026, 6, 10, 0, 0, 0)
    for zone, wanted in ((0, (2026, 7, 1, 0)), (1, (2026, 6, 30, 23)), (12, (2026, 6, 30, 12)), (13, (2026, 7, 1, 11))):
        assert dues(billing("01", "01", zone), now, 1) == [wanted], zone


def test_a_stop_by_command_changes_nothing_of_what_is_due():
    plan = billing("01", "01")
    plan.plan(to_seconds(2026, 6, 10, 0, 0, 0))
    plan.made(to_seconds(2026, 6, 20, 0, 0, 0))
    assert plan.count == 1 and plan.due == to_seconds(2026, 7, 1, 0, 0, 0)


def test_stops_that_were_missed_are_one_stop():
    plan = billing("01", "01")
    plan.plan(to_seconds(2026, 1, 10, 0, 0, 0))
    plan.made(to_seconds(2026, 5, 10, 0, 0, 0))
    assert plan.count == 1 and plan.due == to_seconds(2026, 6, 1, 0, 0, 0)


def test_a_stop_is_not_due_again_when_the_clock_was_set_back_over_it():
    plan = billing("01", "01")
    july = to_seconds(2026, 7, 1, 0, 0, 0)
    plan.plan(july - 1)
    plan.made(july)
    for before in (1, 3600, 20 * 86_400):
        plan.plan(july - before)
        assert plan.due == to_seconds(2026, 8, 1, 0, 0, 0), before


def test_stops_are_counted_in_four_digits():
    plan = billing("01", "01")
    plan.count = 9998
    plan.made(0)
    assert plan.count == 9999
    plan.made(0)
    assert plan.count == 0


def test_what_was_kept_comes_back():
    plan, again = billing("01", "01"), billing("01", "01")
    july = to_seconds(2026, 7, 1, 0, 0, 0)
    plan.plan(july - 1)
    plan.made(july)
    again.unpack(b"state" + plan.pack(), 5)
    assert (again.count, again.due) == (1, plan.due)
    again.plan(july - 5)
    assert again.due == plan.due  # it knows, too, which stop has been made
