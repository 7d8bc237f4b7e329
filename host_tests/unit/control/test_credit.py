"""Countdown and debt: bought less consumed to the Wh, through top-ups, debts and the end of the register."""

from fakes.prepaid import Prepaid, prepaid
from meter.control.credit import MOST_S
from meter.metrology.energy import UJ_PER_WH, WRAP_WH


def shown(made):
    paid = made.paid
    return paid.countdown(), paid.owed()


def test_it_counts_down_and_then_what_is_owed():
    made = prepaid("2.5")
    assert shown(made) == (2500, 0)
    for wh, wanted in ((2499, (1, 0)), (1, (0, 0)), (1, (0, 1)), (9999, (0, 10_000))):
        made.use(wh)
        assert shown(made) == wanted


def test_less_than_a_unit_of_the_register_counts_when_the_register_does():
    made = prepaid("1")
    made.energy.a_plus.add(UJ_PER_WH - 1)
    assert shown(made) == (1000, 0)
    made.energy.a_plus.add(1)
    assert shown(made) == (999, 0)


def test_a_top_up_pays_the_debt_first_and_the_rest_stays_owed():
    made = prepaid("1")
    made.use(6000)
    made.top_up(2, "2")
    assert shown(made) == (0, 3000)
    made.top_up(3, "3")
    assert shown(made) == (0, 0)
    made.top_up(4, "0.001")
    assert shown(made) == (1, 0)


def test_the_register_that_goes_round_takes_no_credit_with_it():
    for before in (0, 1, 700, WRAP_WH // 3):
        made = Prepaid()
        made.energy.a_plus.wh = WRAP_WH - before - 1
        made.step()
        made.top_up(1, "1")
        made.use(before)
        for used in range(1, 1003, 77):
            made.use(77)
            made.step()
            assert shown(made) == (max(0, 1000 - before - used - 76), max(0, before + used + 76 - 1000))


def test_the_largest_credit_lasts_more_than_once_round_with_what_is_owed_then():
    made = prepaid("9999999")
    left = 9_999_999_000
    while left > -2 * WRAP_WH:
        made.use(777_777_777)
        made.step()
        left -= 777_777_777
        assert made.paid.balance() == left
        made.start()  # whatever was kept of it
        assert made.paid.balance() == left


def test_nothing_is_kept_while_energy_flows():
    made = prepaid("100")
    wear = sum(made.memory.wear)
    for _ in range(50):
        made.use(1000)
        made.step()
    assert sum(made.memory.wear) == wear and made.paid.countdown() == 50_000


def test_what_a_cut_takes_from_the_register_goes_back_to_the_credit():
    made = prepaid("1")
    made.use(400)
    made.top_up(2, "1")
    made.energy.a_plus.wh -= 10  # of an EEPROM
    assert shown(made) == (1610, 0)
    made.use(1610)
    assert shown(made) == (0, 0)


def test_a_register_below_the_mark_is_no_round():
    made = Prepaid()
    made.use(107)
    made.step()
    made.top_up(1, "1")
    made.energy.a_plus.wh = 100
    made.step()
    assert shown(made) == (1007, 0)


def test_a_register_that_has_lost_its_record_takes_no_credit_and_gives_none():
    made = Prepaid()
    made.use(5_000_000)
    made.step()
    made.top_up(1, "70")
    made.use(20_000)
    made.energy.a_plus.wh = 0
    made.step()
    assert shown(made) == (70_000, 0)
    made.use(5)
    made.start()
    assert shown(made) == (69_995, 0)


def test_time_remaining_is_by_the_last_hours():
    made = prepaid("48")
    assert made.paid.remaining_s() == MOST_S  # nothing is known
    for _ in range(60):
        made.use(20)
        made.step(60)
    left = made.paid.countdown()
    assert left == 48_000 - 1200
    assert abs(made.paid.remaining_s() - left * 3600 // 1200) <= 3600
    for _ in range(5 * 24):  # half as much for five days: the mean has followed
        made.use(100)
        made.step(3600)
    left = made.paid.countdown()
    assert left * 3600 // 110 <= made.paid.remaining_s() <= left * 3600 // 100
    made.use(left)
    assert made.paid.remaining_s() == 0


def test_time_remaining_outlasts_a_restart_and_has_an_end():
    made = prepaid("1000000")
    made.use(2000)
    made.step(3600)
    made.top_up(2, "1")  # whatever keeps the credit keeps it
    before = made.paid.remaining_s()
    made.start()
    assert made.paid.remaining_s() == before == MOST_S
    made.correct(48_000)
    assert 24 * 3600 <= made.paid.remaining_s() <= 24 * 3600 + 90
    made.paid.day_wh = 0
    assert made.paid.remaining_s() == MOST_S
