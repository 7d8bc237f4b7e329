"""What a board has, and what each part may take of it: boards/<board>/budget.json. `found` beside `budget`, a gate.

has: bytes of heap that are free before anything is imported, also of another chip that the board may have ("heap, Pico
2"), of C stack, and of it what is kept for interrupts. may: bytes that a total or a module may take; `--accept` writes
these anew, with a little air.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.budget.heap import CASES, FILES, MODE_C, REGISTER, ROMFS, SESSION, START, Heap
from tools.budget.program import BudgetError
from tools.budget.stack import Depth
from tools.build.boards import Board

NAME = "budget.json"
OTHER = "heap, "  # and the chip's name
HAS = {"heap": 233 * 1024, "stack": 8192 - 256, "interrupts": 500}
AIR, MODULES_AIR = 1.02, 1.05
SHIFT = (
    256  # bytes of a module: which of them is the first to bring a name, or makes a table grow, changes with the others
)
STEP = 64
VISITS = {START: "at the start", MODE_C: "in mode C", REGISTER: "a register", SESSION: "in a session"}

Figures = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Budget:
    """has: see above; may: bytes by group ("heap", "stack", "modules, files", "modules, romfs") and name."""

    has: dict[str, int]
    may: Figures

    def exceeded(self, found: Figures) -> Iterator[str]:
        """A line for everything that has no budget, or more than that."""
        for group, figures in found.items():
            for name, size in figures.items():
                limit = self.may.get(group, {}).get(name)
                if limit is None:
                    yield f"{group}: {name} takes {size} bytes and has no budget"
                elif size > limit:
                    yield f"{group}: {name} takes {size} bytes, {size - limit} more than its budget of {limit}"


def others(budget: Budget) -> list[tuple[str, int]]:
    """(name, bytes of heap) of the other chips that the board may have."""
    return [(name.removeprefix(OTHER), size) for name, size in budget.has.items() if name.startswith(OTHER)]


def path_of(board: Board) -> Path:
    return board.folder / NAME


def read(path: Path) -> Budget:
    """Raises BudgetError."""
    label = f"{path.parent.name}/{path.name}"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Budget(said["has"], said["may"])
    except FileNotFoundError:
        raise BudgetError(f"{label} is missing; --accept writes it") from None
    except (ValueError, KeyError, TypeError) as error:
        raise BudgetError(f"{label}: {error!r}") from None


def accepted(path: Path, found: Figures) -> None:
    """Make what was found the budget; what the board has stays as it is."""
    has = read(path).has if path.exists() else HAS
    may = {group: {name: _with_air(group, size) for name, size in figures.items()} for group, figures in found.items()}
    path.write_text(json.dumps({"has": has, "may": may}, indent=1) + "\n", encoding="utf-8")


def figures(heap: Heap, stack: Mapping[str, Depth]) -> Figures:
    """Everything that has a budget."""
    found: Figures = {"heap": {}, "stack": {stage: depth.size for stage, depth in stack.items()}}
    for case in CASES:
        found["heap"][f"{case}, idle"] = heap.idle(case)
        for visit, words in VISITS.items():
            found["heap"][f"{case}, {words}"] = heap.most(case, visit)
    for place, case in enumerate((FILES, ROMFS)):
        found[f"modules, {case}"] = {name: sizes[place] for name, sizes in sorted(heap.modules.items())}
    return found


def _with_air(group: str, size: int) -> int:
    air = size * MODULES_AIR + SHIFT if group.startswith("modules") else size * AIR
    return -(-round(air) // STEP) * STEP
