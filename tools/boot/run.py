"""Builds a board's file tree for this PC's interpreter, starts it there, and takes what is seen of it."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tools.bench.process import ROOT, interpreter
from tools.bench.rom import architecture_of
from tools.build.boards import Board
from tools.build.tree import build

FAKES = ROOT / "host_tests" / "fakes"
SCRIPT = Path(__file__).with_name("on_board.py")
HEAP = "heapsize=3M"  # the models and all that was sent are in it, too
SEEN = "seen "
CONSOLE = "console"

Seen = dict[str, Any]  # "what" was seen, when ("ms" since the start), and more


@dataclass(frozen=True)
class Course:
    """seen: in order, lines of the board's console among it; status: the interpreter's."""

    seen: list[Seen]
    status: int

    def all(self, what: str) -> Iterator[Seen]:
        return (one for one in self.seen if one["what"] == what)


def start(board: Board, seconds: int, place: Path) -> Course:
    """`seconds` of a board whose files are made in `place`. Raises BuildError, InterpreterError."""
    micropython = interpreter()
    tree = place / board.name
    build(replace(board, processor=architecture_of(micropython)), tree)
    search = [FAKES / ("esp32" if board.port == "esp32" else "pico"), FAKES, ".frozen"]
    done = subprocess.run(
        [micropython, "-X", HEAP, str(SCRIPT), str(seconds)],
        env={**os.environ, "MICROPYPATH": ":".join(map(str, search))},
        cwd=tree,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    return Course(list(_told(done.stdout.splitlines())), done.returncode)


def _told(lines: list[str]) -> Iterator[Seen]:
    """What is seen, and what the console says, at the time of what was seen before."""
    ms = 0
    for line in lines:
        if line.startswith(SEEN):
            seen = json.loads(line.removeprefix(SEEN))
            ms = seen["ms"]
            yield seen
        else:
            yield {"what": CONSOLE, "ms": ms, "text": line}
