"""Resampling: exact inside the recording, good at its ends, free of aliases, and what the front end adds."""

import math

import numpy as np
import pytest

from tools.replay.resample import Resampler

RATES = [1000, 1024.7, 2000, 2400, 4000, 10000, 12345.6, 44100, 100000]
SECONDS = 1.5


def tones(t, highest):
    """A mains-like waveform with harmonics up to `highest` Hz; peak near 340."""
    return sum(
        (325 if order == 1 else 20 / order) * np.sin(2 * np.pi * 49.98 * order * t + order * order)
        for order in range(1, int(highest / 49.98) + 1)
    )


def resampled(waveform, rate_in, rate_out, later=0.0, pole=0.0):
    """(instants, values) of the function `waveform` after sampling at `rate_in` and resampling."""
    count = round(SECONDS * rate_in)
    resample = Resampler(rate_in, rate_out, (count - 1) / rate_in, pole)
    values = resample(waveform(np.arange(count) / rate_in), later)
    instants = (np.arange(resample.count) + 0.5) / rate_out + later
    assert len(values) == resample.count
    # every sample's period lies inside the recording, and no more fit
    assert 0 <= (count - 1) / rate_in - resample.count / rate_out < 1 / rate_out
    return instants, values


@pytest.mark.parametrize("rate_out", [4000, 8000])
@pytest.mark.parametrize("rate_in", RATES)
def test_a_waveform_within_the_band_comes_back(rate_in, rate_out):
    highest = 0.974 * min(rate_in, rate_out) / 2
    t, values = resampled(lambda t: tones(t, highest), rate_in, rate_out, later=3.3e-6)
    error = np.abs(values - tones(t, highest))
    inside = (t > 0.4) & (t < SECONDS - 0.4)
    assert error[inside].max() < 0.05  # V of 340: a ratio that is no simple fraction may drift by 1 µs
    assert error.max() < 5
    assert abs(np.sqrt(np.mean(values**2) / np.mean(tones(t, highest) ** 2)) - 1) < 5e-5


@pytest.mark.parametrize("rate_in", [2000, 4000, 10000, 44100])
def test_simple_ratios_are_exact(rate_in):
    t, values = resampled(lambda t: tones(t, 950), rate_in, 4000)
    inside = (t > 0.4) & (t < SECONDS - 0.4)
    assert np.abs(values - tones(t, 950))[inside].max() < 2e-4


@pytest.mark.parametrize(("rate_in", "rate_out"), [(10000, 4000), (44100, 4000), (44100, 8000), (100000, 4000)])
@pytest.mark.parametrize("above", [1, 20, 300])
def test_what_would_fold_is_gone(rate_in, rate_out, above):
    t, values = resampled(lambda t: np.sin(2 * np.pi * (rate_out / 2 + above) * t + 0.3), rate_in, rate_out)
    inside = (t > 0.4) & (t < SECONDS - 0.4)
    assert np.abs(values[inside]).max() < 2e-5


def test_a_tone_that_would_fold_onto_the_mains_is_gone():
    _, values = resampled(lambda t: np.sin(2 * np.pi * 3950 * t), 44100, 4000)
    assert np.abs(values[1000:-1000]).max() < 2e-5


@pytest.mark.parametrize("rate_in", [1000, 2000, 10000])
@pytest.mark.parametrize("phase", [0, 0.8, 1.57, 2.5])
def test_the_ends_are_continued_with_value_and_slope(rate_in, phase):
    t, values = resampled(lambda t: np.sin(2 * np.pi * 50 * t + phase), rate_in, 4000)
    assert np.abs(values - np.sin(2 * np.pi * 50 * t + phase)).max() < 0.02


def test_the_pole_acts_as_calibrated_at_50_hz():
    for hertz in (50, 250, 950, 1900):
        t, values = resampled(lambda t, f=hertz: np.sin(2 * np.pi * f * t), 10000, 4000, pole=7200)
        gain = math.hypot(1, 50 / 7200) / math.hypot(1, hertz / 7200)
        angle = math.atan(hertz / 7200) - hertz / 50 * math.atan(50 / 7200)
        expected = gain * np.sin(2 * np.pi * hertz * t - angle)
        assert np.abs(values - expected)[1000:-1000].max() < 1e-4


def test_a_recording_shorter_than_the_filter_is_resampled():
    t = np.arange(101) / 1000
    resample = Resampler(1000, 4000, 0.1)
    values = resample(np.sin(2 * np.pi * 50 * t))
    assert resample.count == 400
    assert np.abs(values - np.sin(2 * np.pi * 50 * (np.arange(400) + 0.5) / 4000)).max() < 0.01
