"""Mean power of the integration period, its maxima, what is accumulated of them, and the threshold counter."""

from fakes.plain_board import board, codes, run, value
from meter.config.settings import Settings
from meter.meter import Meter
from meter.metrology.energy import UJ_PER_WH, WRAP_WH, Energy
from meter.registers.demand import MINUS_P, MINUS_Q, PLUS_P, PLUS_Q, TARIFF_1, TARIFF_2, Demand

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC


def made(k=0, threshold=99_000):
    """(Demand, Energy) of a meter with that digit K."""
    energy = Energy(0)
    given = {"configuration": codes(third="00-%d-00-0-00" % k), "power_threshold_w": threshold}
    return Demand(energy, Settings(given)), energy


def period(demand, energy, watts, tariff=1, time=900, seconds=900):
    """A period with constant A+ power."""
    energy.a_plus.add(1_000_000 * watts * seconds)
    demand.close(seconds, tariff, time)


def test_the_average_is_the_energy_of_the_period_over_its_length_rounded_down():
    for seconds in (300, 900, 1800, 3600):
        demand, energy = made()
        energy.a_plus.add(1_999_999 * seconds)
        energy.a_minus.add(2_000_000 * seconds)
        energy.r[0].add(1_500_000 * seconds)
        energy.r[1].add(1_500_000 * seconds)
        energy.r[3].add(4_000_000 * seconds)
        demand.close(seconds, 1, seconds)
        assert demand.averages == [1, 2, 3, 4], seconds
        demand.close(seconds, 1, 2 * seconds)
        assert demand.averages == [0, 0, 0, 0], seconds


def test_periods_end_where_the_clock_shows_a_multiple_of_them():
    for digit, seconds in ((1, 300), (2, 900), (3, 1800), (4, 3600)):
        meter = Meter(board({"configuration": codes("1-1-000-00-%d" % digit)}, FIRST + 420))
        run(meter, 6780, 1000)
        times = [time for _, time, _ in meter.load.log.read(0, 100)]
        assert times == list(range(FIRST + seconds, FIRST + 7200 + 1, seconds))[-len(times) :], seconds
        assert len(times) == 7200 // seconds - (1 if seconds == 300 else 0), seconds
        assert value(meter, "1.25.0") == 1000


def test_a_maximum_is_replaced_only_by_a_larger_one_and_has_the_time_of_its_period_s_end():
    demand, energy = made()
    for watts, time, wanted in ((500, 900, (500, 900)), (500, 1800, (500, 900)), (499, 2700, (500, 900))):
        period(demand, energy, watts, 1, time)
        assert demand.maximum(PLUS_P) == wanted
    period(demand, energy, 501, 1, 3600)
    assert demand.maximum(PLUS_P) == (501, 3600)


def test_registers_show_a_maximum_with_the_time_at_which_its_period_ended():
    meter = Meter(board({"configuration": codes()}, FIRST + 600))
    run(meter, 300, 900)
    run(meter, 900, 1500)
    run(meter, 900, -2000, -700)
    assert value(meter, "1.6.0") == (1500, FIRST + 1800)
    assert value(meter, "1.6.1") == (1500, FIRST + 1800) and value(meter, "1.6.2") == (0, 0)
    assert value(meter, "2.6.0") == (2000, FIRST + 2700)
    assert value(meter, "3.6.0") == (0, 0) and value(meter, "4.6.0") == (700, FIRST + 2700)


def test_each_power_has_a_maximum_of_its_own():
    demand, energy = made()
    energy.a_minus.add(900 * 7_000_000)
    energy.r[1].add(900 * 8_000_000)
    energy.r[2].add(900 * 9_000_000)
    period(demand, energy, 6)
    assert [demand.maximum(which)[0] for which in (PLUS_P, MINUS_P, PLUS_Q, MINUS_Q)] == [6, 7, 8, 9]


