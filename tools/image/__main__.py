"""`make image [ARGS="--board name --version text"]`: an application image in build/, for the simulator or a board."""

import sys
from pathlib import Path

import click

from tools.bench.cli import OneLine
from tools.bench.plain import say
from tools.bench.process import interpreter
from tools.bench.rom import architecture_of
from tools.build.__main__ import ARCHITECTURES
from tools.image import build

ROOT = Path(__file__).resolve().parents[2]
SIMULATED = "sim"


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--board", default=SIMULATED, show_default=True, help="Board that it is for.")
@click.option("--version", "name", help="Version text, instead of the firmware's own.")
def main(board: str, name: str | None) -> int:
    """Make an image of all of the firmware but its sealed room, for the meter's firmware update."""
    if board != SIMULATED and board not in ARCHITECTURES:
        known = ", ".join([SIMULATED, *sorted(ARCHITECTURES)])
        raise click.ClickException(f"board {board}: not one that images are made for; known: {known}")
    architecture = architecture_of(interpreter()) if board == SIMULATED else ARCHITECTURES[board]
    made = build.image(architecture, name)
    name = name or build.version()
    kind = "" if board == SIMULATED else f"-{board}"
    path = ROOT / "build" / f"quadrant-{name}{kind}.img"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(made)
    say(f"{path.relative_to(ROOT)}: {len(made)} bytes, for {architecture}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
