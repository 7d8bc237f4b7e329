"""The ideal inputs of `make accuracy` are what they are said to be: series and powers against the time domain."""

import numpy as np
import pytest

from tools.accuracy.conditions import CONDITIONS, RESISTIVE
from tools.accuracy.sources import switched

POINTS = 4096  # of a cycle


def integrated(components, periods):
    """One stretch of `periods` cycles in the time domain."""
    theta = 2 * np.pi * np.arange(POINTS * periods) / POINTS
    wave = np.zeros(len(theta))
    for order, rms, angle in components:
        wave += rms if order == 0 else np.sqrt(2) * rms * np.sin(order * theta + angle)
    return wave


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("lag", [0.0, np.pi / 3])
def test_the_ideal_powers_are_those_of_the_waveform(condition, lag):
    source = CONDITIONS[condition](5.0, lag)
    volts, amps = (integrated(components, source.periods) for components in (source.volts, source.amps))
    assert np.isclose(source.active, np.mean(volts * amps), rtol=1e-9, atol=1e-6)
    assert np.isclose(source.v_rms, np.std(volts), rtol=1e-9)
    assert np.isclose(source.i_rms, np.std(amps), rtol=1e-9)
    at = np.arange(len(amps)) * 2 * np.pi / POINTS
    v_one, i_one = (np.mean(wave * np.exp(-1j * at)) for wave in (volts, amps))
    assert np.isclose(source.reactive, 2 * (v_one * np.conj(i_one)).imag, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize(
    "on, highest, periods, left",  # left: rms beyond the highest order, of the sine that is switched
    [
        ([(0.25, 0.5), (0.75, 1.0)], 39, 1, 0.1),
        ([(0.0, 0.5)], 40, 1, 0.001),
        ([(0.0, 2.0)], 10, 4, 0.005),
    ],
)
def test_a_switched_sine_is_its_definition_in_the_time_domain(on, highest, periods, left):
    turns = (np.arange(POINTS * periods) + 0.5) / POINTS
    flows = np.any([(start < turns) & (turns < end) for start, end in on], axis=0)
    truth = np.where(flows, np.sqrt(2) * 5.0 * np.sin(2 * np.pi * turns), 0.0)
    series = np.zeros(len(truth))
    for order, rms, angle in switched(5.0, on, highest, periods):
        series += rms if order == 0 else np.sqrt(2) * rms * np.sin(order * 2 * np.pi * turns + angle)
    rest = truth - series
    assert np.sqrt(np.mean(rest**2)) < left * 5.0
    # what is missing has no part within the band: the power with any wave of it is the same
    spectrum = np.abs(np.fft.rfft(rest)) / len(rest)
    assert spectrum[: highest * periods + 1].max() < 1e-4


def test_a_phase_fired_load_has_the_powers_of_its_formula():
    """Half the power of the whole sine; the fundamental lags, its Q is S / π."""
    (condition,) = RESISTIVE
    source = CONDITIONS[condition](5.0, 0.0)
    assert np.isclose(source.active, 230 * 5.0 / 2)
    assert np.isclose(source.reactive, 230 * 5.0 / np.pi)
