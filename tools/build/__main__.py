"""`make build BOARD=name`: the exact file tree for a board in build/<name>/, compiled for its processor.

Everything but `main.py` and `boot.py` becomes `.mpy`; `version.json` names version, board and a CRC-32 of each file.
"""

import binascii
import json
import shutil
import subprocess
import sys
from pathlib import Path

import click

from tools.bench.cli import OneLine
from tools.bench.plain import say
from tools.build.squeeze import squeeze
from tools.cycles.build import BuildError, mpy_cross

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURES = {"pico_classroom": "armv6m"}  # board: processor, as mpy-cross names it
NOT_ON_BOARD = ("manifest.py",)
TEXTS = ("boot.py", "main.py")  # MicroPython runs them as they are


@click.command(cls=OneLine)
@click.argument("board")
def main(board: str) -> int:
    """Build the file tree for BOARD."""
    if board not in ARCHITECTURES:
        known = ", ".join(sorted(ARCHITECTURES))
        raise click.ClickException(f"board {board}: not one that can be built; known: {known}")
    try:
        files = build(board, ROOT / "build" / board)
    except BuildError as error:
        raise click.ClickException(str(error)) from None
    size = sum(file.stat().st_size for file in files)
    say(f"build/{board}: {len(files)} files, {size} bytes, for {ARCHITECTURES[board]}")
    return 0


def build(board: str, target: Path) -> list[Path]:
    """Fill `target` anew; the files made. Raises BuildError when one does not compile."""
    shutil.rmtree(target, ignore_errors=True)
    sources = {
        str(source.relative_to(folder)): source
        for folder in (ROOT / "firmware", ROOT / "boards" / board)
        for source in sorted(folder.rglob("*.py"))
        if source.name not in NOT_ON_BOARD
    }
    texts = {place: source.read_text(encoding="utf-8") for place, source in sources.items()}
    small = squeeze(
        {place: text for place, text in texts.items() if place not in TEXTS}, [texts[place] for place in TEXTS]
    )
    made = [
        put(source, target / place, ARCHITECTURES[board], small.get(place, texts[place]))
        for place, source in sources.items()
    ]
    versions = {str(file.relative_to(target)): f"{binascii.crc32(file.read_bytes()):08x}" for file in made}
    about = target / "version.json"
    about.write_text(json.dumps({"version": version(), "board": board, "files": versions}, indent=1) + "\n")
    return [*made, about]


def put(source: Path, target: Path, architecture: str, text: str) -> Path:
    """`text`, which is that of `source`, compiled into the tree, or as it is when the source is one of TEXTS."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.name in TEXTS:
        target.write_text(text, encoding="utf-8")
        return target
    target = target.with_suffix(".mpy")
    name = str(source.relative_to(ROOT))
    command = [mpy_cross(), f"-march={architecture}", "-s", name, "-o", str(target), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"{name}: {' '.join(done.stderr.split())}")
    return target


def version() -> str:
    """The firmware's own version."""
    for line in (ROOT / "firmware/meter/meter.py").read_text(encoding="utf-8").splitlines():
        if line.startswith("VERSION = "):
            return line.split('"')[1]
    raise BuildError("firmware/meter/meter.py names no VERSION")


if __name__ == "__main__":
    sys.exit(main())
