"""When prepayment cuts the supply and when it may come back: calendar, clock, reduced load, alarm, restarts."""

from fakes.prepaid import MONDAY, Prepaid, prepaid
from meter.clock.calendar import DAY, to_seconds
from meter.logs import event_codes as codes

HOUR = 3600
SATURDAY = MONDAY + 5 * DAY
EUROPE = ["1-1-000-00-2", "000-01-01-1", "00-0-01-0-00", "000-001-00", "000"]  # UTC + 1, with summer time


def spent(kwh="1", **given):
    """One whose credit has just been used up, and cut for it where it may be; with a low threshold."""
    given = dict({"threshold_low": 2}, **given)
    made = prepaid(kwh, **given)
    made.use(made.paid.countdown())
    made.step()
    return made


def test_it_cuts_when_the_register_reaches_the_credit():
    made = prepaid("1")
    made.use(999)
    assert not made.step() and not made.paid.exhausted
    made.energy.a_plus.add(3_599_999_999)
    assert not made.step()
    made.energy.a_plus.add(1)
    assert made.step() and made.paid.exhausted
    assert made.codes() == [codes.USED_UP]
    for _ in range(100):
        assert made.step()
    assert made.codes() == []


def test_before_it_is_stepped_it_does_not_count():
    made = Prepaid()
    made.use(5000)
    assert not made.paid.on and made.paid.countdown() == made.paid.owed() == made.paid.remaining_s() == 0
    assert made.paid.may_reconnect(False) and made.codes() == []
    made.step()
    assert made.paid.on and made.paid.owed() == 0 and made.told == [(codes.PREPAYMENT, "", "off", "on")]
    made.use(3)
    made.start()
    assert made.paid.on and made.paid.owed() == 3


def test_the_first_cut_waits_for_the_first_top_up():
    made = Prepaid()
    made.step()
    made.use(500)
    assert not made.step(DAY) and made.paid.owed() == 500 and not made.paid.alarm
    made.top_up(1, "0.3")
    assert made.step() and made.paid.owed() == 200


def test_switching_off_clears_credit_and_debt_and_says_what_it_was():
    for used, was in ((300, "700"), (1700, "-700")):
        made = prepaid("1")
        made.use(used)
        made.step()
        made.told = []
        made.paid.disable()
        assert made.told == [(codes.PREPAYMENT, "", was, "off")]
        assert made.paid.countdown() == made.paid.owed() == made.paid.last_top_up == 0
        assert not (made.paid.on or made.paid.cut or made.paid.exhausted or made.paid.alarm)
        made.start()
        assert not made.paid.on and made.paid.balance() == 0
        made.step()
        made.top_up(1, "5")  # an old token buys nothing in the next life of the credit
        assert made.paid.balance() == 0 and made.paid.highest == 1


def test_switched_on_and_off_twice_it_is_kept_once():
    made = prepaid()
    wear = sum(made.memory.wear)
    made.step()
    assert made.paid.countdown() == 1000 and sum(made.memory.wear) == wear and made.codes() == []
    made.paid.disable()
    wear = sum(made.memory.wear)
    made.paid.disable()
    assert sum(made.memory.wear) == wear


def test_on_days_off_the_cut_waits_and_what_is_used_is_owed():
    made = prepaid("1", now=SATURDAY)
    made.use(1000)
    for hour in range(48):
        assert not made.step(HOUR) or hour == 47, hour
        if hour < 47:
            made.use(10)
            assert not made.paid.exhausted and made.paid.owed() == 10 * (hour + 1)
    assert made.paid.exhausted and made.paid.owed() == 470
    assert made.codes() == [codes.CUT_DEFERRED, codes.USED_UP]


def test_a_deferred_cut_is_told_once_whatever_restarts():
    made = spent(now=SATURDAY)
    for _ in range(5):
        made.start()
        assert not made.step(HOUR)
    assert made.codes().count(codes.CUT_DEFERRED) == 1


def test_a_top_up_in_time_takes_the_deferred_cut_back():
    made = spent(now=SATURDAY)
    made.use(400)
    made.top_up(2, "1")
    assert made.paid.countdown() == 600
    assert not made.step(3 * DAY)
    made.use(600)
    assert made.step()


