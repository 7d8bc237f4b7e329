"""The command behind `make accuracy`: measures, writes table and pictures, says what is good enough and what is not."""

import contextlib
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tools.accuracy import grid, run, summary
from tools.accuracy.run import Row
from tools.accuracy.stations import StationError, Stations
from tools.bench.cli import FAILED, OneLine, complain
from tools.bench.plain import say

NAMES = tuple(grid.BOARDS)
WIDTH = 140  # columns of the summary where there is no terminal


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--quick", is_flag=True, help="fewer currents, every quantity and condition")
@click.option("--board", "boards", type=click.Choice(NAMES), multiple=True, help="only this one; may be repeated")
@click.option("--seconds", type=click.IntRange(1, 3600), default=60, show_default=True, help="of energy a point")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True, help="of the boards' noise")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("build"),
    show_default=True,
    help="directory of accuracy.csv and the pictures",
)
@click.option("--markdown", is_flag=True, help="print the summary as Markdown")
def main(quick: bool, boards: tuple[str, ...], seconds: int, seed: int, out: Path, markdown: bool) -> int:
    """Calibrate each board model with the firmware's own procedure and measure its errors against ideal inputs.

    Ends with status 1 when a target of the project is missed.
    """
    chosen = [name for name in NAMES if name in boards or not boards]
    try:
        out.mkdir(parents=True, exist_ok=True)
        rows = measure(chosen, quick, seconds, seed)
        run.write(out / "accuracy.csv", rows)
        _draw(rows, chosen, out)
    except StationError as error:
        complain(str(error))
        return FAILED
    found = summary.lines(rows)
    if markdown:
        say(summary.markdown(found))
    else:
        console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH)
        console.print(summary.table(found, console.width))
        say(f"{out / 'accuracy.csv'} has every error, accuracy-<board>.png beside it the curves")
    missed = sum(line.over for line in found)
    if missed:
        complain(f"{missed} of {len(found)} requirements missed")
    return FAILED if missed else 0


def measure(boards: list[str], quick: bool, seconds: int, seed: int) -> list[Row]:
    """All rows; how far it is shows on standard error. Raises InterpreterError, StationError."""
    todo = [point for board in boards for point in grid.points(board, quick)]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(file=sys.stderr)
    with contextlib.ExitStack() as stack:
        stations = stack.enter_context(Stations())
        progress = stack.enter_context(Progress(*columns, console=console, disable=not console.is_terminal))
        task = progress.add_task("calibrating", total=len(boards))
        records = {}
        for board, record in run.calibrations(stations, boards, seed):
            records[board] = record
            progress.advance(task)
        progress.reset(task, total=len(todo), description="measuring")
        rows = []
        for found in run.measurements(stations, todo, records, seconds, seed):
            rows += found
            progress.advance(task)
    return rows


def _draw(rows: list[Row], boards: list[str], out: Path) -> None:
    from tools.accuracy import figure  # half a second that an error in the options need not wait for

    for board in boards:
        figure.draw(board, [row for row in rows if row.board == board], out / f"accuracy-{board}.png")
