"""The command behind `make calibrate-demo`: calibrates a simulated meter with random errors, shows before and after."""

import random
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from boards.sim.models import NAMES
from tools.bench.cli import FAILED, OneLine, complain
from tools.bench.plain import say
from tools.calibrate import procedure
from tools.calibrate.reader import NoMeterError, RefusedError
from tools.calibrate.simulated import Means, Simulated, SimulatorError
from tools.calibrate.stages import VOLTS, Stage, stages

LIMIT = 0.1  # percent, of every error afterwards
# What crosstalk adds at Ib is known only after the offset step: gain and phase are set once more
ORDER = ("gain", "phase", "offset", "noise", "gain", "phase", "temperature")
WIDTH = 100  # columns where there is no terminal


@dataclass(frozen=True)
class Point:
    """A line of the table. which: of Means."""

    title: str
    stage: str
    which: int
    unit: str
    digits: int

    def truth(self, stage: Stage) -> float:
        return (VOLTS, stage.amps, stage.watts)[self.which]


POINTS = (
    Point("U", "gain", 0, "V", 3),
    Point("I at Ib", "gain", 1, "A", 5),
    Point("P at Ib, PF 1", "gain", 2, "W", 3),
    Point("P at Ib, PF 0.5 lagging", "phase", 2, "W", 3),
    Point("P at Imin, PF 1", "offset", 2, "W", 4),
    Point("P at Ib, PF 1, 60 °C", "temperature", 2, "W", 3),
)


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lot", type=click.IntRange(0, 9999), help="which errors the board has (default: drawn at random)")
@click.option(
    "--front-end", type=click.Choice(NAMES), default="ads131m02", show_default=True, help="model of the board"
)
def main(lot: int | None, front_end: str) -> int:
    """Calibrate a simulated meter that has random errors of gain, phase, offset and temperature.

    Each load of boards/sim/scenarios/calibration.txt is connected in turn, and the meter is told over its optical port
    what an ideal reference reads there. Ends with status 1 when an error is left above 0.1 %.
    """
    lot = random.randrange(10_000) if lot is None else lot
    say(f"A board of the kind {front_end}, not calibrated, with errors of its own (--lot {lot})")
    try:
        with tempfile.TemporaryDirectory(prefix="quadrant-") as state:
            left = demonstrate(Simulated(Path(state), front_end, lot))
    except (SimulatorError, RefusedError) as error:
        complain(str(error))
        return FAILED
    except NoMeterError as error:
        raise click.ClickException(str(error)) from None
    if left > LIMIT:
        complain(f"an error of {left:.3f} % is left, above {LIMIT} %")
        return FAILED
    return 0


def demonstrate(board: Simulated) -> float:
    """Take `board` through all of it and print the table; the largest error left, in percent."""
    loads = {stage.name: stage for stage in stages()}
    before = board.measure(list(loads.values()))
    for step in ORDER:
        say(f"  {_step(board, loads[step])}")
    after = board.measure(list(loads.values()))
    table, left = _compare(loads, before, after)
    Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH).print(table)
    return left


def _step(board: Simulated, stage: Stage) -> str:
    """How the step of `stage` ended; how far it is shows on standard error."""
    console = Console(file=sys.stderr)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(stage.name, total=None)
        return board.calibrate(
            stage, _request(stage), lambda done, total: progress.update(task, completed=done, total=total)
        )


def _request(stage: Stage) -> str:
    """What the meter is told: the ideal input of `stage`."""
    if stage.name == "noise":
        return procedure.request("noise", {})
    return procedure.request(stage.name, {"u": VOLTS, "i": stage.amps, "p": stage.watts, "q": stage.vars})


def _compare(loads: dict[str, Stage], before: dict[str, Means], after: dict[str, Means]) -> tuple[Table, float]:
    """Before and after as a table, and the largest error left, in percent."""
    table = Table(title="Before and after the calibration")
    table.add_column("", no_wrap=True)
    for title in ("reference", "before", "error", "after", "error"):
        table.add_column(title, justify="right", no_wrap=True)
    left = 0.0
    for point in POINTS:
        truth = point.truth(loads[point.stage])
        cells = [_cell(truth, point)]
        error = 0.0
        for means in (before, after):
            value = means[point.stage][point.which]
            error = round(100 * (value / truth - 1), 4) + 0.0  # no -0
            cells += [_cell(value, point), f"{error:+.4f} %"]
        left = max(left, abs(error))
        table.add_row(point.title, *cells)
    idle = [f"{1000 * means['noise'][1]:.3f} mA" for means in (before, after)]
    table.add_row("I without a load", "0", idle[0], "", idle[1], "")
    return table, left


def _cell(value: float, point: Point) -> str:
    return f"{value:.{point.digits}f} {point.unit}"


if __name__ == "__main__":
    main()
