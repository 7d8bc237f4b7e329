"""Quadrants, signs, creep, remainders: what windows become in the registers."""

from meter.metrology.energy import UJ_PER_WH, Energy
from meter.metrology.quantities import Window


def window(p_mw, q_mvar, ms=200):
    w = Window(4000)
    w.samples = 4 * ms
    w.p_mw, w.q_mvar = p_mw, q_mvar
    w.energy_uj, w.reactive_uj = p_mw * ms, q_mvar * ms
    return w


def test_each_quadrant_fills_its_own_registers():
    for p, q, quadrant in ((1, 1, 1), (-1, 1, 2), (-1, -1, 3), (1, -1, 4)):
        energy = Energy(2300)
        energy.add(window(p * 1_000_000, q * 500_000))
        assert energy.quadrant == quadrant
        assert (energy.a_plus.uj, energy.a_minus.uj) == ((200_000_000, 0) if p > 0 else (0, 200_000_000))
        assert [r.uj for r in energy.r] == [100_000_000 if k == quadrant - 1 else 0 for k in range(4)]
        assert energy.r_plus.micro() == (100_000_000 // 3600 if q > 0 else 0)
        assert energy.r_minus.micro() == (100_000_000 // 3600 if q < 0 else 0)


def test_import_and_export_are_not_netted():
    energy = Energy(0)
    for p in (1_000_000, -1_000_000, 1_000_000):
        energy.add(window(p, 0))
    assert (energy.a_plus.uj, energy.a_minus.uj) == (400_000_000, 200_000_000)
    assert energy.a_sum.micro() == 600_000_000 // 3600


def test_below_the_cut_off_nothing_is_counted_at_it_everything():
    energy = Energy(2300)
    energy.add(window(2299, -2299))
    assert (energy.a_plus.uj, energy.r[3].uj, energy.active_uj, energy.reactive_uj) == (0, 0, 0, 0)
    energy.add(window(2300, -2300))
    assert (energy.a_plus.uj, energy.r[3].uj) == (460_000, 460_000)


def test_what_is_counted_goes_on_to_an_eighth_below_the_cut_off():
    energy = Energy(2300)
    counted = []
    for p in (2290, 2310, 2290, 2020, 2000, 2290, -2310, -2290):
        energy.add(window(p, 0))
        counted.append(energy.active_uj != 0)
    assert counted == [False, True, True, True, False, False, True, True]


def test_the_remainder_is_kept_from_unit_to_unit():
    energy = Energy(0)
    for _ in range(18_001):
        energy.add(window(1_000_003, 0, 1))
    total = 1_000_003 * 18_001
    assert (energy.a_plus.wh, energy.a_plus.uj) == (total // UJ_PER_WH, total % UJ_PER_WH)


def test_r_plus_carries_what_its_two_quadrants_leave_over():
    energy = Energy(0)
    energy.r[0].add(UJ_PER_WH - 1)
    energy.r[1].add(1)
    assert (energy.r[0].read(), energy.r[1].read(), energy.r_plus.read()) == (0, 0, 1)


def test_seven_digits_of_kilowatt_hours_roll_over():
    energy = Energy(0)
    energy.a_plus.wh = 9_999_999_999
    energy.a_plus.add(UJ_PER_WH)
    assert energy.a_plus.read() == 0
