"""The CPython stand-in for Viper: what a chip does, or an exception where a chip would go wrong in silence."""

from array import array
from typing import Any

import micropython
import pytest
from micropython import ptr8, ptr16, ptr32


@micropython.viper
def load8(p: ptr8, k: int) -> int:
    return p[k]


@micropython.viper
def load16(p: ptr16, k: int) -> int:
    return p[k]


@micropython.viper
def load32(p: ptr32, k: int):
    return p[k]


@micropython.viper
def store8(p: ptr8, k: int, value: int):
    p[k] = value


@micropython.viper
def store16(p: ptr16, k: int, value: int):
    p[k] = value


@micropython.viper
def store32(p: ptr32, k: int, value: int):
    p[k] = value


@micropython.viper
def load16_after(p: ptr8, offset: int) -> int:
    q = ptr16(int(p) + offset)
    return q[0]


@micropython.viper
def load32_after(p: ptr32, offset: int, k: int) -> int:
    q = ptr32(int(p) + offset)
    return q[k]


@micropython.viper
def add(a: int, b: int) -> int:
    return a + b


def test_loads_are_unsigned_whatever_the_array_says():
    for typecode, load in (("b", load8), ("h", load16), ("i", load32)):
        signed = array(typecode, [-1, -2, 3])
        unsigned = array(typecode.upper(), signed.tobytes())
        full = 1 << 8 * signed.itemsize
        assert [load(signed, k) for k in range(3)] == [full - 1, full - 2, 3]
        assert [load(unsigned, k) for k in range(3)] == [full - 1, full - 2, 3]


def test_stores_keep_the_low_bits_whatever_the_array_says():
    for typecode, store in (("b", store8), ("h", store16), ("i", store32)):
        for value in (-1, 5, -(1 << 31), 0x12345678):
            signed = array(typecode, [0, 0])
            unsigned = array(typecode.upper(), [0, 0])
            store(signed, 1, value)
            store(unsigned, 1, value)
            assert unsigned.tolist() == [0, value % (1 << 8 * unsigned.itemsize)]
            assert signed.tobytes() == unsigned.tobytes()


def test_a_pointer_of_one_width_reads_a_buffer_of_another():
    words = array("I", [0x44332211, 0x88776655])
    assert [load8(words, k) for k in (0, 3, 4)] == [0x11, 0x44, 0x55]
    assert load16(words, 3) == 0x8877
    assert load32(bytes(words), 1) == 0x88776655
    assert load16_after(words, 2) == 0x4433
    assert load32(bytearray(7), 0) == 0


@pytest.mark.parametrize("k", [-1, 2, 3, 1000, -1000])
def test_an_access_outside_the_buffer(k):
    for buffer, load, store in (
        (bytearray(2), load8, store8),
        (array("h", [1, 2]), load16, store16),
        (array("i", [1, 2]), load32, store32),
    ):
        with pytest.raises(IndexError):
            load(buffer, k)
        with pytest.raises(IndexError):
            store(buffer, k, 0)


def test_a_word_that_is_only_partly_inside_the_buffer():
    with pytest.raises(IndexError):
        load32(bytearray(7), 1)
    with pytest.raises(IndexError):
        load16(bytearray(1), 0)
    with pytest.raises(IndexError):
        load8(b"", 0)


def test_pointers_move_by_bytes():
    words = array("I", range(8))
    assert load32_after(words, 8, 0) == 2
    assert load32_after(words, 8, -2) == 0
    assert load32_after(words, -8, 3) == 1, "a pointer may stand outside the buffer as long as it is not used"
    assert load32_after(words, 32, -1) == 7
    for offset, k in ((32, 0), (-4, 0), (8, -3), (8, 6), (1 << 24, 0)):
        with pytest.raises(IndexError):
            load32_after(words, offset, k)


def test_misaligned_pointers():
    for offset in (1, 2, 3, -1):
        with pytest.raises(ValueError, match="misaligned ptr32"):
            load32_after(array("I", range(4)), offset, 0)
    with pytest.raises(ValueError, match="misaligned ptr16"):
        load16_after(bytearray(8), 1)


def test_a_view_that_starts_in_the_middle_of_a_word():
    part = memoryview(bytearray(range(12)))[1:]
    assert load8(part, 0) == 1
    with pytest.raises(ValueError, match="misaligned"):
        load32(part, 0)
    assert load16_after(part, 3) == 0x0504
    with pytest.raises(TypeError, match="alignment"):
        load8(memoryview(bytes(4)), 0)


def test_an_address_of_no_buffer():
    @micropython.viper
    def stray(address: int) -> int:
        p = ptr8(address)
        return p[0]

    with pytest.raises(ValueError, match="in no buffer"):
        stray(0x1000)


def test_integers_must_fit_the_boards():
    assert add((1 << 31) - 2, 1) == (1 << 31) - 1
    for a, b in ((1 << 31, 0), (-(1 << 31) - 1, 0), ((1 << 31) - 1, 1)):
        with pytest.raises(OverflowError):
            add(a, b)


def test_arguments_of_the_wrong_kind():
    wrong: list[Any] = [(1.0, 1), ("1", 1), (None, 1)]
    for arguments in wrong:
        with pytest.raises(TypeError):
            add(*arguments)
    with pytest.raises(TypeError, match="takes 2 arguments"):
        add(*[1])
    with pytest.raises(TypeError):
        load8([1, 2], 0)
    with pytest.raises(TypeError):
        store8(bytes(2), 0, 1)
    with pytest.raises(TypeError, match="str"):

        @micropython.viper
        def typed(text: str):
            return text


def test_a_viper_function_that_calls_another_keeps_its_pointers():
    inner = array("I", [7])

    @micropython.viper
    def outer(p: ptr32) -> int:
        return load32(inner, 0) + p[0]

    assert outer(array("I", [1])) == 8


def test_a_failed_call_leaves_nothing_behind():
    with pytest.raises(IndexError):
        load32(array("I", [1]), 1)
    assert load32_after(array("I", [1, 2]), 4, 0) == 2
    assert not micropython._buffers
