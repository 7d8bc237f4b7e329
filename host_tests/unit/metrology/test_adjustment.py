"""The arithmetic of the steps: signs, limits, both directions of energy, and every refusal."""

import math

from fakes.refused import refused
from meter.metrology.adjustment import Reference, corrected, error
from meter.metrology.average import Average
from meter.metrology.calibration import Calibration
from meter.metrology.limits import Refused

V_UV = 230_000_000
NOMINAL = Calibration(500_000_000, 150_000_000_000)


class Window:
    """What an Average takes, of a load on 230 V."""

    rate = 8000

    def __init__(self, volts=230.0, amps=5.0, lag=0.0, hertz=50.0):
        self.samples = round(80_000 / hertz)
        self.v_rms_mv = round(volts * 1e3)
        self.i_rms_ua = round(abs(amps) * 1e6)
        watts = volts * amps * math.cos(math.radians(lag))
        reactive = volts * amps * math.sin(math.radians(lag))
        self.p_mw, self.q_mvar = round(watts * 1e3), round(reactive * 1e3)
        self.energy_uj = round(watts * 1e6 * self.samples / self.rate)
        self.reactive_uj = round(reactive * 1e6 * self.samples / self.rate)
        self.f_mhz = round(hertz * 1e3)


def averaged(*windows, noise_mw=2300):
    """The Average of `windows`; one is taken five times."""
    average = Average(len(windows) * (5 if len(windows) == 1 else 1), noise_mw)
    while not average.complete:
        for window in windows:
            average.add(window)
    return average


def refusal(call, *arguments):
    return refused(Refused, call, *arguments)


def near(value, wanted, within):
    return abs(value - wanted) <= within


def step(name, average, calibration=NOMINAL, at_mc=25_000, **read):
    """`corrected`, which must leave what it was given as it was."""
    before = calibration.pack()
    try:
        return corrected(name, calibration, NOMINAL, average, Reference(**read), at_mc)
    finally:
        assert calibration.pack() == before


def test_means_of_windows():
    average = averaged(Window(amps=4.99), Window(amps=5.01), Window(229.9), Window(230.1), noise_mw=0)
    assert (average.v_uv, average.f_mhz, average.count) == (V_UV, 50_000, 4)
    assert near(average.i_ua, 5_000_005, 2)
    assert near(average.p_uw, 1_150_000_000, 10_000)
    average = averaged(Window(lag=60.0, hertz=60.0))
    assert near(average.p_uw, 575e6, 500) and near(average.q_uvar, 995.929e6, 500)


def test_what_is_not_steady_is_refused():
    assert refusal(averaged, Window(229), Window(231.4)) == "VOLTAGE NOT STEADY"
    averaged(Window(229), Window(231.2))
    assert refusal(averaged, Window(amps=5), Window(amps=5.113)) == "POWER NOT STEADY"
    averaged(Window(amps=5), Window(amps=5.109))
    assert refusal(averaged, Window(amps=0.25), Window(amps=0.266)) == "POWER NOT STEADY"
    averaged(Window(amps=0.25), Window(amps=0.26))
    assert refusal(averaged, Window(amps=0.25), Window(amps=-0.25)) == "POWER NOT STEADY"
    dead = Window()
    dead.f_mhz = 0
    assert refusal(averaged, Window(), dead) == "NO VOLTAGE"


def test_the_error_is_what_was_measured_too_much():
    average = averaged(Window(amps=5.05))
    assert near(error("gain", average, Reference(p_uw=1_150_000_000)), 10_000, 1)
    assert near(error("gain", average, Reference(i_ua=5_100_000)), -9804, 1)
    assert near(error("gain", averaged(Window(amps=-5.05)), Reference(p_uw=-1_150_000_000)), 10_000, 1)
    assert error("noise", average, Reference()) == average.i_ua
    assert refusal(error, "gain", average, Reference(p_uw=0)) == "REFERENCE ZERO"


