"""What a verification looks at first, on the whole firmware: no load, start, the pulses that a calibrator counts."""

import contextlib
import json
import statistics

import numpy as np
import pytest

from tools.bench.child import Child
from tools.bench.options import OPTIONS

CONSTANT_WH = 1.0  # a pulse
WATTS = {0.1: 23.0, 5.0: 1150.0, 85.0: 19_550.0}


def run(tmp_path, **given):
    """(summary, instants of the active LED in s) of a run at full speed."""
    settings = {name.lstrip("-").replace("-", "_"): None for name, *_ in OPTIONS}
    settings.update(speed=0, rate=8000, seed=1, clock=0, front_end="ads131m02", live=True, state=str(tmp_path))
    settings.update(given)
    summary, pulses, stray = {}, [], []
    with contextlib.closing(Child(settings)) as child:
        while (events := child.read()) is not None:
            for event in events:
                if event["ev"] == "summary":
                    summary = event
                elif event["ev"] in ("stray", "error"):
                    stray.append(event["text"])
                elif event["ev"] == "pulse" and event["out"] == "led_active":
                    pulses.append(event["at"] / 1e6)
    assert summary, "\n".join(stray)
    return summary, pulses


def test_no_pulse_without_load_at_115_percent_of_the_voltage(tmp_path):
    """EN 50470-3, 8.7.9.3: at least 240 000 / (k · m · Un · Ist) = 52.2 min for class B; the current circuit open."""
    summary, pulses = run(tmp_path, volts=1.15 * 230, load=0, seconds=3140)
    assert pulses == []
    assert [summary[name] for name in ("a_plus_uwh", "a_minus_uwh", "r_plus_uvarh", "r_minus_uvarh")] == [0, 0, 0, 0]


def test_it_starts_at_20_ma_and_goes_on(tmp_path):
    summary, pulses = run(tmp_path, load=0.02, seconds=1580)  # it starts with the first, goes on with the second
    assert summary["a_plus_uwh"] == pytest.approx(4.6 * 1580 / 3600 * 1e6, rel=1e-3)
    assert len(pulses) == summary["pulses"] == 2


@pytest.mark.parametrize(("cutoff_ma", "amps", "counts"), [(10, 0.0085, False), (10, 0.0105, True), (30, 0.02, False)])
def test_the_cut_off_is_ten_milliamperes_or_what_is_set(tmp_path, cutoff_ma, amps, counts):
    (tmp_path / "files").mkdir()
    (tmp_path / "files/settings.json").write_text(json.dumps({"cutoff_ma": cutoff_ma}))
    summary, _ = run(tmp_path, load=amps, seconds=60)
    assert summary["a_plus_uwh"] == (pytest.approx(amps * 230 / 60 * 1e6, rel=0.02) if counts else 0)


@pytest.mark.parametrize("amps", WATTS)
def test_pulses_fall_within_a_millisecond_of_a_steady_beat(tmp_path, amps):
    """Whatever windows and blocks do: rms of what is left of the instants when their straight line is taken off."""
    period = 3600 / WATTS[amps]
    hertz = 49.87  # windows end anywhere
    _, pulses = run(tmp_path, load=amps, hertz=hertz, seconds=max(60, 12.5 * period), front_end="ideal")
    assert len(pulses) >= 11
    numbers = np.arange(len(pulses))
    beat, first = np.polyfit(numbers, pulses, 1)
    left = np.array(pulses) - first - beat * numbers
    assert np.sqrt(np.mean(left**2)) <= 1e-3, left
    assert beat == pytest.approx(period, rel=1e-5)


def test_a_calibrator_that_counts_ten_seconds_at_5_a_sees_no_spread(tmp_path):
    """It takes the time of as many whole pulses as fill ten seconds, on the noisy front end."""
    _, pulses = run(tmp_path, load=5, seconds=360)
    period = 3600 / WATTS[5.0]
    count = round(10 / period + 0.5)
    errors = [100 * (count * period / (b - a) - 1) for a, b in zip(pulses, pulses[count:], strict=False)]
    assert len(errors) > 100
    assert statistics.pstdev(errors) <= 0.02, statistics.pstdev(errors)
    assert max(errors) - min(errors) <= 0.04, (min(errors), max(errors))
