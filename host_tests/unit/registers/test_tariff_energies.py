"""Tariff energies add up to the total, whatever is switched, cut or rolled over."""

from fakes.plain_board import new_meter, run, value
from meter.metrology.energy import UJ_PER_WH, WRAP_WH, Energy
from meter.registers.tariff_energies import SIZE, TARIFFS, TariffEnergies
from model.dice import Dice


def registers(energy):
    return (energy.a_plus, energy.a_minus, energy.r[0], energy.r[3])


def shown(tariffs):
    """Of each energy: the eight tariffs."""
    return [[tariffs.read(which, tariff) for tariff in range(1, TARIFFS + 1)] for which in range(4)]


def life(energy, seed):
    """Yield after each of 300 random steps what the tariffs show: energy comes, or the tariff is switched."""
    tariffs, dice = TariffEnergies(energy), Dice(seed)
    for _ in range(300):
        if dice.below(3) == 0:
            tariffs.switch(1 + dice.below(8))
        for register in registers(energy):
            register.add(dice.below(3000) * 10_000_019)
        yield tariffs, shown(tariffs)


def test_the_tariffs_add_up_to_the_total_to_the_last_unit():
    energy = Energy(0)
    for tariffs, found in life(energy, 1):
        assert [sum(of_tariffs) for of_tariffs in found] == [tariffs.total(which) for which in range(4)]
    assert min(found[0]) > 5, found  # each was in force


def test_the_tariffs_add_up_to_the_total_when_it_rolls_over_at_10_gwh():
    energy = Energy(0)
    for register in registers(energy):
        register.wh = WRAP_WH - 200
    for tariffs, found in life(energy, 2):
        assert [sum(of_tariffs) % WRAP_WH for of_tariffs in found] == [tariffs.total(which) for which in range(4)]
    assert tariffs.total(0) < 10_000 and tariffs.total(3) < 10_000  # it did


def test_no_tariff_ever_steps_back():
    before = [[0] * TARIFFS] * 4
    for _, found in life(Energy(0), 3):
        for which in range(4):
            for old, new in zip(before[which], found[which]):
                assert new >= old
        before = found


def test_a_total_that_rolls_over_leaves_the_other_tariffs_as_they_are():
    energy = Energy(0)
    tariffs = TariffEnergies(energy)
    energy.a_plus.add(100 * UJ_PER_WH)
    tariffs.switch(2)
    energy.a_plus.wh = WRAP_WH - 1
    energy.a_plus.add(6 * UJ_PER_WH)
    assert tariffs.total(0) == 5
    assert shown(tariffs)[0][:2] == [100, WRAP_WH - 95]


def test_only_the_tariff_in_force_counts_and_a_begun_unit_goes_on_in_the_next():
    energy = Energy(0)
    tariffs = TariffEnergies(energy)
    energy.a_plus.add(UJ_PER_WH * 9 // 10)
    tariffs.switch(4)
    assert shown(tariffs)[0] == [0] * 8
    energy.a_plus.add(UJ_PER_WH * 2 // 10)
    assert shown(tariffs)[0] == [0, 0, 0, 1, 0, 0, 0, 0]
    tariffs.switch(4)
    tariffs.switch(1)
    energy.a_plus.add(UJ_PER_WH)
    assert shown(tariffs)[0] == [1, 0, 0, 1, 0, 0, 0, 0]


def test_energies_that_come_back_with_an_older_state_lose_nothing():
    """The state is kept by the minute, the totals at every digit: a cut comes between."""
    energy = Energy(0)
    tariffs = TariffEnergies(energy)
    energy.a_plus.add(50 * UJ_PER_WH)
    tariffs.switch(3)
    energy.a_plus.add(7 * UJ_PER_WH)
    state = b"z" + tariffs.pack()
    energy.a_plus.add(5 * UJ_PER_WH)
    again = TariffEnergies(energy)
    again.unpack(state, 1)
    assert len(state) == 1 + SIZE and again.active == 3
    assert shown(again)[0] == [50, 0, 12, 0, 0, 0, 0, 0]


def test_registers_of_all_energies_follow_a_tariff_that_was_forced():
    meter = new_meter()
    run(meter, 3600, 1000, 500, 600)
    meter.commands.write("129.0.0", "8", 1)
    run(meter, 600, 0, 0, 600)  # the switch is made at the end of a window
    run(meter, 3600, -3000, -600, 600)
    assert [value(meter, "%d.8.1" % k) for k in (1, 2, 3, 4)] == [1000, 0, 500, 0]
    assert [value(meter, "%d.8.8" % k) for k in (1, 2, 3, 4)] == [0, 3000, 0, 600]
    assert [value(meter, "%d.8.0" % k) for k in (1, 2, 3, 4)] == [1000, 3000, 500, 600]
