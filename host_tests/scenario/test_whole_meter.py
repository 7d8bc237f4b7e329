"""The whole firmware as a process: energy, restart, determinism, supply cuts, bad requests; always in 320 KiB."""

import contextlib
import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def bench(*options):
    """(exit status, last line of stdout, stderr) of the bench, headless and as fast as it goes."""
    command = [sys.executable, "-m", "tools.bench", "--headless", "--speed", "max", *map(str, options)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    lines = done.stdout.strip().splitlines()
    return done.returncode, lines[-1] if lines else "", done.stderr


def summary(*options):
    status, last, errors = bench(*options)
    assert status == 0, errors
    return json.loads(last)


@pytest.mark.parametrize(("factor", "watts"), [(1, 1150), (0.5, 575), (-0.8, 920)])
def test_energy_of_a_sine_is_right_to_half_a_per_mille(factor, watts):
    found = summary("--load", 5, "--power-factor", factor, "--seconds", 60)
    assert found["a_plus_uwh"] == pytest.approx(watts * 1e6 / 60, rel=5e-4)
    assert found["pulses"] == found["a_plus_uwh"] // 1_000_000
    assert (found["r_minus_uvarh"] if factor < 0 else found["r_plus_uvarh"]) == pytest.approx(
        (1150**2 - watts**2) ** 0.5 * 1e6 / 60, rel=5e-4, abs=2000
    )
    assert found["lost_samples"] == 0
    assert found["seconds_milli"] == 60_000


def test_export_counts_in_its_own_register():
    found = summary("--load", -5, "--seconds", 20)
    assert (found["a_plus_uwh"], found["pulses"]) == (0, 0)
    assert found["a_minus_uwh"] == pytest.approx(1150e6 / 180, rel=5e-4)


def test_a_restart_goes_on_to_the_last_microwatt_hour(tmp_path):
    first = summary("--load", 7, "--power-factor", 0.6, "--seconds", 30, "--state", tmp_path)
    idle = summary("--load", 0, "--seconds", 5, "--state", tmp_path)
    for name in ("a_plus_uwh", "a_minus_uwh", "r_plus_uvarh", "r_minus_uvarh"):
        assert idle[name] == first[name], name
    more = summary("--load", 7, "--power-factor", 0.6, "--seconds", 30, "--state", tmp_path)
    assert more["a_plus_uwh"] == pytest.approx(2 * first["a_plus_uwh"], rel=5e-4)


def test_a_killed_meter_has_what_it_showed(tmp_path):
    from tools.bench.child import Child

    settings = {"state": str(tmp_path), "load": 60, "speed": 0, "live": True, "front_end": "ideal", "rate": 4000}
    child = Child(settings)
    shown = 0
    while shown < 20_000_000:
        for event in child.read() or []:
            if event["ev"] == "snapshot":
                shown = event["a_plus_uwh"]
    child.close()
    found = summary("--load", 0, "--seconds", 1, "--state", tmp_path)
    assert found["a_plus_uwh"] >= shown // 1_000_000 * 1_000_000


def test_the_same_seed_gives_the_same_summary_and_another_one_does_not():
    options = ("--scenario", "boards/sim/scenarios/household.txt", "--seconds", 30, "--seed")
    first, again, other = (summary(*options, seed) for seed in (7, 7, 8))
    assert first == again != other


def test_twenty_supply_cuts_in_a_row_lose_nothing(tmp_path):
    scenario = tmp_path / "cuts.txt"
    scenario.write_text("0 load heater amps=10\n2 supply off\n3 supply on\n4 repeat\n")
    found = summary("--scenario", scenario, "--seconds", 80)
    assert found["a_plus_uwh"] == pytest.approx(2300 * 60 / 3600 * 1e6, rel=0.03)
    assert found["seconds_milli"] == pytest.approx(60_000, rel=0.03)


def test_what_cannot_be_is_one_line_and_status_2(tmp_path):
    broken = tmp_path / "broken.txt"
    broken.write_text("0 mains hertz=70\n")
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        for options, wanted in (
            (("--optical", f"127.0.0.1:{port}"), "in use"),
            (("--scenario", broken), "broken.txt:1: mains: hertz=70 is not within 45 and 65"),
            (("--harmonics", "41:3"), "harmonics"),
            (("--power-factor", "2"), "power-factor"),
        ):
            status, last, errors = bench(*options, "--seconds", 1)
            assert (status, last) == (2, ""), (options, errors)
            assert len(errors.strip().splitlines()) == 1 and wanted in errors, errors


def test_settings_that_cannot_be_are_one_clear_line(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files/settings.json").write_text('{"type_number": "686-28BK4C3010"}')
    status, _, errors = bench("--load", 5, "--seconds", 1, "--state", tmp_path)
    assert status == 2 and errors.strip() == "quadrant: type number: X1 2, must be one of 1", errors


@pytest.mark.parametrize("name", ["household", "power_cut", "frequency_walk"])
def test_ten_watched_minutes_of_every_scenario_fit_into_the_heap(tmp_path, name):
    """Watched, because long lines want room in one piece."""
    from tools.bench.child import Child

    scenario = str(ROOT / f"boards/sim/scenarios/{name}.txt")
    settings = {"state": str(tmp_path), "scenario": scenario, "speed": 0, "live": True, "seconds": 600}
    kinds, stray = [], []
    with contextlib.closing(Child(settings)) as child:
        while (events := child.read()) is not None:
            kinds += [event["ev"] for event in events]
            stray += [event["text"] for event in events if event["ev"] in ("stray", "error")]
    assert not stray, "\n".join(stray)
    assert kinds[-1] == "summary" and kinds.count("wave") > 500
