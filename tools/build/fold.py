"""Integer constants, written in place of their names: in the module that has them and in those that import them.

A module keeps a dictionary entry and an interned name for each global, an import one more, and a small heap has no room
for what can be said in the code itself. The source stays plain Python; only what is compiled for a board changes. A
name that is bound in another way too, or asked for in a way that cannot be followed, stays what it is.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from tools.build.constants import assigned, is_const
from tools.build.edits import Edit, edit, edited
from tools.build.nodes import children, walk

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_IMPORTS = (ast.Import, ast.ImportFrom)

Known = Mapping[str, dict[str, int]]  # constants by module and name
Origin = tuple[str, str] | None  # (module, name in it or "") that a name is imported from, None for anything else


def fold(sources: Mapping[str, str], asked: Iterable[str] = (), public: bool = False) -> dict[str, str]:
    """The texts of the files of a program by file ("package/module.py"), constants folded.

    asked: names that something outside may want; public: it may want every one without an underscore.
    """
    files = {place: _File(text) for place, text in sources.items()}
    known: Known = {module_of(place): {} for place in files}
    written = {name for file in files.values() for name in file.written}
    while sum(file.learn(known[module_of(place)], known, written) for place, file in files.items()):
        pass
    wanted = set(asked)
    for place, file in files.items():
        file.replace(known[module_of(place)], known)
        wanted |= file.asked(known)
    return {place: file.folded(wanted, public) for place, file in files.items()}


def module_of(place: str) -> str:
    return place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def names_asked(text: str) -> frozenset[str]:
    """What a file may ask other modules for."""
    return frozenset(_File(text).asked({}))


class _File:
    """A source, what its names are bound to, and what becomes of it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tree = ast.parse(text)
        self._nodes = walk(self._tree)
        self._bound: dict[str, list[Origin]] = defaultdict(list)
        for node in self._nodes:
            for name, origin in _bindings(node):
                self._bound[name].append(origin)
        self._values: list[tuple[ast.stmt, dict[str, int]]] = []  # what is assigned, by statement
        self._replaced: dict[ast.AST, Edit] = {}
        self._gone: set[str] = set()  # names that were replaced wherever they are used
        self.written = [node.attr for node in self._nodes if isinstance(node, ast.Attribute) and not _loads(node)]

    def learn(self, own: dict[str, int], known: Known, written: set[str]) -> bool:
        """Add what can be known of the file's constants to `own`; whether that was anything."""
        before = len(own)
        for statement in self._tree.body:
            for name, value in assigned(statement, own).items():
                if len(self._bound[name]) == 1 and name not in written:
                    own[name] = value
        for name in self._bound:
            module, there = self._origin(name)
            if there == name and name in known.get(module, {}):
                own[name] = known[module][name]
        return len(own) > before

    def _origin(self, name: str) -> tuple[str, str]:
        """Where a name is imported from, by all that bind it."""
        origins = set(self._bound.get(name, ()))
        return (origins.pop() if len(origins) == 1 else None) or ("", "")

    def replace(self, own: dict[str, int], known: Known) -> None:
        """Find the places where a constant can be written instead of its name."""
        if any(isinstance(node, ast.JoinedStr) for node in self._nodes):
            return  # ast does not say where in its line something in an f-string stands
        self._values = [(statement, assigned(statement, own)) for statement in self._tree.body]
        consts = {name for statement, values in self._values if is_const(statement) for name in values}
        names = set()
        for node, parent, compiled in _loaded(self._tree):
            value, name = None, ""
            if isinstance(node, ast.Name):
                name = node.id
                # where machine words are computed with, a literal is one and a global none
                value = own.get(name) if name in consts or not compiled else None
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and not compiled:
                name = node.value.id
                module = ".".join(filter(None, self._origin(name)))
                value = known.get(module, {}).get(node.attr)
            if value is not None and node.lineno == node.end_lineno:
                brackets = value < 0 or isinstance(parent, ast.Attribute)
                self._replaced[node] = edit(node, f"({value})" if brackets else str(value))
                names.add(name)
        left = {node.id for node in self._left() if isinstance(node, ast.Name) and _loads(node)}
        self._gone = (names | own.keys()) - left
        self._gone -= {name for name in self._gone if self._origin(name) != ("", "") and name not in names}

    def _left(self) -> Iterator[ast.AST]:
        """Nodes that are not replaced, nor in one that is."""
        inside = {child for node in self._replaced for child in walk(node)}
        return (node for node in self._nodes if node not in inside)

    def asked(self, known: Known) -> set[str]:
        """Names that other modules may still be asked for, or this one, when it is asked in a way not followed here."""
        found = set()
        for node in self._left():
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.ImportFrom):
                found |= {alias.name for alias in node.names if (alias.asname or alias.name) not in self._gone}
                if node.names[0].name == "*":
                    found |= set(known.get(node.module or "", ()))
        return found

    def folded(self, wanted: set[str], public: bool) -> str:
        """The text; who asks for `wanted` names finds them, with `public` also all without an underscore."""
        gone = self._gone - wanted
        edits = []
        for statement, values in self._values:
            kept = [name for name in values if name not in gone or public and not name.startswith("_")]
            if len(kept) < len(values):
                edits.append(edit(statement, "; ".join(f"{name} = {values[name]}" for name in kept) or "pass"))
        for node in self._nodes:
            if isinstance(node, _IMPORTS):
                stay = [alias for alias in node.names if (alias.asname or alias.name) not in gone]
                if len(stay) < len(node.names):
                    edits.append(edit(node, _import(node, stay)))
        rest = [place for place in self._replaced.values() if not any(whole.holds(place) for whole in edits)]
        return edited(self._text, [*edits, *rest])


def _import(node: ast.Import | ast.ImportFrom, names: list[ast.alias]) -> str:
    if not names:
        return "pass"
    return ast.unparse(ast.ImportFrom(node.module, names, 0) if isinstance(node, ast.ImportFrom) else ast.Import(names))


def _loads(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Load)


def _bindings(node: ast.AST) -> Iterator[tuple[str, Origin]]:
    """The names that a node binds, or takes from where another does."""
    if isinstance(node, ast.Name) and not _loads(node):
        yield node.id, None
    elif isinstance(node, ast.arg):
        yield node.arg, None
    elif isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.ExceptHandler)):
        yield node.name or "", None
    elif isinstance(node, (ast.Global, ast.Nonlocal)):
        yield from ((name, None) for name in node.names)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            root = alias.name.split(".")[0]
            yield (alias.asname, (alias.name, "")) if alias.asname else (root, (root, ""))
    elif isinstance(node, ast.ImportFrom):
        for alias in node.names:
            yield alias.asname or alias.name, None if node.level else (node.module or "", alias.name)


def _loaded(node: ast.AST, parent: ast.AST | None = None, compiled: bool = False) -> Iterator[tuple]:
    """(node, its parent, whether it is in a function of machine code) of each name or attribute that is read."""
    if isinstance(node, (ast.Name, ast.Attribute)) and _loads(node):
        yield node, parent, compiled
    for child in children(node):
        inside = isinstance(child, _FUNCTIONS) and any("micropython" in ast.dump(one) for one in child.decorator_list)
        yield from _loaded(child, node, compiled or inside)
