"""Loads become one current: signs, quadrants, phasor sums, and the angle of harmonics."""

import math

from tools.scenario.loads import Load, Loads, lag
from tools.scenario.mains import Mains


def near(one, other):
    return abs(one - other) < 1e-9 * max(1.0, abs(other))


def same(components, expected):
    """Equal lists of (order, rms, degrees)."""
    assert [c[0] for c in components] == [e[0] for e in expected], components
    for (_, rms, angle), (_, expected_rms, degrees) in zip(components, expected, strict=True):
        assert near(rms, expected_rms), (rms, expected_rms)
        turn = (math.degrees(angle) - degrees) / 360
        assert abs(turn - round(turn)) < 1e-12, (angle, degrees)
    return True


def current(*loads, volts=230.0):
    all_of_them = Loads()
    for k in range(len(loads)):
        all_of_them.connect("load %d" % k, loads[k])
    return all_of_them.current(volts)


def power(components, volts):
    """(P, Q) of the fundamental, from the definition: 100 points of a period of u · i, and of u a quarter later."""
    p = q = 0.0
    for k in range(100):
        turn = 2 * math.pi * k / 100
        i = sum([rms * math.sqrt(2) * math.sin(order * turn + angle) for order, rms, angle in components])
        p += volts * math.sqrt(2) * math.sin(turn) * i / 100
        q += volts * math.sqrt(2) * math.sin(turn - math.pi / 2) * i / 100
    return p, q


def test_power_factor_gives_the_lag():
    for pf, degrees in ((1, 0), (-1, 0), (0.5, 60), (-0.5, -60), (0, 90)):
        assert near(lag(pf), degrees)


def test_a_lagging_current_has_a_negative_angle():
    assert same(current(Load(amps=5.0, lag=60.0)), [(1, 5.0, -60)])
    assert same(current(Load(amps=5.0, lag=-60.0)), [(1, 5.0, 60)])


def test_a_source_is_half_a_turn_round():
    assert same(current(Load(amps=-5.0, lag=30.0)), [(1, 5.0, 150)])
    assert same(current(Load(watts=-1150.0)), [(1, 5.0, 180)])


def test_signs_of_all_four_quadrants():
    for sign, degrees, p, q in ((1, 60, 575, 996), (-1, -60, -575, 996), (-1, 60, -575, -996), (1, -60, 575, -996)):
        found = power(current(Load(amps=sign * 5.0, lag=float(degrees))), 230.0)
        assert (round(found[0]), round(found[1])) == (p, q)


def test_watts_are_kept_at_any_voltage_and_any_angle():
    for volts in (100.0, 207.0, 230.0, 400.0):
        for degrees in (-80.0, 0.0, 36.87):
            p, q = power(current(Load(watts=1900.0, lag=degrees), volts=volts), volts)
            assert near(p, 1900.0)
            assert near(q, 1900.0 * math.tan(math.radians(degrees)))


def test_below_100_volts_a_load_of_watts_is_an_impedance():
    load = Load(watts=1000.0)
    assert near(load.rms(100.0), 10.0)
    assert near(load.rms(50.0), 5.0)
    assert load.rms(0.0) == 0.0


def test_amps_flow_whatever_the_voltage():
    assert same(current(Load(amps=2.0), volts=0.0), [(1, 2.0, 0)])


def test_loads_add_as_phasors():
    three_and_four = (Load(amps=3.0), Load(amps=4.0, lag=90.0))
    assert same(current(*three_and_four), [(1, 5.0, -math.degrees(math.atan2(4, 3)))])
    loads = (Load(amps=10.0, harmonics=((3, 30.0, 0.0),)), Load(amps=10.0, lag=20.0, harmonics=((3, 40.0, 90.0),)))
    same(current(*loads)[1:], [(3, 5.0, math.degrees(math.atan2(4, 3)))])


def test_one_component_an_order_in_order():
    loads = [Load(amps=1.0, harmonics=((7, 5.0, 0.0), (3, 10.0, 0.0))) for _ in range(20)]
    assert same(current(*loads), [(1, 20.0, 0), (3, 2.0, 0), (7, 1.0, 0)])


def test_what_cancels_leaves_nothing():
    assert current(Load(amps=5.0, lag=33.0), Load(amps=-5.0, lag=33.0)) == []
    assert current() == []


def test_the_lag_shifts_the_fundamental_alone():
    for degrees in (0.0, 60.0, -60.0):
        load = Load(amps=2.0, lag=degrees, harmonics=((5, 20.0, 70.0),))
        assert same(current(load), [(1, 2.0, -degrees), (5, 0.4, 70)])


def test_a_source_turns_its_harmonics_too():
    assert same(current(Load(amps=-2.0, harmonics=((2, 50.0, 10.0),))), [(1, 2.0, 180), (2, 1.0, 190)])


def test_a_name_replaces_and_disconnects():
    loads = Loads()
    loads.connect("x", Load(amps=1.0))
    loads.connect("x", Load(amps=2.0))
    loads.connect("y", Load(amps=4.0))
    assert same(loads.current(230.0), [(1, 6.0, 0)])
    loads.disconnect("x")
    assert same(loads.current(230.0), [(1, 4.0, 0)])
    loads.disconnect("y")
    assert loads.current(230.0) == []


def test_voltage_has_angle_nought_and_harmonics_of_its_own():
    mains = Mains(200.0, 50.0, ((3, 1.5, 0.0), (5, 2.0, 180.0)))
    assert same(mains.voltage(), [(1, 200.0, 0), (3, 3.0, 0), (5, 4.0, 180)])
    mains.change({"volts": 0.0}, 0)
    assert mains.voltage() == []


def test_frequency_drifts_from_its_last_change_and_stops_at_the_limits():
    mains = Mains(hertz=50.0)
    mains.change({"drift": 0.5}, 1000)
    assert near(mains.hertz_at(1000), 50.0)
    assert near(mains.hertz_at(5000), 52.0)
    mains.change({"volts": 229.0}, 5000)
    assert near(mains.hertz_at(6000), 52.5)
    mains.change({"drift": -1.0}, 6000)
    assert near(mains.hertz_at(7000), 51.5)
    assert mains.hertz_at(100_000) == 45.0
    mains.change({"drift": 10.0}, 100_000)
    assert mains.hertz_at(200_000) == 65.0


def test_only_the_settings_there_are_can_be_changed():
    try:
        Mains().change({"volt": 1.0}, 0)
    except KeyError as error:
        assert error.args == ("volt",)
    else:
        raise AssertionError("accepted")
