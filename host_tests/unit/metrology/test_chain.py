"""Windows follow the mains, and their values are those of the sines that were sampled."""

import math

from fakes.sine_sampler import I_PA, V_NV, SineSampler
from meter.metrology.chain import Chain
from meter.metrology.quantities import Calibration

BLOCK = 100


def measure(sampler, seconds, chain=None, change=None):
    """(chain, windows as tuples) of `seconds`; change(second, sampler) is called before each block."""
    chain = chain or Chain(sampler, Calibration(V_NV, I_PA), 230_000, 50_000)
    found = []
    for k in range(round(seconds * sampler.rate) // BLOCK):
        if change:
            change(k * BLOCK / sampler.rate, sampler)
        for w in chain.feed(sampler.block(BLOCK), BLOCK):
            found.append((w.samples, w.v_rms_mv, w.i_rms_ua, w.p_mw, w.q_mvar, w.f_mhz, w.energy_uj))
    return chain, found


def near(value, wanted, share):
    return abs(value - wanted) <= share * abs(wanted)


def test_a_sine_gives_its_volts_amperes_watts_and_vars():
    sampler = SineSampler()
    sampler.lag = 60.0
    _, windows = measure(sampler, 2)
    for _, v, i, p, q, f, _ in windows[4:]:
        assert near(v, 230_000, 1e-4) and near(i, 5_000_000, 1e-4)
        assert near(p, 575_000, 2e-4), p
        assert near(q, 230 * 5000 * math.sin(math.radians(60)), 2e-4), q
        assert abs(f - 50_000) <= 2


def test_every_frequency_from_45_to_65_hz_is_found_within_a_second_and_a_half():
    for hertz in (45.0, 47.3, 50.0, 52.5, 55.2, 57.5, 60.0, 62.7, 65.0):
        sampler = SineSampler()
        sampler.hertz = hertz
        sampler.lag = 30.0
        chain, windows = measure(sampler, 1.8)
        samples, _, _, p, q, f, _ = windows[-1]
        assert abs(f - hertz * 1000) <= 2, (hertz, f)
        assert abs(samples - 40_000 / hertz) <= 1, (hertz, samples)
        assert near(q, 230 * 5000 * 0.5, 2e-3), (hertz, q)
        assert chain.sync.locked


def test_windows_stay_on_the_zero_crossings_while_the_frequency_drifts():
    for drift in (1.0, -1.0):
        sampler = SineSampler()
        sampler.hertz = 52.0
        sampler.drift = drift
        chain, windows = measure(sampler, 4)
        samples, v, _, _, _, f, _ = windows[-1]
        middle = 52.0 + drift * (sum([w[0] for w in windows]) - samples / 2) / 4000
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
        assert samples == 800
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
    assert chain.sync.jumps >= 1
    assert abs(windows[-1][5] - 50_000) <= 2
    assert windows[-1][0] == 800


def test_every_sample_belongs_to_exactly_one_window():
    sampler = SineSampler()
    sampler.hertz = 53.7
    chain, windows = measure(sampler, 3)
    rest = chain.flush()
    assert sum([w[0] for w in windows]) + (rest.samples if rest else 0) == 12_000
    assert chain.flush() is None


def test_energy_of_all_windows_is_power_times_time_to_a_twentieth_of_a_per_mille():
    for lag, factor in ((0.0, 1.0), (60.0, 0.5), (-36.8699, 0.8)):
        sampler = SineSampler()
        sampler.lag = lag
        _, windows = measure(sampler, 3)
        joule = sum([w[6] for w in windows]) / 1e6
        seconds = sum([w[0] for w in windows]) / sampler.rate
        assert near(joule, 1150 * factor * seconds, 5e-4), (lag, joule, seconds)


def test_a_step_by_four_thousand_of_the_current_inside_a_window_is_measured():
    def change(second, sampler):
        sampler.amps = 0.02 if second < 1.05 else 80.0

    sampler = SineSampler()
    chain, windows = measure(sampler, 2, change=change)
    joule = (sum([w[6] for w in windows]) + chain.flush().energy_uj) / 1e6
    assert near(joule, sampler.joule, 1e-3), (joule, sampler.joule)


def test_a_current_sampled_later_is_corrected_by_the_calibrated_delay():
    sampler = SineSampler()
    late = 125_000  # ns
    sampler.lag = 60.0 - 360 * 50 * late * 1e-9
    chain = Chain(sampler, Calibration(V_NV, I_PA, late), 230_000, 50_000)
    _, windows = measure(sampler, 2, chain)
    assert near(windows[-1][3], 575_000, 2e-4), windows[-1]
    assert near(windows[-1][4], 1_150_000 * math.sin(math.radians(60)), 2e-4)


def test_8_ks_a_second_measures_the_same():
    sampler = SineSampler(8000)
    sampler.lag = 60.0
    _, windows = measure(sampler, 1.2)
    assert near(windows[-1][3], 575_000, 2e-4) and near(windows[-1][4], 995_929, 4e-4)
