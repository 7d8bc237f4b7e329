"""The summary: one line a requirement, with the worst that was found and whether it is good enough."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich import box
from rich.table import Table

from tools.accuracy.conditions import NOMINAL, label
from tools.accuracy.limits import CLASS_B, Target, limit, targets
from tools.accuracy.run import Row

HEADS = ("board", "requirement", "range", "worst", "target", "", "at")
NARROW = 120  # columns: without the last one where there are fewer


@dataclass(frozen=True)
class Line:
    """A requirement and its worst row. found, limit in %, both None where nothing was measured or nothing is asked."""

    board: str
    target: Target
    found: float | None
    limit: float | None
    at: str

    @property
    def over(self) -> bool:
        """Whether it was missed."""
        return self.found is not None and self.limit is not None and abs(self.found) > self.limit

    def cells(self) -> tuple[str, ...]:
        """The texts of HEADS."""
        target = self.target
        span = f"{target.low:g}–{target.high:g} A" if target.quantity else ""
        found = "-" if self.found is None else f"{self.found:+.4f} %"
        wanted = "-" if self.limit is None else f"{self.limit:g} %"
        if target.percent == CLASS_B:
            wanted += f" ({CLASS_B})"
        verdict = "" if self.limit is None else "OVER" if self.over else "ok"
        return self.board, target.what, span, found, wanted, verdict, self.at


def lines(rows: Iterable[Row]) -> list[Line]:
    """The summary of `rows`, board by board."""
    boards: dict[str, list[Row]] = {}
    for row in rows:
        boards.setdefault(row.board, []).append(row)
    return [_line(board, target, found) for board, found in boards.items() for target in targets(board)]


def changes(rows: Iterable[Row]) -> Iterator[tuple[Row, float]]:
    """Each influence row of energy, and by how many percent its error differs from that under reference conditions."""
    rows = list(rows)
    nominal = {row[:2] + row[3:5]: row.error_percent for row in rows if row.condition == NOMINAL}
    for row in rows:
        if row.condition != NOMINAL and row.quantity in ("active", "reactive"):
            yield row, row.error_percent - nominal[row[:2] + row[3:5]]


def _line(board: str, target: Target, rows: list[Row]) -> Line:
    """The worst is the largest part of its limit; without limits the largest."""
    found = changes(rows) if not target.quantity else ((row, row.error_percent) for row in rows)
    covered = [(row, error, limit(target, row)) for row, error in found if target.covers(row)]
    if not covered:
        return Line(board, target, None, None, "")
    row, error, allowed = max(covered, key=lambda each: abs(each[1]) / (each[2] or 1.0))
    return Line(board, target, error, allowed, _place(row))


def _place(row: Row) -> str:
    sign = {"active": "PF", "reactive": "sin φ"}.get(row.quantity, "PF")
    at = f"{row.current_a:g} A, {sign} {row.power_factor:g}"
    return at if row.condition == NOMINAL else f"{at}, {label(row.condition)}"


def table(summary: list[Line], columns: int) -> Table:
    """For a terminal of so many columns."""
    count = len(HEADS) - (columns < NARROW)
    found = Table(*HEADS[:count], box=box.SIMPLE, pad_edge=False)
    found.columns[3].justify = "right"
    last = summary[0].board if summary else ""
    for line in summary:
        if line.board != last:
            found.add_row()
        last = line.board
        found.add_row(*line.cells()[:count], style="bold red" if line.over else "")
    return found


def markdown(summary: list[Line]) -> str:
    """For a README."""
    rows = [HEADS, ("---", "---", "---", "---:", "---:", "---", "---"), *(line.cells() for line in summary)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)
