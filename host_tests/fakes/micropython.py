"""MicroPython's `micropython` module for CPython: enough to run Viper code, bit for bit.

Pointers behave as on the 64-bit unix port: loads are unsigned, stores keep the low bits, int(pointer) is an
address and ptr32(address) a pointer again. Where a chip would go wrong in silence this raises: IndexError for an
access outside the buffer, ValueError for a misaligned or stray pointer, OverflowError for an argument or result
that does not fit a board's 32 bits, TypeError for anything else that is not what the annotation says.
"""

import builtins
import ctypes
import functools
import operator
from collections.abc import Callable
from typing import Any

_SLOT_BITS = 26  # every buffer of a running Viper function has 64 MiB of addresses of its own,
_BASE = 1 << 25  # and starts in their middle, so that a pointer may pass either end as long as nobody uses it
_NATIVE_INT = range(-(1 << 31), 1 << 31)

_buffers = []  # those of the Viper functions now running, innermost last


class _Buffer:
    """A caller's buffer as bytes at an address, with views of it in the widths that pointers ask for."""

    def __init__(self, owner, slot):
        view = memoryview(owner)
        if view.nbytes >= _BASE:
            raise ValueError("a buffer of %d bytes does not fit the address space" % view.nbytes)
        self._bytes = view.cast("B") if view.nbytes else memoryview(b"")
        self.address = (slot + 1 << _SLOT_BITS) + _BASE + _misalignment(owner, view)
        self._views = {}

    def items(self, width):
        """(view, address of its first item) for items of `width` bytes, a partial one at either end left out."""
        if width not in self._views:
            skipped = -self.address % width
            whole = (len(self._bytes) - skipped) // width * width
            part = self._bytes[skipped : skipped + max(whole, 0)]
            view = part.cast("BH?I"[width - 1]) if part else part
            self._views[width] = view, self.address + skipped
        return self._views[width]


def _misalignment(owner, view):
    """How many bytes the buffer starts after a multiple of 8."""
    if not view.readonly and view.nbytes:
        return ctypes.addressof(ctypes.c_char.from_buffer(view)) % 8
    if isinstance(owner, memoryview):
        raise TypeError("the alignment of a read-only view is unknown: pass the object it was taken from")
    return 0


class _Pointer:
    """A typed pointer; made from an address inside the running function, as `ptr32(int(p) + 8)`."""

    __slots__ = ("_address", "_first", "_items")
    _width = 1

    def __init__(self, address):
        address = int(address)
        slot = (address >> _SLOT_BITS) - 1
        if not 0 <= slot < len(_buffers):
            raise ValueError("address %#x is in no buffer" % address)
        if address & self._width - 1:
            raise ValueError("misaligned %s: %#x" % (type(self).__name__, address))
        self._address = address
        self._items, start = _buffers[slot].items(self._width)
        self._first = (address - start) // self._width

    def __int__(self):
        return self._address

    def __getitem__(self, index):
        index += self._first
        if index < 0:
            raise IndexError("%s load before the buffer" % type(self).__name__)
        return self._items[index]

    def __setitem__(self, index, value):
        index += self._first
        if index < 0:
            raise IndexError("%s store before the buffer" % type(self).__name__)
        self._items[index] = value & (1 << 8 * self._width) - 1


class ptr8(_Pointer):
    """uint8 at any address."""

    __slots__ = ()
    _width = 1


class ptr16(_Pointer):
    """uint16 at even addresses."""

    __slots__ = ()
    _width = 2


class ptr32(_Pointer):
    """uint32 at multiples of four."""

    __slots__ = ()
    _width = 4


def _to_int(value):
    value = operator.index(value)
    if value not in _NATIVE_INT:
        raise OverflowError("%#x does not fit the 32 bits of the boards" % value)
    return value


def _to_pointer(kind, owner):
    buffer = _Buffer(owner, len(_buffers))
    _buffers.append(buffer)
    return kind(buffer.address)


def _converter(name, annotation):
    """What turns an object into the native value that Viper's `annotation` names."""
    if annotation is int:
        return _to_int
    if annotation in (ptr8, ptr16, ptr32):
        return functools.partial(_to_pointer, annotation)
    if annotation in (None, object):
        return lambda value: value
    raise TypeError("%s: %r is not a Viper type that the stand-in knows" % (name, annotation))


def viper(function) -> Callable[..., Any]:
    """The decorator: buffers become pointers and integers are checked at the function's door."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount]
    annotations = function.__annotations__
    takes = [_converter(name, annotations.get(name)) for name in names]
    gives = _converter("return", annotations.get("return"))

    @functools.wraps(function)
    def run(*arguments):
        if len(arguments) != len(takes):
            raise TypeError("%s takes %d arguments, not %d" % (function.__name__, len(takes), len(arguments)))
        outer = len(_buffers)
        try:
            return gives(function(*[take(value) for take, value in zip(takes, arguments, strict=True)]))
        finally:
            del _buffers[outer:]

    return run


def native(function):
    """Native code computes what bytecode computes: nothing to do."""
    return function


def const(value):
    """A constant is its value."""
    return value


# Viper's pointer types are part of its language: kernels name them without an import.
builtins.ptr8 = ptr8
builtins.ptr16 = ptr16
builtins.ptr32 = ptr32
