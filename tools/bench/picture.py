"""`python -m tools.bench.picture`: the live panel as a picture, for the README.

Runs the meter as `make run` does, as fast as it can, and draws the frame in which it ends. Flashes and
blinking follow simulated time, so the same options give the same picture.
"""

from pathlib import Path
from typing import Any

import click
from rich.console import Console

from tools.bench import cli, panel, svg
from tools.bench.child import ROOT, Event
from tools.bench.plain import Headless
from tools.bench.state import State

TITLE = "The simulated meter's panel: LCD, pulse LEDs, measured values, waveforms and events"
OUT = ROOT / "tools" / "bench" / "panel.svg"
MOMENT = ("--speed", "max", "--seconds", "60", "--clock", "2026-06-01T12:00:00")  # unless told otherwise


class Still(Headless):
    """Keeps the state of the meter; the end of the run is not part of it."""

    def __init__(self) -> None:
        self.state = State()

    def show(self, event: Event, now: float) -> None:
        if event["ev"] != "summary":
            self.state.apply(event, event.get("t", 0) / 1000)


def draw(state: State, columns: int, rows: int) -> str:
    """One frame of the panel as an SVG document."""
    console = Console(width=columns, height=rows, color_system="truecolor", force_terminal=True)
    frame = panel.frame(state, columns, rows, state.milliseconds / 1000, "truecolor", "×1")
    screen = console.render_lines(frame, console.options.update(height=rows))
    return svg.Picture(screen, panel.BACKGROUND).text(TITLE)


@click.command(cls=cli.OneLine, context_settings={"ignore_unknown_options": True})
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), default=OUT, show_default=True)
@click.option("--columns", type=click.IntRange(panel.SMALLEST[0]), default=120, show_default=True)
@click.option("--rows", type=click.IntRange(panel.SMALLEST[1]), default=36, show_default=True)
@click.argument("meter", nargs=-1, type=click.UNPROCESSED, metavar="[METER OPTIONS]")
def main(out: Path, columns: int, rows: int, meter: tuple[str, ...]) -> int:
    """Draw the panel as it is after --seconds of a run with the meter's own options."""
    given: dict[str, Any] = cli.main.make_context("quadrant", [*MOMENT, *meter]).params
    still = Still()
    outcome, _ = cli.measure(given, still)
    status = cli.verdict(outcome)
    if status == 0:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(draw(still.state, columns, rows), encoding="utf-8")
    return status


if __name__ == "__main__":
    main()
