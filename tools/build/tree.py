"""The tree of files for a board: what belongs to it, compiled for its processor, and the same as a ROMFS image.

Everything but `main.py` and `boot.py` becomes `.mpy`. `version.json` names version, board, the MicroPython that it is
for, what compiled code it has, and a SHA-256 of each file; `make flash` reads it, on the PC and on the board.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.bench.rom import ROOT, compiled, packed
from tools.build.boards import Board
from tools.build.needed import needed
from tools.build.squeeze import squeeze
from tools.cycles.build import BuildError

NOT_ON_BOARD = ("manifest.py",)
TEXTS = ("boot.py", "main.py")  # MicroPython runs them as they are
ABOUT = "version.json"
MOST = 400 * 1024  # bytes: what a board's flash has for it beside its logs
BLOCK = 4096  # bytes: littlefs gives files whole blocks of flash


def sources(board: Board) -> dict[str, Path]:
    """The source of each file that belongs on a board, by its place there."""
    found = {
        str(source.relative_to(folder)): source
        for folder in (ROOT / "firmware", board.folder)
        for source in sorted(folder.rglob("*.py"))
        if source.name not in NOT_ON_BOARD
    }
    wanted = needed({place: source.read_text(encoding="utf-8") for place, source in found.items()})
    return {place: found[place] for place in wanted}


def squeezed(board: Board, around: Iterable[str] = ()) -> dict[str, str]:
    """The texts for a board by place, squeezed but for TEXTS; around: others that ask for names of it."""
    texts = {place: source.read_text(encoding="utf-8") for place, source in sources(board).items()}
    left = {place: text for place, text in texts.items() if place in TEXTS}
    return (
        squeeze({place: text for place, text in texts.items() if place not in left}, [*left.values(), *around]) | left
    )


def build(board: Board, target: Path) -> list[Path]:
    """Fill `target` anew; the files made, version.json last. Raises BuildError: does not compile, too large."""
    shutil.rmtree(target, ignore_errors=True)
    places, texts = sources(board), squeezed(board)
    with ThreadPoolExecutor() as pool:
        made = list(pool.map(lambda place: _put(places[place], target / place, board.processor, texts[place]), texts))
    about = target / ABOUT
    about.write_text(json.dumps(_about(board, target, made), indent=1) + "\n", encoding="utf-8")
    total = size([*made, about])
    if total > MOST:
        raise BuildError(f"board {board.name}: {total} bytes, {total - MOST} more than its flash has room for")
    return [*made, about]


def romfs(target: Path) -> bytes:
    """The compiled files of a tree as a ROMFS image, from which MicroPython runs them where they lie."""
    return packed({path.relative_to(target): path for path in target.rglob("*.mpy")})


def size(files: Iterable[Path], block: int = 1) -> int:
    """Bytes of files, each taking whole blocks."""
    return sum(-(-file.stat().st_size // block) * block for file in files)


def code_of(files: Iterable[Path]) -> int:
    """What sys.implementation._mpy must be where the compiled ones of `files` run: native code is for a processor."""
    heads = [file.read_bytes()[1:3] for file in files if file.suffix == ".mpy"]
    return max(head[0] | head[1] << 8 for head in heads)


def version() -> str:
    """The firmware's own version."""
    for line in (ROOT / "firmware/meter/meter.py").read_text(encoding="utf-8").splitlines():
        if line.startswith("VERSION = "):
            return line.split('"')[1]
    raise BuildError("firmware/meter/meter.py names no VERSION")


def _about(board: Board, target: Path, made: list[Path]) -> dict[str, object]:
    return {
        "version": version(),
        "board": board.name,
        "machines": board.machines,
        "micropython": board.micropython,
        "mpy": code_of(made),
        "files": {file.relative_to(target).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in made},
    }


def _put(source: Path, target: Path, architecture: str, text: str) -> Path:
    """`text`, which is made of that of `source`, compiled into the tree, or as it is when it is one of TEXTS."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.name in TEXTS:
        target.write_text(text, encoding="utf-8")
        return target
    return Path(shutil.copyfile(compiled(source, architecture, text), target.with_suffix(".mpy")))
