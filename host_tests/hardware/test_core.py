"""The emulated core refuses what a Cortex-M0+ faults on, and every access beside the buffers it was given."""

import struct
from array import array

import pytest

from tools.cycles import core
from tools.cycles.core import Core, CoreFault
from tools.cycles.timing import TimingError

BX_LR = 0x4770


def run(codes, *arguments):
    return Core(struct.pack(f"<{len(codes)}H", *codes)).c(*arguments)


def load_at(offset):
    """movs r2, #(offset + 8); subs r2, #8; ldr r0, [r0, r2]; bx lr"""
    return (0x2200 + offset + 8, 0x3A08, 0x5880, BX_LR)


def test_registers_stack_and_buffers_follow_the_call_standard():
    # ldr r3, [sp]; str r3, [r0]; subs r0, r1, r2; bx lr
    result = run((0x9B00, 0x6003, 0x1A88, BX_LR), array("I", [0]), 5, 7, 0, 0x1234)
    assert result.value == -2
    assert result.buffers == [struct.pack("<I", 0x1234)]


@pytest.mark.parametrize("offset", [0, 4, 8])
def test_a_load_inside_the_buffer(offset):
    assert run(load_at(offset), array("I", [3, 30, 300])).value == (3, 30, 300)[offset // 4]


@pytest.mark.parametrize("offset", [-8, -4, 12, 16])
def test_a_load_beside_the_buffer(offset):
    with pytest.raises(CoreFault):
        run(load_at(offset), array("I", [3, 30, 300]))


def test_a_load_that_begins_inside_a_buffer_and_ends_beside_it():
    with pytest.raises(CoreFault):
        run(load_at(4), bytes(7))


def test_a_store_beside_the_buffer():
    # str r1, [r0, #12]
    with pytest.raises(CoreFault):
        run((0x60C1, BX_LR), array("I", [3, 30, 300]), 1)


@pytest.mark.parametrize("code", [0x6800, 0x8800, 0x6001, 0x8001], ids=["ldr", "ldrh", "str", "strh"])
def test_a_misaligned_access(code):
    # adds r0, #1; the access
    with pytest.raises(CoreFault):
        run((0x3001, code, BX_LR), array("I", [0, 0]), 0)


@pytest.mark.parametrize("codes", [(0xF240, 0x0005), (0xFBB0, 0xF0F0), (0xB108,)], ids=["movw", "udiv", "cbz"])
def test_an_instruction_that_only_larger_cores_have(codes):
    with pytest.raises((CoreFault, TimingError)):
        run((*codes, BX_LR), 0)


def test_a_store_into_code():
    # mov r0, pc; str r1, [r0]
    with pytest.raises(CoreFault):
        run((0x4678, 0x6001, BX_LR, BX_LR), 0)


def test_code_that_runs_past_its_end():
    with pytest.raises(CoreFault):
        run((0x2000, 0x2000))


def test_code_that_never_returns(monkeypatch):
    monkeypatch.setattr(core, "SECONDS", 0.05)
    with pytest.raises(CoreFault, match="still running"):
        run((0xE7FE,))


def test_a_stack_that_is_left_in_disorder():
    # push {r0}; bx lr
    with pytest.raises(CoreFault, match="stack"):
        run((0xB401, BX_LR), 0)


def test_a_stack_that_is_used_up():
    # push {r0-r7}; b back
    with pytest.raises(CoreFault):
        run((0xB4FF, 0xE7FD), 0)


def test_an_entry_of_the_runtime_that_is_not_offered():
    # ldr r3, [r0, #4] context; ldr r3, [r3, #12] objects; ldr r3, [r3] table; ldr r3, [r3, #20] entry 5; bx r3
    code = struct.pack("<5H", 0x6843, 0x68DB, 0x681B, 0x695B, 0x4718)
    with pytest.raises(CoreFault, match="entry 5"):
        Core(code).viper()


def test_an_instruction_without_timing():
    # cpsie i
    with pytest.raises(TimingError, match="0xb662"):
        run((0xB662, BX_LR))
