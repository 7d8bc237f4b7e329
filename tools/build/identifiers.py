"""The identifiers of a source: where each stands, what binds it, and which might be asked for by their text."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple, TypeGuard

from tools.build.edits import Edit, edited
from tools.build.nodes import children, walk

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HEAD = re.compile(rb"(?:async\s+def|def|class)\s+")
WORD = re.compile(r"\w+")


class Place(NamedTuple):
    """Where a name stands: line from 1, column in bytes. local: to a function; binds: it is given something there."""

    name: str
    line: int
    column: int
    local: bool
    binds: bool


class Class(NamedTuple):
    """members: what it binds in its body, and its methods in objects; bases: by their last names."""

    name: str
    bases: list[str]
    members: set[str]


class Source:
    """A text and its names.

    `places`: of all names but arguments and keywords; `globals`: names of the module, and what its functions import;
    `classes`; `imported`: (module, name, name here) of each `from module import name`; `set_elsewhere`: attributes of
    other objects than `self` that are given something; `asked`: names that cannot be renamed where they stand, or might
    be asked for by their text; `said`: words of its documentation; `words`: every identifier, and every word of the
    texts.
    """

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._text = text
        tree = ast.parse(text)
        nodes = walk(tree)
        self.places = list(self._of(tree, frozenset()))
        self.imported = {
            (node.module, alias.name, alias.asname or alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        self.globals = {here for _, _, here in self.imported} | set(_bound_in(tree.body))
        self.classes = [
            Class(node.name, [_last(base) for base in node.bases], set(_members(node)))
            for node in nodes
            if isinstance(node, ast.ClassDef)
        ]
        self.set_elsewhere = {node.attr for node in nodes if _is_set(node) and not _of_self(node)}
        documentation = set(map(_documentation, nodes))
        self.asked = {word for node in nodes if node not in documentation for word in _asked(node)}
        # ast does not say where the name of a caught exception stands
        caught = {node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name}
        self.asked |= caught & self.globals
        self.said = {word for node in documentation if node for word in _asked(node)}
        self.words = {place.name for place in self.places} | self.asked | self.globals
        self.words |= {node.id for node in nodes if isinstance(node, ast.Name)}
        self.words.update(*(one.members for one in self.classes))
        if any(isinstance(node, ast.JoinedStr) for node in nodes):
            self.asked |= self.words  # ast does not say where in its line something in an f-string stands

    def renamed(self, new: Mapping[str, str], local: bool = True) -> str:
        """The text with other names; local: those of functions' own variables too."""
        return edited(
            self._text,
            (
                Edit(place.line, place.column, place.line, place.column + len(place.name.encode()), new[place.name])
                for place in self.places
                if place.name in new and (local or not place.local)
            ),
        )

    def _of(self, node: ast.AST, local: frozenset[str]) -> Iterator[Place]:
        """What a node and those in it name; `local`: names of the functions that it is in."""
        if isinstance(node, _DEFINITIONS):
            yield self._defined(node, local)
        if isinstance(node, _FUNCTIONS):
            own = _own(node)
            heads = [] if isinstance(node, ast.Lambda) else node.decorator_list
            for part in (*heads, *node.args.defaults, *filter(None, node.args.kw_defaults)):
                yield from self._of(part, local)
            for part in [node.body] if isinstance(node, ast.Lambda) else node.body:
                yield from self._of(part, local | own)
            return
        if isinstance(node, ast.Name):
            yield Place(node.id, node.lineno, node.col_offset, node.id in local, not isinstance(node.ctx, ast.Load))
        elif isinstance(node, ast.Attribute):
            yield _ending(node, node.attr, False, _is_set(node))
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield Place(alias.name, alias.lineno, alias.col_offset, False, not alias.asname)
                if alias.asname:
                    yield _ending(alias, alias.asname, alias.asname in local, True)
        for child in children(node):
            yield from self._of(child, local)

    def _defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, local: frozenset[str]) -> Place:
        head = _HEAD.match(self._lines[node.lineno - 1].encode(), node.col_offset)
        assert head
        return Place(node.name, node.lineno, head.end(), node.name in local, True)


@cache
def source(text: str) -> Source:
    """That of a text which many programs have beside them."""
    return Source(text)


def _ending(node: ast.Attribute | ast.alias, name: str, local: bool, binds: bool) -> Place:
    """Of a name that a node ends with."""
    assert node.end_lineno and node.end_col_offset
    return Place(name, node.end_lineno, node.end_col_offset - len(name.encode()), local, binds)


def _is_set(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)


def _of_self(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id == "self"


def _documentation(node: ast.AST) -> ast.expr | None:
    """The text that a module, class or function begins with."""
    if isinstance(node, (ast.Module, *_DEFINITIONS)) and node.body and isinstance(node.body[0], ast.Expr):
        return node.body[0].value
    return None


def _asked(node: ast.AST) -> Iterable[str]:
    if isinstance(node, ast.keyword | ast.arg):
        return (node.arg or "",)
    if isinstance(node, ast.Import):
        return [word for alias in node.names for word in WORD.findall(f"{alias.name} {alias.asname or ''}")]
    if isinstance(node, ast.ImportFrom):
        return WORD.findall(node.module or "")
    if isinstance(node, ast.Global | ast.Nonlocal):
        return node.names
    if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
        return WORD.findall(node.value if isinstance(node.value, str) else node.value.decode("latin-1"))
    return ()


def _members(node: ast.ClassDef) -> Iterator[str]:
    yield from _bound_in(node.body)
    yield from (part.attr for part in walk(node) if _is_set(part))


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


def _own(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    """Arguments and variables of a function, but for what it imports by its own name: that is renamed with it."""
    given = function.args
    several = [argument for argument in (given.vararg, given.kwarg) if argument]
    own = {argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, *several)}
    if isinstance(function, ast.Lambda):
        return own
    imported = {
        alias.name
        for node in walk(function)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if not alias.asname
    }
    return own | set(_bound_in(function.body)) - imported


def _last(base: ast.expr) -> str:
    return base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
