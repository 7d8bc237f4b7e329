"""`make release`: an archive for each board in build/release, made only from what is committed."""

import shutil
import sys
from pathlib import Path

import click

from tools.bench.cli import OneLine
from tools.bench.plain import say
from tools.bom import NAME
from tools.build.boards import ROOT, Board, boards
from tools.build.tree import build, romfs, version
from tools.release import ReleaseError, archive, check

TARGET = ROOT / "build" / "release"
BESIDE = ("README.md", "*.svg", NAME)  # of the board's folder, where it has them


@click.command(cls=OneLine)
def main() -> int:
    """Make the archives of a release."""
    try:
        name = version()
        check(ROOT, name)
        shutil.rmtree(TARGET, ignore_errors=True)
        for board in boards().values():
            path = TARGET / f"quadrant-{board.name}-{name}.zip"
            archive(path, contents(board, ROOT / "build" / board.name))
            say(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")
    except ReleaseError as error:
        raise click.ClickException(str(error)) from None
    return 0


def contents(board: Board, target: Path) -> dict[str, bytes]:
    """What an archive holds, by name: the tree, made in `target`, and its ROMFS image, README and parts."""
    found = {f"tree/{path.relative_to(target).as_posix()}": path.read_bytes() for path in build(board, target)}
    found["version.json"] = found["tree/version.json"]
    found["firmware.romfs"] = romfs(target)
    found["LICENSE"] = (ROOT / "LICENSE").read_bytes()
    return found | {path.name: path.read_bytes() for pattern in BESIDE for path in board.folder.glob(pattern)}


if __name__ == "__main__":
    sys.exit(main())
