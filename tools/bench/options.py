"""The simulated meter's options: what may be given, and the settings the firmware gets from it."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from meter.config.settings import ConfigError, load

from boards.sim.models import NAMES
from tools.bench.child import ROOT
from tools.bench.kinds import Address, Moment, Number, Setting, Speed
from tools.scenario import reader
from tools.scenario.meter import EPOCH

HOUSEHOLD = ROOT / "boards" / "sim" / "scenarios" / "household.txt"
LOAD = ("load", "power_factor", "volts", "hertz", "harmonics")  # a constant load: excludes a scenario

SCENARIO = click.Path(exists=True, dir_okay=False, readable=True, resolve_path=True)
DIRECTORY = click.Path(file_okay=False, writable=True, resolve_path=True)
FRONT_END = click.Choice(NAMES)
RATE = click.Choice(["4000", "8000"])

Settings = dict[str, Any]

# name, value, kind, default, help
OPTIONS = (
    ("--speed", "N|max", Speed(), "1", "Times real time, or as fast as it can."),
    ("--seconds", "S", Number(min=0, min_open=True), None, "Simulated seconds, then exit with a JSON summary."),
    (
        "--optical",
        "HOST:PORT|pty",
        Address(True),
        None,
        "Offer the optical head as a byte stream: TCP or pseudo-terminal.",
    ),
    ("--dlms", "HOST:PORT", Address(False), None, "Offer the port for DLMS over TCP (wrapper)."),
    ("--load", "A", Number(-1000, 1000), None, "Constant current in A; negative exports."),
    ("--power-factor", "X", Number(-1, 1), None, "Of the load: lagging positive, leading negative."),
    ("--volts", "V", Number(0, 1000), None, "Mains voltage."),
    ("--hertz", "F", Number(45, 65), None, "Mains frequency."),
    ("--harmonics", "SPEC", click.STRING, None, "Harmonics of voltage and current, as in scenario files."),
    ("--scenario", "FILE", SCENARIO, None, "Loads and events over time (default: a household)."),
    ("--state", "DIR", DIRECTORY, None, "Keep the registers there (default: a temporary directory)."),
    ("--seed", "N", click.IntRange(min=0), 1, "Of noise and drift."),
    ("--front-end", None, FRONT_END, "ads131m02", "Model of the measuring chain."),
    ("--rate", None, RATE, "8000", "Samples per second."),
    ("--lot", "N", click.IntRange(0, 9999), None, "A board with errors of its own, not calibrated, drawn from N."),
    ("--clock", "ISO", Moment(), None, "Set the meter's clock, UTC (default: as --state has kept it, else now)."),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate `command` with every option of the simulated meter."""
    for name, value, kind, default, text in reversed(OPTIONS):
        shown = default is not None
        command = click.option(name, metavar=value, type=kind, default=default, show_default=shown, help=text)(command)
    command = click.option(
        "--set", "given_settings", metavar="NAME=VALUE", type=Setting(), multiple=True,
        help="Change a setting of the meter, such as dlms_password=secret or push_at=[\"12:00\"]; kept with --state.",
    )(command)  # fmt: skip
    return click.option("--headless", is_flag=True, help="Show nothing; print only the summary.")(command)


def settings(given: Settings) -> Settings:
    """The firmware's settings from the parsed options; raises click.UsageError where two exclude each other.

    `optical` is still as given and `state` still None for a temporary directory.
    """
    constant = [name for name in LOAD if given[name] is not None]
    if constant and given["scenario"]:
        raise click.UsageError(f"--{constant[0].replace('_', '-')} cannot be combined with --scenario")
    return {
        "speed": given["speed"],
        "seconds": given["seconds"],
        "optical": given["optical"],
        "dlms": given["dlms"],
        **{name: given[name] for name in LOAD},
        "scenario": given["scenario"] or (None if constant else str(HOUSEHOLD)),
        "state": given["state"],
        "seed": given["seed"],
        "front_end": given["front_end"],
        "rate": int(given["rate"]),
        "lot": given["lot"],
        "clock": int(time.time()) - EPOCH if given["clock"] is None else given["clock"],
        "set_clock": given["clock"] is not None,
        "live": not given["headless"],
    }


def prepare(chosen: Settings) -> list[tuple[str, Any]]:
    """The settings that the scenario of `chosen` starts the meter with; its clock goes in where no option sets it.

    Raises ScenarioError.
    """
    if not chosen["scenario"]:
        return []
    scenario = reader.load(chosen["scenario"])
    if scenario.clock is not None and not chosen["set_clock"]:
        chosen["clock"], chosen["set_clock"] = scenario.clock, True
    return scenario.settings


def keep_settings(state: str, given: Sequence[tuple[str, Any]], source: str = "--set") -> None:
    """Put `given`, which come from `source`, into the settings that the state directory keeps for the meter.

    Raises click.ClickException for what the meter would refuse to start with; then they stay as they were.
    """
    if not given:
        return
    file = Path(state) / "files" / "settings.json"
    try:
        file.parent.mkdir(exist_ok=True)
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        text = json.dumps({**kept, **dict(given)})
        load(text)
        file.write_text(text, encoding="utf-8")
    except ConfigError as error:
        raise click.UsageError(f"{source} {error}") from None
    except (OSError, ValueError, TypeError) as error:
        raise click.ClickException(f"{file}: {error}") from None


def make_directory(path: str) -> str:
    """`path`, made where it is missing; raises click.ClickException when it cannot be."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise click.ClickException(f"--state {path}: {error.strerror}") from None
    return path
