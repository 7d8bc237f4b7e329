"""Changes of a source text that leave every statement in its line, so that tracebacks go on telling the truth."""

import ast
from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """From (line, column) to (last, end) stands `text` now; lines from 1, columns in bytes, as `ast` has them."""

    line: int
    column: int
    last: int
    end: int
    text: str

    def holds(self, other: "Edit") -> bool:
        """Whether the other is within this one."""
        return self[:2] <= other[:2] and other[2:4] <= self[2:4]


def edit(node: ast.expr | ast.stmt, text: str) -> Edit:
    """`text` in the place of a node."""
    assert node.end_lineno and node.end_col_offset is not None
    return Edit(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset, text)


def edited(source: str, edits: Iterable[Edit]) -> str:
    """`source` with changes that do not overlap; where fewer lines are left of something, empty ones follow it."""
    lines = [line.encode() for line in source.splitlines(keepends=True)]
    for line, column, last, end, text in sorted(edits, reverse=True):
        lines[line - 1] = lines[line - 1][:column] + text.encode() + lines[last - 1][end:]
        lines[line:last] = [b"\n"] * (last - line)
    return b"".join(lines).decode()
