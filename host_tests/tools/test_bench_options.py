"""The bench's options: what the firmware is given, and that a bad one is one clear line and status 2."""

import pytest
from click.testing import CliRunner

from tools.bench import cli
from tools.bench.child import ROOT
from tools.bench.options import settings

QUICK = ("--headless", "--speed", "max", "--seconds", "1")


def chosen(*arguments):
    return settings(cli.main.make_context("quadrant", list(arguments)).params)


def refused(*arguments):
    result = CliRunner().invoke(cli.main, list(arguments))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("quadrant: ") and result.stderr.count("\n") == 1
    return result.stderr


def test_without_options_the_household_plays_in_real_time():
    plain = chosen()
    assert plain["speed"] == 1 and plain["seconds"] is None
    assert plain["scenario"] == str(ROOT / "boards" / "sim" / "scenarios" / "household.txt")
    assert (plain["seed"], plain["front_end"], plain["rate"]) == (1, "ads131m02", 8000)
    assert plain["live"] is True


@pytest.mark.parametrize("option, value", [("load", "-5"), ("volts", "231"), ("hertz", "49"), ("harmonics", "3:10")])
def test_a_constant_load_replaces_the_household(option, value):
    given = chosen(f"--{option}", value)
    assert given["scenario"] is None
    assert str(given[option]).removesuffix(".0") == value


@pytest.mark.parametrize("value", ["-1", "-0.8", "0", "0.5", "1"])
def test_power_factors_are_signed_and_may_be_zero(value):
    assert chosen("--power-factor", value)["power_factor"] == float(value)


def test_the_clock_is_told_in_seconds_of_this_century():
    assert chosen("--clock", "2000-01-01T00:01:00")["clock"] == 60
    assert chosen("--clock", "2000-01-01T02:00:00+02:00")["clock"] == 0
    assert chosen("--clock", "2026-03-29")["clock"] == 9584 * 86400
    assert chosen()["clock"] > 9584 * 86400


def test_max_speed_is_zero_for_the_firmware():
    assert chosen("--speed", "max")["speed"] == 0
    assert chosen("--speed", "2.5")["speed"] == 2.5


@pytest.mark.parametrize(
    "option, value",
    [
        ("--hertz", "44.9"),
        ("--hertz", "65.1"),
        ("--power-factor", "1.01"),
        ("--power-factor", "nan"),
        ("--load", "inf"),
        ("--load", "five"),
        ("--volts", "-1"),
        ("--speed", "0"),
        ("--speed", "nan"),
        ("--speed", "fast"),
        ("--seconds", "0"),
        ("--rate", "5000"),
        ("--front-end", "perfect"),
        ("--clock", "tomorrow"),
        ("--clock", "1999-12-31"),
        ("--optical", "4059"),
        ("--optical", ":4059"),
        ("--optical", "localhost:65536"),
        ("--optical", "localhost:-1"),
        ("--seed", "-1"),
        ("--scenario", "/no/such/file"),
        ("--scenario", "/"),
        ("--state", "/dev/null"),
        ("--state", "/dev/null/below"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(option, value):
    assert option in refused(option, value)


def test_an_unknown_option_is_named():
    assert "--wats" in refused("--wats", "5")


@pytest.mark.parametrize("option", ["--load", "--power-factor", "--volts", "--hertz", "--harmonics"])
def test_a_scenario_excludes_a_constant_load(option, tmp_path):
    scenario = tmp_path / "scenario.txt"
    scenario.write_text("")
    line = refused("--scenario", str(scenario), option, "50" if option == "--hertz" else "1")
    assert line == f"quadrant: {option} cannot be combined with --scenario\n"


def test_a_missing_interpreter_is_told_with_its_remedy(monkeypatch):
    monkeypatch.setenv("MICROPYTHON", "/no/such/micropython")
    line = refused(*QUICK)
    assert "/no/such/micropython" in line and "MICROPYTHON=path" in line


def test_an_interpreter_that_cannot_run_here_is_told(monkeypatch, tmp_path):
    foreign = tmp_path / "micropython"
    foreign.write_text("not a program")
    foreign.chmod(0o755)
    monkeypatch.setenv("MICROPYTHON", str(foreign))
    assert "MICROPYTHON=path" in refused(*QUICK)


def test_the_firmware_gets_absolute_paths_and_every_setting(bench, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "day.txt").write_text("0 press")
    assert bench.run(*QUICK, "--scenario", "day.txt", "--seed", "7", "--rate", "8000").exit_code == 0
    options = bench.received()["options"]
    assert options["state"] == str(bench.state)
    assert (options["seed"], options["rate"], options["live"]) == (7, 8000, False)
    assert set(options) == {
        *("speed", "seconds", "optical", "dlms", "world", "state", "seed", "front_end", "rate", "lot"),
        *("clock", "set_clock", "live"),
    }
