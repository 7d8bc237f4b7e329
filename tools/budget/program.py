"""A board's program for the interpreter of this PC: squeezed and compiled as for the board, as files and as a ROMFS."""

import subprocess
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools.bench.process import ROOT, InterpreterError, interpreter
from tools.bench.rom import architecture_of, compiled, packed
from tools.build.boards import Board
from tools.build.tree import TEXTS, sources, squeezed

FAKES = ROOT / "host_tests" / "fakes"
HERE = Path(__file__).parent
CLIENTS = ROOT / "host_tests" / "fuzz"  # a session's other side
NO_IMAGE = "-"
SEARCHED = ("scripts", "chip", "fakes", "tests")
HEAP = "heapsize=8M"


class BudgetError(RuntimeError):
    """What a board takes could not be measured."""


@dataclass(frozen=True)
class Program:
    """sources: squeezed texts by place; places: of the source that each is made of. `main.py` and `boot.py` are out."""

    board: Board
    texts: dict[str, str]
    places: dict[str, Path]

    @classmethod
    def of(cls, board: Board) -> "Program":
        users = [path.read_text(encoding="utf-8") for path in sorted([*HERE.glob("on_*.py"), *CLIENTS.glob("*.py")])]
        texts = {place: text for place, text in squeezed(board, users).items() if place not in TEXTS}
        return cls(board, texts, sources(board))

    @property
    def modules(self) -> list[str]:
        return sorted(place.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for place in self.texts)

    def compiled(self, architecture: str, texts: Mapping[str, str] | None = None) -> dict[Path, Path]:
        """The .mpy of each file by its place. texts: instead of the program's own."""
        texts = texts or self.texts
        with ThreadPoolExecutor() as pool:
            made = pool.map(lambda place: compiled(self.places[place], architecture, texts[place]), texts)
            return {Path(place).with_suffix(".mpy"): path for place, path in zip(texts, made, strict=True)}


def run(program: Program, script: str, *arguments: str, rom: bool, texts: Mapping[str, str] | None = None) -> list[str]:
    """The lines that a module of this folder prints, run on the board's program and fakes. Raises BudgetError."""
    micropython = interpreter()
    files = program.compiled(architecture_of(micropython), texts)
    with tempfile.TemporaryDirectory(prefix="quadrant-budget-") as place:
        root, state = Path(place), Path(place, "state")
        state.mkdir()
        image = NO_IMAGE
        if rom:
            image = "../image"
            (state / image).write_bytes(packed(files))
        else:
            for name, path in files.items():
                (root / "program" / name).parent.mkdir(parents=True, exist_ok=True)
                (root / "program" / name).symlink_to(path.absolute())
        chip = FAKES / ("esp32" if program.board.port == "esp32" else "pico")
        # MicroPython keeps the paths of its files: by these names, and by -m, which does not resolve them, they take
        # the same everywhere
        for name, folder in zip(SEARCHED, (HERE, chip, FAKES, FAKES.parent), strict=True):
            (root / name).symlink_to(folder)
        search = ["/rom" if rom else "../program", *(f"../{name}" for name in SEARCHED), ".frozen"]
        try:
            done = subprocess.run(
                [micropython, "-X", HEAP, "-m", script, image, *arguments],
                env={"MICROPYPATH": ":".join(search)},
                cwd=state,
                capture_output=True,
                text=True,
            )
        except OSError as error:
            raise InterpreterError(f"{micropython} cannot be run ({error.strerror})") from None
    if done.returncode:
        raise BudgetError(f"{script}: {' '.join((done.stdout + done.stderr).splitlines()[-3:])}")
    return done.stdout.splitlines()
