"""The command behind `make calibrate`: one step of the calibration of a meter at an optical port."""

import sys

import click
from rich.console import Console
from rich.progress import Progress

from tools.bench.cli import FAILED, INTERRUPTED, OneLine, complain
from tools.bench.plain import say
from tools.calibrate import procedure
from tools.calibrate.reader import NoMeterError, RefusedError, visit

PAUSE = 1.0  # seconds between two looks
PULSES = ("pulses", "constant", "over")


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("port")
@click.argument("step")
@click.argument("readings", nargs=-1, metavar="[KEY=NUMBER]...")
@click.option("--password", default="00000000", show_default=True, help="of the programming mode")
@click.option("--pulses", type=click.IntRange(min=1), help="that the reference gave: makes p")
@click.option("--constant", type=click.FloatRange(0, min_open=True), help="of the reference, impulses a kWh")
@click.option(
    "--over", type=click.FloatRange(0, min_open=True), help="seconds from the first pulse to one after the last"
)
def main(port: str, step: str, readings: tuple[str, ...], password: str, **counted: float | None) -> int:
    """Do one STEP of the calibration of the meter at PORT, which is HOST:PORT or a serial device.

    Steps, in this order, each with its load connected: gain (Ib, power factor 1), phase (Ib, power factor 0.5
    lagging), offset (Imin), noise (no load), gain and phase once more, for the offset was in them, temperature (Ib,
    10 K or more warmer or colder than at the gain step).

    KEY: what the reference reads: u (V), i (A), p (W), q (var); or in place of p, error: percent by which the meter
    counts too much. seconds: how long to measure, each of two times (20).

    The meter's seal must be open and its clock set. Ends with status 1 when the meter refuses, which changes nothing
    in it, and with status 2 when no meter answers.
    """
    text = " ".join((step, *readings, *_power(readings, counted)))
    console = Console(file=sys.stderr)
    try:
        with visit(port, password) as reader, Progress(console=console, disable=not console.is_terminal) as progress:
            task = progress.add_task(step, total=None)
            ended = procedure.run(
                reader, text, lambda done, total: progress.update(task, completed=done, total=total), PAUSE
            )
    except RefusedError as error:
        complain(str(error))
        return FAILED
    except NoMeterError as error:
        raise click.ClickException(str(error)) from None
    except KeyboardInterrupt:
        complain("interrupted; the meter goes on with the step")
        return INTERRUPTED
    say(ended)
    return 0


def _power(readings: tuple[str, ...], counted: dict[str, float | None]) -> list[str]:
    """The reading p of counted pulses, where there are any. Raises click.UsageError."""
    missing = [name for name in PULSES if counted[name] is None]
    if len(missing) == len(PULSES):
        return []
    if missing:
        raise click.UsageError(f"--{missing[0]} is missing: pulses count with --pulses, --constant and --over")
    if any(reading.startswith(("p=", "error=")) for reading in readings):
        raise click.UsageError("--pulses takes the place of p= and error=")
    pulses, constant, seconds = (counted[name] or 0 for name in PULSES)
    watts = procedure.watts(round(pulses), constant, seconds)
    say(f"reference: {watts:.6f} W from {round(pulses)} pulses", sys.stderr)
    return [f"p={watts:.6f}"]