def test_gain_takes_power_over_current_and_voltage_where_it_is_read():
    average = averaged(Window())
    new = step("gain", average, v_uv=231_150_000, p_uw=1_161_500_000, i_ua=1)
    assert (new.v_full_uv, new.at_mc) == (502_500_000, 25_000)
    assert near(new.i_full_na, 150e9 * 1.01 / 1.005, 2)
    new = step("gain", average, p_uw=1_161_500_000)
    assert (new.v_full_uv, new.i_full_na) == (500_000_000, 151_500_000_000)
    new = step("gain", average, v_uv=231_150_000, i_ua=4_950_000)
    assert (new.v_full_uv, new.i_full_na) == (502_500_000, 148_500_000_000)


def test_gain_of_energy_that_flows_back():
    new = step("gain", averaged(Window(amps=-5)), v_uv=231_150_000, p_uw=-1_161_500_000)
    assert near(new.i_full_na, 150e9 * 1.01 / 1.005, 2)
    assert refusal(lambda: step("gain", averaged(Window(amps=-5)), p_uw=1_150_000_000)) == "CORRECTION ABOVE 10 %"


def test_gain_at_another_temperature_keeps_what_the_drift_had_taken_out():
    """40 K warmer full scale of the voltage counted as 0.08 % more, the current's as 0.2 % less: that is right."""
    known = NOMINAL.copy()
    known.v_ppb, known.i_ppb = 20_000, -50_000
    new = step("gain", averaged(Window()), known, 65_000, v_uv=V_UV, p_uw=1_150_000_000)
    assert (new.v_full_uv, new.i_full_na, new.at_mc) == (500_400_000, 149_700_000_000, 65_000)
    assert (new.v_ppb, new.i_ppb) == (20_000, -50_000)


