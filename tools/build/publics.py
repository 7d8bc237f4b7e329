"""Public names of the program's own by a few short ones: an interned name is for ever, and there are many of these.

Where a name is bound by modules and classes of the program only, and nobody can ask for it by its text, it becomes
`q0`, `q1` …; two names may become the same one where no module, class or family of classes has both. A name is the
same everywhere, so whose attribute it is need not be known. Like `fold`, only for what is compiled for a board; lines
stay as they are.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from tools.build.edits import Edit, edited
from tools.build.fold import module_of
from tools.build.nodes import children, walk
from tools.cycles.build import BuildError

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HEAD = re.compile(rb"(?:async\s+def|def|class)\s+")
_WORD = re.compile(r"\w+")
_DEFINED = re.compile(r"^\s*(?:(?:async\s+)?def |class )?(\w+)(?=\(|:|\s*=)", re.MULTILINE)
_SHORT = re.compile(r"q\d+")
_STUBS = Path(__file__).resolve().parents[2] / ".venv"  # of MicroPython on both kinds of boards


def rename(sources: Mapping[str, str], around: Iterable[str] = ()) -> dict[str, str]:
    """The texts of all files of a program by file, with public names renamed.

    around: texts of files that work with it. Names in them stay.
    """
    files = {place: _File(text) for place, text in sources.items()}
    fixed = set(_micropython()) | {word for place in files for word in _WORD.findall(place)}
    fixed = fixed.union(*map(_words, around))
    modules = {module_of(place) for place in files}
    for file in files.values():
        fixed |= file.fixed | {name for module, name in file.imported if module not in modules}
        # events and tracebacks name exceptions by their class
        fixed |= {
            name for name, bases, _ in file.classes if any(base.endswith(("Error", "Exception")) for base in bases)
        }
    candidates = {name for file in files.values() for name in file.bound} - fixed
    candidates = {name for name in candidates if not name.startswith("_") and not _SHORT.fullmatch(name)}
    taken = {word for file in files.values() for word in file.words} | fixed
    new = _coloured(candidates, _spaces(files.values()), taken)
    return {place: file.renamed(new) for place, file in files.items()}


def _coloured(names: set[str], spaces: Iterable[set[str]], taken: set[str]) -> dict[str, str]:
    """A short name for each of `names`; no two that are in one of `spaces` have the same."""
    beside: dict[str, set[str]] = {name: set() for name in names}
    for space in spaces:
        there = space & names
        for name in there:
            beside[name] |= there
    new: dict[str, str] = {}
    short = [f"q{number}" for number in range(len(names) + len(taken)) if f"q{number}" not in taken]
    for name in sorted(names, key=lambda name: (-len(beside[name]), name)):
        used = {new[other] for other in beside[name] if other in new}
        new[name] = next(other for other in short if other not in used)
    return new


def _spaces(files: Iterable["_File"]) -> Iterator[set[str]]:
    """The names that must differ: those of a module, and those of classes that may be one another's bases."""
    families: dict[str, set[str]] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for file in files:
        yield file.globals
        for name, bases, members in file.classes:
            family = {name}.union(*(families.get(other, {other}) for other in (name, *bases)))
            for other in family:
                families[other] = family
            names[name] |= members
    for family in {id(family): family for family in families.values()}.values():
        yield set().union(*(names[name] for name in family))


@cache
def _micropython() -> frozenset[str]:
    """Names that MicroPython's own modules and types have: attributes of these must not be mistaken."""
    words = {name for stub in _STUBS.glob("stubs*/**/*.pyi") for name in _DEFINED.findall(stub.read_text("utf-8"))}
    if not words:
        raise BuildError(f"no stubs of MicroPython in {_STUBS}: make venv")
    for kind in (bytes, bytearray, str, list, dict, set, tuple, int, float, type(_ for _ in ()), Exception):
        words.update(dir(kind))
    return frozenset(words)


@cache
def _words(text: str) -> frozenset[str]:
    """All that a file may ask for."""
    return frozenset(_File(text).words)


