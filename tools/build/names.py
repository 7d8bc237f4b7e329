"""Arguments by names that exist anyway: an interned name is for ever, and an argument's is of use to keywords only.

MicroPython keeps the name of every argument, so that a caller can give it by keyword. Where no caller in the program
does, and nothing else has that name, the argument is given another one, which is there already. Like `fold`, only for
what is compiled for a board; lines stay as they are.
"""

import ast
from collections.abc import Iterable, Mapping
from functools import cache

from tools.build.edits import Edit, edited
from tools.build.nodes import children, walk

# what arguments are called: names that the firmware has anyway
PALETTE = ("self", "name", "value", "data", "text", "code", "size", "count", "kind", "meter", "end", "start", "first")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SCOPES = (ast.Global, ast.Nonlocal)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def shorten(sources: Mapping[str, str], around: Iterable[str] = (), public: bool = False) -> dict[str, str]:
    """The texts of all files of a program by file, with the names of their arguments taken from PALETTE.

    around: texts that may call them; public: so may others, all functions without an underscore.
    """
    trees = {file: ast.parse(text) for file, text in sources.items()}
    nodes = {file: walk(tree) for file, tree in trees.items()}
    free = {node.arg for file in nodes.values() for node in file if isinstance(node, ast.arg)} - set(PALETTE)
    free -= {name for file in nodes.values() for name in _needed(file)}.union(*map(_needed_around, around))
    if public:
        free -= {name for tree in trees.values() for function in _outermost(tree) for name in _open(function)}
    # ast does not say where in its line something in an f-string stands
    left = {file for file, found in nodes.items() if any(isinstance(node, ast.JoinedStr) for node in found)}
    return {file: text if file in left else _renamed(text, trees[file], free) for file, text in sources.items()}


def _arguments(tree: ast.AST) -> Iterable[str]:
    return (node.arg for node in walk(tree) if isinstance(node, ast.arg))


@cache
def _needed_around(text: str) -> frozenset[str]:
    return frozenset(_needed(walk(ast.parse(text))))


def _needed(nodes: list[ast.AST]) -> Iterable[str]:
    """Names that something else than an argument or a local variable has, in a file of these nodes."""
    for node in nodes:
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, _DEFINITIONS):
            yield node.name
        elif isinstance(node, ast.keyword):
            yield node.arg or ""
        elif isinstance(node, ast.alias):
            yield from (node.asname or node.name).split(".")
        elif isinstance(node, _SCOPES):
            yield from node.names
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):  # a keyword in a dictionary, perhaps
            yield node.value
    yield from _outside(nodes[0])


def _outside(node: ast.AST) -> Iterable[str]:
    """Names used outside of functions."""
    for child in children(node):
        if isinstance(child, ast.Name):
            yield child.id
        if not isinstance(child, _FUNCTIONS):
            yield from _outside(child)


def _open(function: ast.AST) -> Iterable[str]:
    """The arguments of a function that anybody may call."""
    name = getattr(function, "name", "_")
    return _arguments(function) if not name.startswith("_") or name == "__init__" else ()


def _renamed(text: str, tree: ast.Module, free: set[str]) -> str:
    return edited(text, (place for function in _outermost(tree) for place in _places(function, free)))


def _outermost(node: ast.AST) -> Iterable[ast.AST]:
    """Functions that are in no function."""
    for child in children(node):
        if isinstance(child, _FUNCTIONS):
            yield child
        else:
            yield from _outermost(child)


def _places(function: ast.AST, free: set[str]) -> list[Edit]:
    """Everything to be renamed in a function and those inside it."""
    nodes = [node for node in walk(function) if isinstance(node, (ast.Name, ast.arg))]
    names = [node.id if isinstance(node, ast.Name) else node.arg for node in nodes]
    left = [name for name in PALETTE if name not in names]
    new: dict[str, str] = {}
    for name in dict.fromkeys(_arguments(function)):
        if name in free and left:
            new[name] = left.pop(0)
    return [
        Edit(node.lineno, node.col_offset, node.lineno, node.col_offset + len(name.encode()), new[name])
        for node, name in zip(nodes, names, strict=True)
        if name in new
    ]
