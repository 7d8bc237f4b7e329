"""Private names by a few short ones that all modules share: an interned name is for ever, and a private one nobody else
asks for.

A name that begins with one underscore and that only one module binds and uses becomes `_0`, `_1` … there; the next
module has its own `_0`. Modules whose classes are one another's bases keep apart: their names meet in one object. Like
`fold`, only for what is compiled for a board; lines stay as they are, functions in tracebacks have the short names.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from tools.build.edits import Edit, edited
from tools.build.nodes import walk

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HEAD = re.compile(rb"(?:async\s+def|def|class)\s+")


def share(sources: Mapping[str, str], prefix: str = "_", around: Iterable[str] = ()) -> dict[str, str]:
    """The texts of all files of a program by file, private names as `prefix` and a number.

    around: texts of files that work with it. Their names, and the names they might ask for, stay.
    """
    files = {place: _File(text) for place, text in sources.items()}
    used: dict[str, int] = defaultdict(int)
    for file in (*files.values(), *map(_around, around)):
        for name in file.names | file.fixed:
            used[name] += 1
    taken: dict[str, set[str]] = {place: set() for place in files}
    related = _related(files)
    made = {}
    for place, file in files.items():
        there = set().union(*(taken[other] for other in related[place]))
        new: dict[str, str] = {}
        free = (name for name in _numbered(prefix) if name not in used and name not in there)
        for name in sorted(file.bound - file.fixed):
            if used[name] == 1:
                new[name] = next(free)
        taken[place] = set(new.values())
        made[place] = file.renamed(new)
    return made


def _numbered(prefix: str) -> Iterator[str]:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    yield from (prefix + digit for digit in digits)
    yield from (prefix + first + second for first in digits for second in digits)


class _File:
    """A source and its private names: `names` it uses, `bound` that it binds, `fixed` that must stay."""

    def __init__(self, text: str) -> None:
        self._text, self._lines = text, text.splitlines()
        nodes = walk(ast.parse(text))
        self._places = [place for node in nodes for place in self._of(node) if _private(place[0])]
        self.names = {name for name, _, _, _ in self._places}
        self.bound = {name for name, _, _, binds in self._places if binds}
        self.fixed = {name for node in nodes for name in _asked(node) if _private(name)}
        if any(isinstance(node, ast.JoinedStr) for node in nodes):
            self.fixed |= self.names  # ast does not say where in its line something in an f-string stands
        self.classes = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
        self.bases = {_last(base) for node in nodes if isinstance(node, ast.ClassDef) for base in node.bases}

    def _of(self, node: ast.AST) -> Iterator[tuple[str, int, int, bool]]:
        """(name, line, column in bytes, whether it is bound) of what a node names."""
        if isinstance(node, ast.Name):
            yield node.id, node.lineno, node.col_offset, not isinstance(node.ctx, ast.Load)
        elif isinstance(node, ast.Attribute):
            assert node.end_lineno and node.end_col_offset
            column = node.end_col_offset - len(node.attr.encode())
            yield node.attr, node.end_lineno, column, not isinstance(node.ctx, ast.Load)
        elif isinstance(node, _DEFINITIONS):
            line = self._lines[node.lineno - 1].encode()
            head = _HEAD.match(line, node.col_offset)
            assert head
            yield node.name, node.lineno, head.end(), True

    def renamed(self, new: Mapping[str, str]) -> str:
        return edited(
            self._text,
            (
                Edit(line, column, line, column + len(name.encode()), new[name])
                for name, line, column, _ in self._places
                if name in new
            ),
        )


@cache
def _around(text: str) -> "_File":
    return _File(text)


def _private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def _asked(node: ast.AST) -> Iterable[str]:
    """Names that are given where they cannot be renamed, or might be asked for by their text."""
    if isinstance(node, (ast.arg, ast.keyword)):
        return (node.arg or "",)
    if isinstance(node, ast.alias):
        return (node.asname or "", *node.name.split("."))
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return node.names
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.findall(r"\w+", node.value)
    return ()


def _last(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""


def _related(files: Mapping[str, _File]) -> dict[str, set[str]]:
    """The files of each file's classes' bases and of theirs, and the other way round."""
    above = {
        place: {other for other, there in files.items() if other != place and file.bases & there.classes}
        for place, file in files.items()
    }
    grown = True
    while grown:
        grown = False
        for found in above.values():
            more = set().union(*(above[other] for other in found)) - found
            found |= more
            grown = grown or bool(more)
    return {place: above[place] | {other for other in files if place in above[other]} for place in files}
