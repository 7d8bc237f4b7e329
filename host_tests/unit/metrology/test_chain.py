"""Windows follow the mains, and their values are those of the sines that were sampled."""

import math

from fakes.sine_sampler import SineSampler, calibration
from meter.metrology.chain import Chain

BLOCK = 100


def measure(sampler, seconds, chain=None, change=None):
    """(chain, windows as tuples) of `seconds`; change(second, sampler) is called before each block."""
    chain = chain or Chain(sampler.rate, calibration(), 230_000, 50_000)
    found = []
    for k in range(round(seconds * sampler.rate) // BLOCK):
        if change:
            change(k * BLOCK / sampler.rate, sampler)
        codes = sampler.block(BLOCK)
        start = 0
        while start < BLOCK:
            start += chain.take(codes, start, BLOCK - start)
            if chain.complete:
                w = chain.window
                found.append((w.samples, w.v_rms_mv, w.i_rms_ua, w.p_mw, w.q_mvar, w.f_mhz, w.energy_uj))
    return chain, found


def near(value, wanted, share):
    return abs(value - wanted) <= share * abs(wanted)


def test_a_sine_gives_its_volts_amperes_watts_and_vars():
    sampler = SineSampler()
    sampler.lag = 60.0
    _, windows = measure(sampler, 2)
    for _, v, i, p, q, f, _ in windows[4:]:
        assert near(v, 230_000, 1e-5) and near(i, 5_000_000, 1e-5)
        assert near(p, 575_000, 2e-5), p
        assert near(q, 1_150_000 * math.sin(math.radians(60)), 1e-4), q
        assert abs(f - 50_000) <= 2


def test_twenty_milliamperes_are_measured_like_eighty_five_amperes():
    for amps in (0.02, 0.1, 85.0):
        sampler = SineSampler()
        sampler.amps = amps
        sampler.lag = 60.0
        _, windows = measure(sampler, 1.2)
        _, _, i, p, q, _, _ = windows[-1]
        assert near(i, 1e6 * amps, 2e-4) and near(p, 115_000 * amps, 5e-4), (amps, i, p)
        assert near(q, 230_000 * amps * math.sin(math.radians(60)), 2e-3), (amps, q)


def test_every_frequency_from_45_to_65_hz_is_found_within_a_second_and_a_half():
    for hertz in (45.0, 47.3, 50.0, 52.5, 55.2, 57.5, 60.0, 62.7, 65.0):
        sampler = SineSampler()
        sampler.hertz = hertz
        sampler.lag = 30.0
        chain, windows = measure(sampler, 1.8)
        samples, _, _, p, q, f, _ = windows[-1]
        assert abs(f - hertz * 1000) <= 2, (hertz, f)
        assert abs(samples - 80_000 / hertz) <= 1, (hertz, samples)
        assert near(q, 230 * 5000 * 0.5, 2e-3), (hertz, q)
        assert chain.sync.locked


def test_harmonics_and_noise_do_not_move_the_frequency():
    """A tenth of 3rd, 5th, 7th and 9th together, and 2 V of noise; off the nominal frequency."""
    sampler = SineSampler()
    sampler.hertz = 50.37
    sampler.v_harmonics = ((3, 0.07, 40.0), (5, 0.05, 200.0), (7, 0.04, 10.0), (9, 0.03, 90.0))
    sampler.noise = 2.0
    chain, windows = measure(sampler, 4)
    for window in windows[4:]:
        assert abs(window[5] - 50_370) <= 10, window
    assert chain.sync.jumps == 0


def test_windows_stay_on_the_zero_crossings_while_the_frequency_drifts():
    for drift in (1.0, -1.0):
        sampler = SineSampler()
        sampler.hertz = 52.0
        sampler.drift = drift
        chain, windows = measure(sampler, 4)
        samples, v, _, _, _, f, _ = windows[-1]
        middle = 52.0 + drift * (sum([w[0] for w in windows]) - samples / 2) / sampler.rate
        assert abs(f - middle * 1000) < 40, (f, middle)
        assert near(v, 230_000, 1e-3)
        # the plan's phase at the start of the window to come: less than 3 degrees from the crossing
        assert abs(chain.sync.phase) < (1 << 30) * 3 // 360
        assert chain.sync.jumps == 0


def test_without_voltage_windows_are_200_ms_and_nothing_is_measured():
    sampler = SineSampler()
    sampler.volts = 0.0
    _, windows = measure(sampler, 2)
    for samples, v, i, p, q, f, energy in windows[1:]:
        assert samples == 1600
        assert (v, p, q, f, energy) == (0, 0, 0, 0, 0)
        assert near(i, 5_000_000, 1e-3)


def test_the_voltage_is_followed_again_after_it_was_gone():
    def change(second, sampler):
        sampler.volts = 0.0 if 1 <= second < 2 else 230.0

    chain, windows = measure(SineSampler(), 3.5, change=change)
    assert chain.sync.locked
    assert abs(windows[-1][5] - 50_000) <= 2


def test_a_phase_jump_is_counted_and_followed():
    def change(second, sampler):
        if second == 2:
            sampler.phase += math.pi

    chain, windows = measure(SineSampler(), 4, change=change)
    assert chain.sync.jumps == 1
    assert abs(windows[-1][5] - 50_000) <= 2
    assert windows[-1][0] == 1600


def test_every_sample_belongs_to_exactly_one_window():
    sampler = SineSampler()
    sampler.hertz = 53.7
    chain, windows = measure(sampler, 3)
    rest = chain.flush()
    assert sum([w[0] for w in windows]) + (rest.samples if rest else 0) == 24_000
    assert chain.flush() is None


def test_energy_of_all_windows_is_what_has_flowed():
    for lag in (0.0, 60.0, -36.8699, 180.0):
        sampler = SineSampler()
        sampler.lag = lag
        chain, windows = measure(sampler, 3)
        joule = (sum([w[6] for w in windows]) + chain.flush().energy_uj) / 1e6
        assert near(joule, sampler.joule, 1e-5), (lag, joule, sampler.joule)


def test_a_step_by_four_thousand_of_the_current_inside_a_window_is_measured():
    def change(second, sampler):
        sampler.amps = 0.02 if second < 1.05 else 80.0

    sampler = SineSampler()
    chain, windows = measure(sampler, 2, change=change)
    joule = (sum([w[6] for w in windows]) + chain.flush().energy_uj) / 1e6
    assert near(joule, sampler.joule, 2e-4), (joule, sampler.joule)


def test_direct_current_is_neither_measured_nor_in_the_way():
    sampler = SineSampler()
    sampler.amps = 0.1
    sampler.direct = 20.0
    _, windows = measure(sampler, 1.2)
    _, _, i, p, q, _, _ = windows[-1]
    assert near(i, 100_000, 1e-3) and near(p, 23_000, 1e-3) and abs(q) < 50, windows[-1]


def test_a_current_sampled_later_is_corrected_by_the_calibrated_delay():
    for late in (125_000, -60_000, 160):  # ns; the last is 0.003° at 50 Hz
        sampler = SineSampler()
        sampler.lag = 60.0 - 360 * 50 * late * 1e-9
        chain = Chain(sampler.rate, calibration(late), 230_000, 50_000)
        _, windows = measure(sampler, 1.2, chain)
        assert near(windows[-1][3], 575_000, 2e-5), (late, windows[-1])
        assert near(windows[-1][4], 1_150_000 * math.sin(math.radians(60)), 1e-4), (late, windows[-1])


def test_crosstalk_and_noise_are_taken_out_of_power_and_current():
    """0.5 µS in phase and 0.3 µS behind: without a load 26 mW, 16 mvar and 134 µA would be shown."""
    truth = calibration()
    truth.conductance_ps, truth.susceptance_ps = 500_000, 300_000
    sampler = SineSampler()
    sampler.amps = 230 * math.sqrt(0.5**2 + 0.3**2) * 1e-6
    sampler.lag = math.degrees(math.atan2(0.3, 0.5))
    _, windows = measure(sampler, 1.2, Chain(sampler.rate, truth, 230_000, 50_000))
    _, _, i, p, q, _, _ = windows[-1]
    assert abs(p) <= 1 and abs(q) <= 1 and i < 40, windows[-1]

    truth = calibration()
    truth.noise_na = 3_000_000
    sampler = SineSampler()
    sampler.amps = math.sqrt(0.05**2 + 0.003**2)
    _, windows = measure(sampler, 1.2, Chain(sampler.rate, truth, 230_000, 50_000))
    assert near(windows[-1][2], 50_000, 1e-4), windows[-1]


def test_drift_with_temperature_is_taken_out():
    truth = calibration()
    truth.v_ppb, truth.i_ppb = 20_000, -50_000
    chain = Chain(8000, truth, 230_000, 50_000)
    chain.quantities.tune(65_000)  # 40 K warmer: 0.08 % and -0.2 %
    _, windows = measure(SineSampler(), 1.2, chain)
    assert near(windows[-1][1], 230_000 * 1.0008, 1e-5)
    assert near(windows[-1][2], 5_000_000 * 0.998, 1e-5)
    assert near(windows[-1][3], 1_150_000 * 1.0008 * 0.998, 1e-5)
    chain.quantities.tune(25_000)
    _, windows = measure(SineSampler(), 1.2, chain)
    assert near(windows[-1][3], 1_150_000, 1e-5)


def test_displacement_and_true_power_factor_differ_by_the_harmonics():
    sampler = SineSampler()
    sampler.lag = 36.8699
    sampler.i_harmonics = ((3, 0.5, 0.0), (5, 0.4, 90.0))
    chain, _ = measure(sampler, 1.2)
    assert chain.window.dpf_milli == 800
    assert abs(chain.window.pf_milli - 800 / math.sqrt(1 + 0.25 + 0.16)) <= 1


def test_4_ks_a_second_measures_the_same():
    sampler = SineSampler(4000)
    sampler.lag = 60.0
    _, windows = measure(sampler, 1.2)
    assert near(windows[-1][3], 575_000, 2e-5) and near(windows[-1][4], 995_929, 2e-4)