def test_it_goes_by_local_time_and_summer_time():
    # Friday in Europe lasts until 22:00 UTC in summer, and Monday begins at 22:00 UTC on Sunday
    for utc, wanted in (
        (to_seconds(2026, 7, 3, 21, 59, 58), True),
        (to_seconds(2026, 7, 3, 22, 0, 0), False),
        (to_seconds(2026, 7, 5, 21, 59, 58), False),
        (to_seconds(2026, 7, 5, 22, 0, 0), True),
        (to_seconds(2026, 1, 4, 22, 59, 58), False),
        (to_seconds(2026, 1, 4, 23, 0, 0), True),
    ):
        made = prepaid(configuration=EUROPE, now=utc - 1)
        made.use(1000)
        assert made.step() == wanted, utc


def cut_in(begin, end, **given):
    """Minutes after `begin` at which a credit that is used up then is cut, at the latest at `end`."""
    made = prepaid(now=begin - 61, **given)
    made.use(1000)
    for minute in range((end - begin) // 60):
        if made.step(60):
            return minute
    return None


def test_a_slot_over_midnight_spares_the_night():
    tuesday = MONDAY + DAY
    for hour, wanted in ((21, 0), (22, 600), (23, 540), (0, 480), (7, 60), (8, 0)):
        assert cut_in(tuesday + hour * HOUR, tuesday + 2 * DAY, no_cut_slot="22:00-08:00") == wanted, hour
    friday = MONDAY + 4 * DAY + 23 * HOUR
    assert cut_in(friday, friday + 4 * DAY, no_cut_slot="22:00-08:00") == 60 * (24 * 2 + 9)


def test_on_the_days_of_the_change_to_and_from_summer_time():
    """Sundays, as working days here: 2026-03-29 has no 02:30, 2026-10-25 has it twice."""
    given = {"configuration": EUROPE, "working_days": "7"}
    march, october = to_seconds(2026, 3, 28, 23, 0, 0), to_seconds(2026, 10, 24, 22, 0, 0)
    for begin, hours in ((march, 23), (october, 25)):
        assert cut_in(begin, begin + 25 * HOUR, no_cut_slot="00:00-23:59", **given) == 60 * hours - 1
        assert cut_in(begin - HOUR, begin + DAY, **given) == 60
    assert cut_in(march + HOUR, march + DAY, no_cut_slot="01:00-03:00", **given) == 60
    assert cut_in(october + HOUR, october + DAY, no_cut_slot="01:00-03:00", **given) == 180
    assert cut_in(march + HOUR, march + DAY, no_cut_slot="01:00-02:30", **given) == 60


def test_without_restrictions_it_cuts_on_any_day_and_by_no_clock():
    for valid in (True, False):
        made = prepaid(now=SATURDAY)
        made.settings.basis = 2 | 32
        made.use(1000)
        assert made.step(1, valid)


def test_a_clock_that_is_not_valid_cuts_nothing():
    made = prepaid()
    made.use(1000)
    assert not made.step(1, False) and made.paid.owed() == 0
    assert not made.step(DAY, False)
    assert made.step(1, True)


def test_a_clock_outside_the_calendar_of_the_zone_is_no_error():
    made = prepaid(configuration=EUROPE, now=to_seconds(2099, 12, 31, 23, 59, 50))
    made.use(1000)
    made.step()


def test_once_cut_it_stays_so_on_days_off_and_after_restarts():
    made = spent()
    for _ in range(10):
        made.start()
        assert made.step(DAY) and made.paid.exhausted
    assert made.codes().count(codes.USED_UP) == 1


def test_a_top_up_that_leaves_something_ends_it_at_once():
    made = spent()
    made.use(500)
    made.top_up(2, "0.5")
    assert made.paid.cut and made.paid.exhausted and not made.paid.may_reconnect(False)
    made.top_up(3, "0.001")
    assert not made.paid.cut and not made.paid.exhausted and made.paid.may_reconnect(False)
    assert not made.step()


def test_reduced_load_for_so_many_days():
    made = spent(low_max_days=3)
    assert made.paid.may_reconnect(True) and not made.paid.may_reconnect(False)
    made.paid.reconnected()
    assert not made.paid.cut and made.paid.exhausted
    for _ in range(3 * 24 - 1):
        made.use(5)
        assert not made.step(HOUR) and not made.paid.expired
    assert made.step(HOUR) and made.paid.expired and not made.paid.may_reconnect(True)
    assert made.paid.owed() == 5 * (3 * 24 - 1)
    assert made.codes().count(codes.REDUCED_OVER) == 1
    made.settings.low_max_days = 255
    made.start()
    assert made.step() and made.paid.expired and made.codes() == []
    made.top_up(2, "1")
    assert not made.step() and not made.paid.expired
    made.use(made.paid.countdown())
    made.step()
    assert made.paid.may_reconnect(True)  # a new cut-off has days of its own


def test_without_days_or_threshold_there_is_no_reduced_load():
    for given in ({}, {"low_max_days": 5, "threshold_low": 0}):
        assert not spent(**given).paid.may_reconnect(True)
    assert spent(low_max_days=5).paid.may_reconnect(True)


def test_who_reconnects_regardless_has_no_days_either():
    """By a command that does not ask: what it closes is open again in the next second."""
    made = spent()
    made.paid.reconnected()
    assert made.step() and made.paid.expired


def test_days_of_reduced_load_go_on_from_the_first_reconnection():
    made = spent(low_max_days=2)
    made.paid.reconnected()
    made.step(DAY)
    made.paid.reconnected()  # cut off for its load meanwhile
    assert not made.step(DAY - 1)
    assert made.step(1)


def test_neither_clock_settings_nor_outages_nor_restarts_move_the_days():
    made = spent(low_max_days=2)
    made.paid.reconnected()
    made.step()
    for change in (400 * DAY, -900 * DAY, 30 * DAY, -1):
        made.set_clock(made.chip.seconds + change)
        assert not made.step(HOUR)
        made.start()
        made.chip.seconds += 70 * DAY  # an outage
        assert not made.step(HOUR, False)
    assert not made.step(2 * DAY - 8 * HOUR - 2)
    made.start()
    assert made.step()


def test_operating_time_that_a_cut_takes_back_or_that_goes_round_is_no_lifetime():
    made = Prepaid(low_max_days=1)
    made.hours.restore((1 << 40) - 1000 * HOUR // 2)
    made.start()
    made.step()
    made.top_up(1, "1")
    made.use(1000)
    made.step()
    made.paid.reconnected()
    assert not made.step()
    kept = made.hours.milliseconds()
    made.hours.restore(kept - 5000)
    assert not made.step()
    made.hours.restore((kept + HOUR * 1000) & (1 << 40) - 1)
    assert not made.step()
    made.hours.restore((kept + DAY * 1000) & (1 << 40) - 1)
    assert made.step()


def test_the_alarm_comes_at_its_limit_and_goes_a_tenth_above():
    made = prepaid("12", credit_alarm_kwh=10)
    assert not made.paid.alarm
    made.use(1999)
    made.step()
    assert not made.paid.alarm
    made.use(1)
    made.step()
    assert made.paid.alarm and made.codes() == [codes.CREDIT_LOW]
    made.energy.a_plus.wh -= 9  # of an EEPROM, by a cut
    made.start()
    made.step()
    assert made.paid.alarm
    made.correct(11_000)
    made.step()
    assert made.paid.alarm
    made.correct(11_001)
    made.step()
    assert not made.paid.alarm
    made.use(1001)
    made.step()
    assert made.paid.alarm and made.codes().count(codes.CREDIT_LOW) == 1


def test_the_alarm_stays_while_nothing_is_left_and_may_be_switched_off():
    made = spent()
    assert made.paid.alarm
    made.settings.credit_alarm_kwh = 0
    made.step()
    assert not made.paid.alarm


def test_a_memory_that_does_not_answer_neither_stops_the_cut_nor_lasts():
    made = prepaid()
    made.memory.left = 0
    made.use(1000)
    assert made.step() and made.step()
    made.memory.left = None
    made.step()
    made.start()
    assert made.paid.exhausted


def test_energies_are_kept_before_what_follows_from_them():
    made = prepaid()
    before = made.settled
    made.use(1000)
    made.step()
    assert made.settled == before + 1
