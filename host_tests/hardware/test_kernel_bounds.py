"""No intermediate of a kernel passes 31 bits: the same source, run on integers that refuse to grow further.

That is why 32-bit boards, the 64-bit unix port and CPython agree. |v| and |i| reach 8 704 here, in groups of 8
and 1, over MAX_PAIRS pairs.
"""

import operator
from array import array
from types import FunctionType

import pytest
from meter.metrology import kernel
from vectors.kernel_blocks import MIDDLE, Case, extremes, fresh, repeated, sine

LIMIT = 1 << 31
TABLE = sine()


class Word(int):
    """An integer of 31 bits and sign."""


def _checked(operation):
    def apply(*operands):
        value = operation(*map(int, operands))
        if not -LIMIT <= value < LIMIT:
            raise OverflowError(f"{operation.__name__} of {operands} gives {value}")
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


def test_the_sums_stay_within_31_bits_and_are_the_same():
    accumulate = on_words(kernel.accumulate)
    for case in extremes():
        state = case.run(accumulate, TABLE)
        assert state == case.run(kernel.accumulate, TABLE), case.name
        assert max(map(abs, state[kernel.SUM_V :])) < 1 << 30, case.name


def test_the_extremes_are_those_that_the_bound_speaks_of():
    """The farthest zero and the lowest code make 8 704, so the test above runs at the edge."""
    largest = 0
    for case in extremes(pairs=1):
        v = case.codes[0] - case.state[kernel.V_ZERO] >> case.state[kernel.V_SHIFT]
        largest = max(largest, abs(v))
    assert largest == 8704


def test_peak_stays_within_31_bits():
    peak = on_words(kernel.peak)
    for zero in (0, MIDDLE, 2 * MIDDLE - 1):
        for code in (0, MIDDLE, 2 * MIDDLE - 1):
            codes = repeated([(0, code)], 9)
            assert peak(0, 0, codes, 9, zero) == kernel.peak(0, 0, codes, 9, zero)


@pytest.mark.parametrize(
    ("word", "value"), [(kernel.V_SHIFT, 8), (kernel.I_SHIFT, 8), (kernel.GROUP, 40), (kernel.STEP, kernel.TURN // 2)]
)
def test_a_setting_beyond_the_bounds_is_noticed(word, value):
    state = array("i", fresh(group=8, phase=kernel.TURN - 1))
    state[word] = value
    case = Case("", state, repeated([(0, 0)], 80), [(0, 80)])
    with pytest.raises(OverflowError):
        case.run(on_words(kernel.accumulate), TABLE)
