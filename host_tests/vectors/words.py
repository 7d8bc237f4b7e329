"""Integers that refuse to grow beyond 31 bits and sign, and kernels on them: their source, not their machine code."""

import operator
from types import FunctionType

LIMIT = 1 << 31


class Word(int):
    """An integer of 31 bits and sign.  largest: magnitude of any result so far."""

    largest = 0


def _checked(operation):
    def apply(*operands):
        value = operation(*map(int, operands))
        if not -LIMIT <= value < LIMIT:
            raise OverflowError(f"{operation.__name__} of {operands} gives {value}")
        Word.largest = max(Word.largest, abs(value))
        return Word(value)

    return apply


for _name in ("add", "sub", "mul", "lshift", "rshift", "and_", "or_", "xor", "neg", "invert"):
    _plain = getattr(operator, _name)
    setattr(Word, f"__{_name.strip('_')}__", _checked(_plain))
    setattr(Word, f"__r{_name.strip('_')}__", _checked(lambda b, a, plain=_plain: plain(a, b)))


class Pointer:
    """A list of numbers at an address of its own; `ptr32(int(p) + 8)` moves it by two words."""

    def __init__(self, items, width, first=0):
        self.items, self.width, self.first = items, width, first

    def __getitem__(self, k):
        assert self.first + k >= 0
        return Word(self.items[self.first + k])

    def __setitem__(self, k, value):
        assert self.first + k >= 0
        self.items[self.first + k] = value


class Address:
    """int(pointer): may be moved by bytes, and that is all."""

    def __init__(self, pointer, offset=0):
        self.pointer, self.offset = pointer, offset

    def __add__(self, offset):
        return Address(self.pointer, self.offset + offset)


def _int(value):
    return Address(value) if isinstance(value, Pointer) else value


def _ptr32(address):
    pointer = address.pointer
    assert address.offset % pointer.width == 0
    return Pointer(pointer.items, pointer.width, pointer.first + address.offset // pointer.width)


def on_words(function):
    """The kernel `function` on Words, with the signature of the original."""
    original = function.__wrapped__
    plain = FunctionType(original.__code__, {**original.__globals__, "int": _int, "ptr32": _ptr32})

    def run(*arguments):
        return plain(*[Word(x) if isinstance(x, int) else Pointer(x, x.itemsize) for x in arguments])

    return run
