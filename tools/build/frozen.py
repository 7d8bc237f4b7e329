"""`make frozen BOARD=name MICROPYTHON=folder`: a MicroPython with the meter in it, for those who build their own.

The squeezed sources and the manifests go to build/frozen/<board>/, as they lie in this tree, then the port's own make
is called. A CMake build looks at its options only when it is new, so other options get a build folder of their own.

The sealed room is then part of MicroPython and has no files to sum up. Its checksum goes with it as a module: that of
the room's files as `make build` compiles them, so that a board shows the same one however it got its firmware.
"""

import binascii
import hashlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from tools.bench.cli import OneLine
from tools.bench.plain import say
from tools.bench.rom import compiled
from tools.build.boards import ROOT, Board, find
from tools.build.squeeze import sealed
from tools.build.tree import sources, squeezed
from tools.cycles.build import BuildError

CODE = 640  # KiB: what the port and the meter in it may take of an RP2040's flash, beside a ROMFS partition
VERSION = re.compile(r"^#define MICROPY_VERSION_(MAJOR|MINOR)\s+\(?(\d+)\)?", re.MULTILINE)
MANIFEST = "manifest.py"
SUM = "firmware/meter/metrology/sealed_sum.py"  # read by meter/supervision/legal.py


@click.command(cls=OneLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("board")
@click.argument("micropython", type=click.Path(path_type=Path))
@click.option(
    "--romfs", type=click.IntRange(min=4), metavar="KIB", help="Have a ROMFS partition, for firmware updates."
)
@click.option("--dry-run", is_flag=True, help="Prepare everything and print the command, but do not run it.")
def main(board: str, micropython: Path, romfs: int | None, dry_run: bool) -> int:
    """Build a MicroPython for BOARD that has the meter in it; MICROPYTHON is the folder of its sources."""
    found = find(board)
    micropython = micropython.expanduser()  # not every shell does it behind MICROPYTHON=
    check(micropython, found)
    target = ROOT / "build" / "frozen" / board
    command = make(found, micropython.resolve(), prepare(found, target), romfs)
    say(shlex.join(command))
    return 0 if dry_run else subprocess.run(command).returncode


def check(micropython: Path, board: Board) -> None:
    """Raises BuildError when a folder is no MicroPython source tree for the board, or one that is too old."""
    try:
        text = (micropython / "py" / "mpconfig.h").read_text(encoding="utf-8")
    except OSError:
        raise BuildError(f"{micropython}: no MicroPython source tree, py/mpconfig.h is missing") from None
    numbers = dict(VERSION.findall(text))
    oldest = tuple(int(part) for part in board.micropython.split("."))
    found = (int(numbers.get("MAJOR", 0)), int(numbers.get("MINOR", 0)))
    if found < oldest:
        raise BuildError(f"{micropython}: MicroPython {found[0]}.{found[1]}; {board.name} is for {board.micropython}")
    if not (micropython / "ports" / board.port / "boards" / board.port_board).is_dir():
        raise BuildError(f"{micropython}: no board ports/{board.port}/boards/{board.port_board}")


def prepare(board: Board, target: Path) -> Path:
    """Write what is frozen into `target`, lying as it does in this tree, with the manifests; the board's one."""
    shutil.rmtree(target, ignore_errors=True)
    places, manifest, made = sources(board), board.folder / MANIFEST, squeezed(board)
    texts = {places[place]: text for place, text in made.items()}
    texts[ROOT / SUM] = f"SUM = {sealed_sum(board, made)}\n"
    texts |= {path: path.read_text(encoding="utf-8") for path in (ROOT / "firmware" / MANIFEST, manifest)}
    for source, text in texts.items():
        path = target / source.relative_to(ROOT)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return target / manifest.relative_to(ROOT)


def sealed_sum(board: Board, texts: Mapping[str, str]) -> int:
    """CRC-32 of the sealed room, as the meter takes it where the room has files: legal.Folder. Raises BuildError."""
    places = {place: source for place, source in sources(board).items() if sealed(place)}
    found = 0
    for place in sorted(places, key=lambda place: Path(place).stem + ".mpy"):
        data = compiled(places[place], board.processor, texts[place]).read_bytes()
        found = binascii.crc32(data, binascii.crc32(f"{Path(place).stem}.mpy".encode(), found))
    return found


def make(board: Board, micropython: Path, manifest: Path, romfs: int | None) -> list[str]:
    """The command that builds the port with what a manifest names, and a partition of `romfs` KiB or none."""
    port = micropython / "ports" / board.port
    options = [f"BOARD={board.port_board}"]
    if romfs and board.port == "esp32":
        options.append("BOARD_VARIANT=ROMFS")  # the port's own: its partition table says how large
    elif romfs:
        place = manifest.with_name("QUADRANT")
        _partitioned(port / "boards" / board.port_board, place, romfs)
        options = [f"BOARD_DIR={place}"]
    mark = hashlib.sha256(f"{manifest} {options} {romfs}".encode()).hexdigest()[:8]
    options += [f"FROZEN_MANIFEST={manifest}", f"BUILD=build-quadrant-{board.name}-{mark}"]
    return ["make", "-C", str(port), *options]


def _partitioned(original: Path, place: Path, romfs: int) -> None:
    """A board of the rp2 port like `original`, whose file system leaves room for the meter and a ROMFS partition."""
    place.mkdir()
    storage = f"(PICO_FLASH_SIZE_BYTES - {CODE + romfs} * 1024)"
    (place / "mpconfigboard.h").write_text(
        f'#include "{original}/mpconfigboard.h"\n#undef MICROPY_HW_FLASH_STORAGE_BYTES\n#undef MICROPY_HW_ROMFS_BYTES\n'
        f"#define MICROPY_HW_FLASH_STORAGE_BYTES {storage}\n#define MICROPY_HW_ROMFS_BYTES ({romfs} * 1024)\n"
    )
    (place / "mpconfigboard.cmake").write_text(f'include("{original}/mpconfigboard.cmake")\n')
    if (original / "pins.csv").is_file():
        shutil.copy(original / "pins.csv", place)


if __name__ == "__main__":
    sys.exit(main())