def test_phase_finds_the_delay_that_turned_the_power():
    for lag, sign in ((60.0, 1), (55.0, 1), (60.0, -1)):
        for late_ns in (4000, -4000, 60_000):
            for hertz in (50.0, 60.0):
                seen = Window(amps=5.0 * sign, lag=lag - 360e-9 * hertz * late_ns, hertz=hertz)
                truth = round(sign * 1150e6 * math.cos(math.radians(lag)))
                new = step("phase", averaged(seen), p_uw=truth)
                assert near(new.delay_ns, late_ns, 5 + abs(late_ns) // 5000), (lag, sign, late_ns, hertz, new.delay_ns)


def test_phase_adds_to_the_delay_that_was_there():
    known = NOMINAL.copy()
    known.delay_ns = 62_500
    new = step("phase", averaged(Window(lag=60.0 - 0.018)), known, p_uw=575_000_000)
    assert near(new.delay_ns, 63_500, 2)


def test_phase_wants_a_lagging_current_and_half_the_power_factor():
    def refused(lag, amps=5.0, p_uw=575_000_000):
        return refusal(lambda: step("phase", averaged(Window(amps=amps, lag=lag)), p_uw=p_uw))

    assert refused(-60.0) == "CURRENT NOT LAGGING"
    assert refused(-60.0, -5.0, -575_000_000) == "CURRENT NOT LAGGING"
    assert refused(40.0, p_uw=880_943_000) == "POWER FACTOR 0.766"
    assert refused(0.0, p_uw=1_150_000_000) == "POWER FACTOR 1.000"
    assert refused(80.0, p_uw=199_695_000) == "POWER FACTOR 0.173"
    assert refused(60.0, p_uw=520_000_000) == "CORRECTION ABOVE 10 %"


def test_offset_is_what_a_conductance_and_a_susceptance_would_add():
    average = averaged(Window(amps=0.25))
    new = step("offset", average, p_uw=57_447_100, q_uvar=26_450)
    assert (new.conductance_ps, new.susceptance_ps) == (1_000_000, -500_000)
    new = step("offset", average, new, p_uw=57_552_900)
    assert (new.conductance_ps, new.susceptance_ps) == (0, -500_000)
    new = step("offset", averaged(Window(amps=-0.25)), p_uw=-57_552_900)
    assert new.conductance_ps == 1_000_000
    assert refusal(lambda: step("offset", average, p_uw=57_500_000, q_uvar=5_760_000)) == "CORRECTION ABOVE 10 %"


def test_noise_is_the_current_without_a_load():
    quiet = Window(amps=0.0)
    quiet.i_rms_ua = 3900
    assert step("noise", averaged(quiet)).noise_na == 3_900_000
    for lag in (0.0, 90.0, -90.0, 180.0):
        assert refusal(lambda angle=lag: step("noise", averaged(Window(amps=0.0101, lag=angle)))) == "LOAD CONNECTED"
    step("noise", averaged(Window(amps=0.0099)))


def test_temperature_finds_the_drift_of_both_channels():
    """40 K warmer or colder the voltage reads 0.08 % less, the power 0.12 % more."""
    for warmer, sign in ((40_000, 1), (-40_000, -1)):
        for way in (1, -1):
            seen = averaged(Window(230 * 0.9992, way * 5 * 1.002))
            new = step("temperature", seen, at_mc=25_000 + warmer, v_uv=V_UV, p_uw=way * 1_150_000_000)
            assert near(new.v_ppb, sign * 20_000, 30) and near(new.i_ppb, sign * -50_000, 120), (new.v_ppb, new.i_ppb)
            assert (new.v_full_uv, new.i_full_na, new.at_mc) == (500_000_000, 150_000_000_000, 25_000)


def test_temperature_adds_to_the_drift_that_was_known():
    known = NOMINAL.copy()
    known.v_ppb, known.i_ppb = 10_000, 20_000
    new = step("temperature", averaged(Window(amps=5 * 0.998)), known, 65_000, p_uw=1_150_000_000)
    assert new.v_ppb == 10_000 and near(new.i_ppb, 70_000, 120)


def test_temperature_wants_ten_kelvin_and_power_factor_1():
    def refused(window, at_mc, **read):
        return refusal(lambda: step("temperature", averaged(window), at_mc=at_mc, **read))

    assert refused(Window(), 34_750, p_uw=1_150_000_000) == "LESS THAN 10 K FROM GAIN STEP"
    assert refused(Window(), 15_250, p_uw=1_150_000_000) == "LESS THAN 10 K FROM GAIN STEP"
    assert refused(Window(lag=60.0), 60_000, p_uw=575_000_000) == "POWER FACTOR 0.500"
    step("temperature", averaged(Window()), at_mc=35_000, p_uw=1_150_000_000)


def test_a_correction_above_a_tenth_is_refused_in_every_step():
    much, ten = 1_150_000_000 * 112 // 100, "CORRECTION ABOVE 10 %"
    one = averaged(Window())
    for name, read in (
        ("gain", {"p_uw": much}),
        ("gain", {"i_ua": 5_600_000}),
        ("gain", {"p_uw": 1_150_000_000, "v_uv": 256_000_000}),
        ("gain", {"p_uw": 1_150_000_000, "v_uv": 208_000_000}),
        ("gain", {"p_uw": 1_150_000_000, "v_uv": -V_UV}),
        ("gain", {"i_ua": -5_000_000}),
        ("offset", {"p_uw": much}),
        ("temperature", {"p_uw": much}),
        ("temperature", {"p_uw": 1_150_000_000, "v_uv": 256_000_000}),
    ):
        assert refusal(lambda name=name, read=read: step(name, one, at_mc=60_000, **read)) == ten, (name, read)
    assert refusal(lambda: step("gain", one, p_uw=1_150_000_000, v_uv=0)) == "REFERENCE ZERO"


def test_small_corrections_that_add_up_to_more_than_a_tenth_are_refused():
    one = averaged(Window())
    once = step("gain", one, p_uw=1_230_000_000)
    assert refusal(lambda: step("gain", one, once, p_uw=1_230_000_000)) == "CORRECTION ABOVE 10 %"


def test_a_drift_that_would_be_more_than_a_tenth_in_the_cold_or_heat_is_refused():
    one = averaged(Window())
    step("temperature", one, at_mc=35_000, p_uw=1_150_000_000 * 1015 // 1000)
    wrong = 1_150_000_000 * 1016 // 1000
    assert refusal(lambda: step("temperature", one, at_mc=35_000, p_uw=wrong)) == "CORRECTION ABOVE 10 %"


def test_gain_wants_power_factor_1():
    assert refusal(lambda: step("gain", averaged(Window(lag=9.0)), p_uw=1_136_000_000)) == "POWER FACTOR 0.987"
    assert refusal(lambda: step("gain", averaged(Window(amps=0.0)), i_ua=5_000)) == "CORRECTION ABOVE 10 %"
    step("gain", averaged(Window(lag=7.0)), p_uw=1_141_428_000)
