"""Reads `.mpy` files (MicroPython's persistent code, version 6.3): the machine code of Viper functions.

The file is a tree of raw code; native code carries no name, but the tree has the order of the source. Layout:
header, names (qstrs), constant objects, tree; numbers are big-endian groups of 7 bits.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

VERSION = 6
SUB_VERSION = 3
ARCHITECTURES = {"armv6m": 4, "xtensawin": 10}  # numbers of those that can be read

# Kinds of raw code, as numbered in the file
BYTECODE, NATIVE, VIPER, ASSEMBLER = range(4)

# Kinds of constant objects: the singletons have no contents, text and bytes end with a zero byte
TABLE_OBJECT, NONE, FALSE, TRUE, ELLIPSIS, TEXT, BYTES, INTEGER, FLOAT, COMPLEX, TUPLE = range(11)

RELOCATED = 0x70  # flags of native code that needs linking, which the cross compiler never makes of Python


class MpyError(ValueError):
    """The file is not a `.mpy` file that can be run here."""


@dataclass
class RawCode:
    """One node of the tree; `data` is the machine code of a Viper function."""

    kind: int
    data: bytes
    children: "list[RawCode]" = field(default_factory=list)

    def walk(self) -> "Iterator[RawCode]":
        """This node and all below it, in the order of the source."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Module:
    """functions: machine code by name; table_at: place of the runtime's function table among the objects."""

    functions: dict[str, bytes]
    table_at: int


class _Reader:
    def __init__(self, data):
        self._data = data
        self._at = 0

    def take(self, count):
        part = self._data[self._at : self._at + count]
        if len(part) < count:
            raise MpyError(f"ends after {len(self._data)} bytes, in the middle of an item")
        self._at += count
        return part

    def byte(self):
        return self.take(1)[0]

    def number(self):
        value = 0
        while True:
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    def left(self):
        return len(self._data) - self._at


def _header(reader, architecture):
    if reader.take(1) != b"M":
        raise MpyError("does not begin with 'M'")
    version, features, _small_int_bits = reader.take(3)
    found = version, features & 3, features >> 2
    wanted = VERSION, SUB_VERSION, ARCHITECTURES[architecture]
    if found != wanted:
        raise MpyError(
            "version %d.%d for architecture %d, expected %d.%d for %d (%s)" % (*found, *wanted, architecture)
        )


def _skip_name(reader):
    length = reader.number()
    if not length & 1:  # odd numbers name one of MicroPython's own
        reader.take((length >> 1) + 1)


def _skip_object(reader):
    """Read past one constant object; return its kind."""
    kind = reader.byte()
    if kind == TUPLE:
        for _ in range(reader.number()):
            _skip_object(reader)
    elif kind in (TEXT, BYTES):
        reader.take(reader.number() + 1)
    elif kind in (INTEGER, FLOAT, COMPLEX):
        reader.take(reader.number())
    elif kind > TUPLE:
        raise MpyError(f"constant object of unknown kind {kind}")
    return kind


def _raw_code(reader):
    head = reader.number()
    code = RawCode(head & 3, reader.take(head >> 3))
    if code.kind == NATIVE:
        reader.number()  # where its prelude begins
    elif code.kind != BYTECODE:
        if reader.number() & RELOCATED:
            raise MpyError("native code that must be relocated")
        if code.kind == ASSEMBLER:
            reader.number()  # arguments
            reader.number()  # their types
    if head & 4:
        code.children = [_raw_code(reader) for _ in range(reader.number())]
    return code


def viper_names(source: str) -> list[str]:
    """Names of the functions under a Viper decorator in Python source, in order."""
    return [node.name for node in _functions(ast.parse(source)) if any(map(_is_viper, node.decorator_list))]


def _functions(node):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef):
            yield child
        yield from _functions(child)


def _is_viper(decorator):
    return ast.unparse(decorator) in ("micropython.viper", "viper")


def read(data: bytes, source: str, architecture: str = "armv6m") -> Module:
    """The Viper functions of the `.mpy` file `data`, compiled from `source`. MpyError if they do not fit."""
    reader = _Reader(data)
    _header(reader, architecture)
    names, objects = reader.number(), reader.number()
    for _ in range(names):
        _skip_name(reader)
    kinds = [_skip_object(reader) for _ in range(objects)]
    tree = _raw_code(reader)
    if reader.left():
        raise MpyError(f"{reader.left()} bytes after the code")
    codes = [node.data for node in tree.walk() if node.kind == VIPER]
    titles = viper_names(source)
    if len(codes) != len(titles) or len(set(titles)) < len(titles):
        raise MpyError(f"{len(codes)} Viper functions in the file, in the source: {', '.join(titles) or 'none'}")
    if TABLE_OBJECT not in kinds:
        raise MpyError("no native code")
    return Module(dict(zip(titles, codes, strict=True)), kinds.index(TABLE_OBJECT))
