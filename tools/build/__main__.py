"""`make build BOARD=name`: the exact file tree for the board in build/<name>/, and the same as an image of ROMFS."""

import sys

import click

from tools.bench.cli import OneLine
from tools.bench.plain import say
from tools.build.boards import ROOT, Board, boards, find
from tools.build.tree import BLOCK, build, romfs, size

ARCHITECTURES = {name: board.processor for name, board in boards().items()}


@click.command(cls=OneLine)
@click.argument("names", metavar="BOARD…", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Build every board that there is.")
def main(names: tuple[str, ...], every: bool) -> int:
    """Build the file tree for each BOARD."""
    wanted = list(boards().values()) if every else [find(name) for name in names]
    if not wanted:
        raise click.ClickException("name a board, or --all")
    for board in wanted:
        _make(board)
    return 0


def _make(board: Board) -> None:
    target = ROOT / "build" / board.name
    files = build(board, target)
    image = target.with_suffix(".romfs")
    image.write_bytes(romfs(target))
    blocks = size(files, BLOCK) // 1024
    say(f"build/{board.name}: {len(files)} files, {size(files)} bytes ({blocks} KiB of blocks), for {board.processor}")
    say(f"build/{image.name}: {image.stat().st_size} bytes, the compiled ones of them for a ROMFS partition")


if __name__ == "__main__":
    sys.exit(main())