class _File:
    """A source and its names.

    `globals`: of the module, and what its functions import; `classes`: (name, bases, members); `bound`: all of them;
    `imported`: (module, name); `fixed`: that must stay; `words`: every identifier, and every word of its texts.
    """

    def __init__(self, text: str) -> None:
        self._text, self._lines = text, text.splitlines()
        self._tree = ast.parse(text)
        nodes = walk(self._tree)
        said = set(map(_documentation, nodes))
        self.fixed = {word for node in nodes if node not in said for word in _asked(node)}
        imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        self.imported = {(node.module, alias.name) for node in imports for alias in node.names}
        self.globals = {alias.asname or alias.name for node in imports for alias in node.names}
        self.globals |= set(_bound_in(self._tree.body))
        self.classes = [
            (node.name, [_last(base) for base in node.bases], set(_members(node)))
            for node in nodes
            if isinstance(node, ast.ClassDef)
        ]
        self.bound = self.globals.union(*(members for _, _, members in self.classes))
        self._places = [*self._outside(self._tree, frozenset())]
        self.words = {name for name, _, _ in self._places} | self.fixed | self.bound
        self.words |= {node.id for node in nodes if isinstance(node, ast.Name)}
        self.words |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        if any(isinstance(node, ast.JoinedStr) for node in nodes):
            self.fixed |= self.words  # ast does not say where in its line something in an f-string stands

    def renamed(self, new: Mapping[str, str]) -> str:
        return edited(
            self._text,
            (
                Edit(line, column, line, column + len(name.encode()), new[name])
                for name, line, column in self._places
                if name in new
            ),
        )

    def _outside(self, node: ast.AST, local: frozenset[str]) -> Iterator[tuple[str, int, int]]:
        """(name, line, column in bytes) of what a node and those in it name, but for what is `local` to a function."""
        if isinstance(node, _FUNCTIONS):
            own = _arguments(node)
            body: list[ast.AST] = []
            decorators: list[ast.expr] = []
            if isinstance(node, ast.Lambda):
                body.append(node.body)
            else:
                if node.name not in local:
                    yield self._defined(node)
                body += node.body
                decorators = node.decorator_list
                own |= set(_bound_in(body)) - _imported_in(node)
            for part in (*decorators, *node.args.defaults, *filter(None, node.args.kw_defaults)):
                yield from self._outside(part, local)
            for part in body:
                yield from self._outside(part, local | own)
            return
        if isinstance(node, ast.ClassDef):
            if node.name not in local:
                yield self._defined(node)
        elif isinstance(node, ast.Name) and node.id not in local:
            yield node.id, node.lineno, node.col_offset
        elif isinstance(node, ast.Attribute):
            assert node.end_lineno and node.end_col_offset
            yield node.attr, node.end_lineno, node.end_col_offset - len(node.attr.encode())
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.name, alias.lineno, alias.col_offset
                if alias.asname and alias.asname not in local:
                    assert alias.end_lineno and alias.end_col_offset
                    yield alias.asname, alias.end_lineno, alias.end_col_offset - len(alias.asname.encode())
        for child in children(node):
            yield from self._outside(child, local)

    def _defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> tuple[str, int, int]:
        line = self._lines[node.lineno - 1].encode()
        head = _HEAD.match(line, node.col_offset)
        assert head
        return node.name, node.lineno, head.end()


def _documentation(node: ast.AST) -> ast.expr | None:
    """The text that a module, class or function begins with."""
    if isinstance(node, (ast.Module, *_DEFINITIONS)) and node.body and isinstance(node.body[0], ast.Expr):
        return node.body[0].value
    return None


def _asked(node: ast.AST) -> Iterable[str]:
    """Names that are given where they cannot be renamed, or might be asked for by their text."""
    if isinstance(node, ast.keyword):
        return (node.arg or "",)
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, ast.Import):
        return [word for alias in node.names for word in _WORD.findall(f"{alias.name} {alias.asname or ''}")]
    if isinstance(node, ast.ImportFrom):
        return _WORD.findall(node.module or "")
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return node.names
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
        inside = isinstance(node.value, ast.Name) and node.value.id == "self"
        return () if inside else (node.attr,)  # of what object, nobody knows
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        return _WORD.findall(text)
    return ()


def _members(node: ast.ClassDef) -> Iterator[str]:
    """What a class binds in its body, and its methods in `self`."""
    yield from _bound_in(node.body)
    for part in walk(node):
        if isinstance(part, ast.Attribute) and not isinstance(part.ctx, ast.Load):
            yield part.attr


def _bound_in(body: Iterable[ast.AST]) -> Iterator[str]:
    """What statements bind where they stand, functions and classes in them not looked into."""
    for node in body:
        if isinstance(node, _DEFINITIONS):
            yield node.name
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in node.names)
        if not isinstance(node, ast.Lambda):
            yield from _bound_in(children(node))


def _imported_in(function: ast.AST) -> set[str]:
    """What a function imports by its own name: that is renamed with it."""
    return {
        alias.name
        for node in walk(function)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if not alias.asname
    }


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    given = function.args
    several = [argument for argument in (given.vararg, given.kwarg) if argument]
    return {argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, *several)}


def _last(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