def test_a_maximum_of_a_tariff_is_of_the_periods_at_whose_end_it_was_in_force():
    demand, energy = made()
    for watts, tariff in ((100, 1), (200, 2), (300, 3), (400, 8), (150, 1), (120, 2)):
        period(demand, energy, watts, tariff)
    assert [demand.maximum(which)[0] for which in (PLUS_P, TARIFF_1, TARIFF_2)] == [400, 150, 200]


def test_a_period_in_which_the_clock_was_set_back_is_divided_by_the_longer_time():
    demand, energy = made()
    demand.stretch(60)
    demand.stretch(40)
    energy.a_plus.add(1_000_000 * 1000 * 1000)  # 1 kW for 1000 s
    demand.close(900, 1, 900)
    assert demand.averages[0] == 1000
    period(demand, energy, 1000)
    assert demand.averages[0] == 1000  # the next one is as long as ever


def test_no_maximum_overstates_the_power_when_the_clock_is_set_back_within_its_period():
    meter = Meter(board({"configuration": codes()}, FIRST))
    run(meter, 600, 1000)
    meter.commands.set_clock(FIRST + 300, 1)
    run(meter, 600, 1000)
    assert value(meter, "1.6.0") == (1000, FIRST + 900)


def test_configuration_k_names_the_maximum_that_is_accumulated():
    for k, wanted in ((0, 300), (1, 100), (2, 200)):
        demand, energy = made(k)
        for watts, tariff in ((100, 1), (200, 2), (300, 3)):
            period(demand, energy, watts, tariff)
        assert demand.added()[0] == wanted
        demand.reset()
        assert demand.accumulated == [wanted, 0, 0, 0]


def test_a_billing_stop_adds_the_maxima_up_and_begins_them_anew():
    demand, energy = made()
    for watts in (400, 250):
        energy.a_minus.add(900 * 1_000_000 * 2 * watts)
        energy.r[0].add(900 * 1_000_000 * 3 * watts)
        energy.r[3].add(900 * 1_000_000 * 4 * watts)
        period(demand, energy, watts)
        demand.reset()
        assert [demand.maximum(which) for which in range(6)] == [(0, 0)] * 6
    assert demand.accumulated == [650, 1300, 1950, 2600]
    demand.reset()
    assert demand.accumulated == [650, 1300, 1950, 2600]


def test_periods_above_the_threshold_are_counted_and_those_at_it_are_not():
    demand, energy = made(threshold=500)
    for watts, wanted in ((499, 0), (500, 0), (501, 1), (100, 1), (900, 2)):
        period(demand, energy, watts, 3)
        assert demand.above == wanted
    demand.reset()
    assert demand.above == 2  # a billing stop reads it and lets it go on


def test_a_register_that_rolls_over_at_10_gwh_does_not_disturb_the_average():
    demand, energy = made()
    energy.a_plus.wh = WRAP_WH - 1
    energy.r[0].wh, energy.r[1].wh = WRAP_WH - 1, 5
    demand.close(900, 1, 900)
    energy.a_plus.add(UJ_PER_WH * 1000)
    energy.r[0].add(UJ_PER_WH * 500)
    demand.close(900, 1, 1800)
    assert demand.averages == [4000, 0, 2000, 0]


def test_what_was_kept_comes_back_and_the_running_period_goes_on():
    demand, energy = made()
    period(demand, energy, 700, 2, FIRST)
    demand.reset()
    period(demand, energy, 800, 1, FIRST + 900)
    demand.stretch(100)
    energy.a_plus.add(1_000_000 * 800 * 500)
    state = b"xyz" + demand.pack()
    again = Demand(energy, Settings({"power_threshold_w": 700}))
    again.unpack(state, 3)
    assert (again.averages, again.maxima, again.times) == (demand.averages, demand.maxima, demand.times)
    assert again.accumulated == [700, 0, 0, 0]
    energy.a_plus.add(1_000_000 * 800 * 500)
    again.close(900, 1, FIRST + 1800)
    assert again.averages[0] == 800 and again.above == 1
