"""The boards that can be built: each folder of boards/ with a board.py and a board.toml, which says for what it is."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from tools.cycles.build import BuildError

ROOT = Path(__file__).resolve().parents[2]
BOARDS = ROOT / "boards"
FACTS = "board.toml"


@dataclass(frozen=True)
class Board:
    """A board as its board.toml describes it."""

    processor: str  # as mpy-cross names it
    micropython: str  # the oldest MicroPython that it is for, "1.28"
    machines: list[str]  # sys.implementation._machine of the right board, by build of MicroPython
    port: str  # MicroPython's name of the processor's family, a folder of its ports/
    port_board: str  # MicroPython's name of the board, a folder of ports/<port>/boards
    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name


def boards(place: Path = BOARDS) -> dict[str, Board]:
    """Every board in a folder, by name. Raises BuildError for a board.toml that cannot be used."""
    return {path.parent.name: _read(path) for path in sorted(place.glob("*/" + FACTS)) if _made(path.parent)}


def find(name: str) -> Board:
    """The board of a name. Raises BuildError, naming those that there are."""
    known = boards()
    if name not in known:
        raise BuildError(f"board {name}: not one that can be built; known: {', '.join(known)}")
    return known[name]


def _made(folder: Path) -> bool:
    return (folder / "board.py").is_file()


def _read(path: Path) -> Board:
    label = f"{path.parent.name}/{path.name}"
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BuildError(f"{label}: {error}") from None
    wanted = {field.name for field in fields(Board)} - {"folder"}
    if wrong := sorted(wanted ^ facts.keys()):
        raise BuildError(f"{label}: {wrong[0]} is {'missing' if wrong[0] in wanted else 'not known'}")
    for name, value in facts.items():
        texts = value if name == "machines" else [value]
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
            raise BuildError(f"{label}: {name} is no {'list of texts' if name == 'machines' else 'text'}")
    return Board(**facts, folder=path.parent)
