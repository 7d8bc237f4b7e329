"""Recordings through the whole firmware, window by window against float64 on the same stretch."""

import functools

import numpy as np
import pytest
from reference import Reference, table
from replay_cases import HERTZ, SECONDS, mains, summary, write

PERCENT = 0.01
RATES = [1000, 2000, 2400, 10000, 44100, 100000]
START = 12.5  # the recorder's clock need not begin at 0


def times(rate):
    return np.arange(round(SECONDS * rate)) / rate


def clean(rate, within=1.0):
    """Volts and amperes of the mains sampled at `rate`; harmonics stay below this part of 0.95 of the Nyquists."""
    return mains(times(rate), 0.95 * within * min(rate / 2, 2000))


def truth(rate, within=1.0):
    return Reference(times(rate) + START, *clean(rate, within))


@pytest.fixture(scope="module")
def replayed(tmp_path_factory):
    """Replays the mains sampled at `rate`, with what `trouble` adds; (summary, windows).

    What several tests look at is replayed once.
    """

    @functools.cache
    def case(rate, options=(), trouble=None, within=1.0):
        folder = tmp_path_factory.mktemp("replay")
        path, rows = folder / "recording.csv", folder / "windows.csv"
        volts, amperes = clean(rate, within)
        more = trouble(times(rate)) if trouble else 0
        write(path, times(rate) + START, volts + more, amperes + more / 10)
        return summary(path, "--windows", rows, *options), table(rows)

    return case


def errors(window, reference):
    """Relative errors of V and I, and those of P and Q in parts of S; Q only where the frequency is known."""
    hertz = window["f_mhz"] / 1000
    true = reference.stretch(window["t_start_s"], window["t_end_s"], hertz)
    apparent = true["v_rms"] * true["i_rms"]
    found = [
        window["v_rms_mv"] / 1000 / true["v_rms"] - 1,
        window["i_rms_ua"] / 1e6 / true["i_rms"] - 1,
        (window["p_mw"] / 1000 - true["p"]) / apparent,
    ]
    return found, (window["q_mvar"] / 1000 - true["q"]) / apparent if hertz else 0.0


@pytest.mark.parametrize("rate", RATES)
def test_every_window_agrees_with_float64(replayed, rate):
    numbers, windows = replayed(rate)
    reference = truth(rate)
    assert numbers["samples"] == int((SECONDS - 1 / rate) * 8000)
    for window in windows:
        found, of_q = errors(window, reference)
        assert max(map(abs, found)) < 0.02 * PERCENT, window
        # the current of a window that ends in mid-cycle, or while the load changes, is not periodic
        assert abs(of_q) < 0.4 * PERCENT, window


def test_eight_thousand_samples_a_second_are_what_it_takes_without_a_word(replayed):
    assert replayed(2000, ("--rate", 8000)) == replayed(2000)


@pytest.mark.parametrize("name", ["ads131m02", "classroom"])
def test_the_errors_of_a_front_end_are_calibrated_away(replayed, name):
    # RP2040's steps and the 12 bits of the classroom's converter stay: it is no class B meter
    limit = {"ads131m02": 0.05, "classroom": 0.2}[name] * PERCENT
    _, windows = replayed(10000, ("--front-end", name), within=0.3)
    reference = truth(10000, within=0.3)
    for window in windows:
        if window["i_rms_ua"] > 2_000_000:
            found, of_q = errors(window, reference)
            assert max(map(abs, found)) < limit, window
            assert abs(of_q) < 0.5 * PERCENT, window


def test_what_the_sampler_would_fold_is_not_measured(replayed):
    # 7950.07 Hz lies 8000 Hz from the mains: undiluted it would add to P
    _, windows = replayed(
        44100,
        trouble=lambda t: 30 * np.sin(2 * np.pi * (8000 - HERTZ) * t) + 20 * np.sin(2 * np.pi * 15000 * t),
    )
    reference = truth(44100)
    for window in windows:
        assert max(map(abs, errors(window, reference)[0])) < 0.02 * PERCENT, window


def test_windows_follow_one_another_and_hold_every_sample(replayed):
    numbers, windows = replayed(2400)
    assert windows[0]["t_start_s"] == START
    for before, window in zip(windows, windows[1:], strict=False):
        assert window["t_start_s"] == before["t_end_s"]
    for window in windows:
        assert abs(window["t_end_s"] - window["t_start_s"] - window["samples"] / 8000) < 2e-7
    assert numbers["samples"] == sum(window["samples"] for window in windows) == int((SECONDS - 1 / 2400) * 8000)
    assert numbers["windows"] == len(windows)
    assert abs(windows[-1]["t_end_s"] - START - SECONDS) < 2 / 2400


def test_the_windows_settle_on_ten_cycles(replayed):
    _, windows = replayed(2000)
    steady = [window for window in windows[2:-1] if window["t_end_s"] < START + 1.1]
    assert len(steady) >= 4
    for window in steady:
        assert abs(window["t_end_s"] - window["t_start_s"] - 10 / HERTZ) < 4 / 8000
    assert windows[0]["f_mhz"] == 0  # one window alone tells no frequency
    for window in windows[1:3]:
        assert abs(window["f_mhz"] - 1000 * HERTZ) < 50
    for window in steady[1:]:
        assert abs(window["f_mhz"] - 1000 * HERTZ) <= 2


def test_the_energy_is_that_of_the_windows(replayed):
    numbers, windows = replayed(2000)
    energy = sum(window["p_mw"] * window["samples"] / 8000 / 3600 * 1000 for window in windows)
    assert abs(numbers["a_plus_uwh"] / energy - 1) < 1e-5
    assert numbers["a_minus_uwh"] == 0
