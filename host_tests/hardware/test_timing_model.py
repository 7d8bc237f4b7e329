"""Cycles of known instruction sequences, counted by hand from table 3-1 of the Cortex-M0+ manual.

Each is machine code assembled by hand and run in the emulated core as a C function; it ends with `bx lr` (2).
"""

import struct
from array import array

import pytest

from tools.cycles import timing
from tools.cycles.core import Core

BX_LR = 0x4770


def halfwords(*codes):
    return struct.pack(f"<{len(codes)}H", *codes)


SEQUENCES = {
    "return: 2": ((BX_LR,), 2),
    # movs r0, #0; adds r0, #1; lsls r0, #3; eors r0, r0; mov r8, r0
    "data processing: 1 each": ((0x2000, 0x3001, 0x00C0, 0x4040, 0x4680, BX_LR), 5 + 2),
    # muls r1, r0
    "multiply: 1, as on the RP2040": ((0x4341, BX_LR), 1 + 2),
    # sxth, uxtb, rev, nop
    "extend, reverse, nop: 1 each": ((0xB201, 0xB2C1, 0xBA01, 0xBF00, BX_LR), 4 + 2),
    # sub sp, #8; str r0, [sp, #4]; ldr r1, [sp, #4]; add r2, sp, #4; add sp, #8
    "on the stack: 1 for its pointer, 2 an access": (
        (0xB082, 0x9001, 0x9901, 0xAA01, 0xB002, BX_LR),
        1 + 4 + 1 + 1 + 2,
    ),
    # ldr r1, [r0]; str r1, [r0, #4]; ldrh r1, [r0]; strh r1, [r0, #2]; ldrb r1, [r0]; strb r1, [r0, #1]
    "load and store: 2": ((0x6801, 0x6041, 0x8801, 0x8041, 0x7801, 0x7041, BX_LR), 12 + 2),
    # movs r2, #4; ldr r1, [r0, r2]; str r1, [r0, r2]; ldrsh r1, [r0, r2]
    "load and store by register: 2": ((0x2204, 0x5881, 0x5081, 0x5E81, BX_LR), 1 + 6 + 2),
    # ldr r1, [pc, #0]; b over the word; .word
    "load a literal: 2": ((0x4900, 0xE001, 0x1234, 0x5678, BX_LR), 2 + 2 + 2),
    # ldm r0!, {r1, r2, r3}
    "load three: 1 + 3": ((0xC80E, BX_LR), 4 + 2),
    # movs r1, #7; stm r0!, {r1, r2}
    "store two: 1 + 2": ((0x2107, 0xC006, BX_LR), 1 + 3 + 2),
    # push {r4, lr}; pop {r4, pc}
    "push two: 1 + 2, pop two with pc: 3 + 2": ((0xB510, 0xBD10), 3 + 5),
    # push {r1-r7, lr}; pop {r1-r7}; pop {r3}; bx r3
    "push eight: 1 + 8, pop seven: 1 + 7": ((0xB5FE, 0xBCFE, 0xBC08, 0x4718), 9 + 8 + 2 + 2),
    # movs r0, #10; subs r0, #1; bne to the subs
    "ten turns of a loop": ((0x200A, 0x3801, 0xD1FD, BX_LR), 1 + 10 * 1 + 9 * 2 + 1 + 2),
    # movs r0, #0; beq over one; movs r0, #1
    "conditional branch taken: 2": ((0x2000, 0xD000, 0x2001, BX_LR), 1 + 2 + 2),
    # movs r0, #0; bne over one; movs r0, #1
    "conditional branch not taken: 1": ((0x2000, 0xD100, 0x2001, BX_LR), 1 + 1 + 1 + 2),
    # movs r0, #0; beq to the next instruction, where it would go anyway
    "branch to the next instruction": ((0x2000, 0xD0FF, BX_LR), 1 + 1 + 2),
    # b over one
    "branch: 2": ((0xE000, 0x2001, BX_LR), 2 + 2),
    # push {lr}; bl to the bx lr behind; pop {pc}; bx lr
    "call: 3": ((0xB500, 0xF000, 0xF801, 0xBD00, BX_LR), 2 + 3 + 2 + 4),
    # push {lr}; adr r3, the bx lr; adds r3, #1; blx r3; pop {pc}; nop; bx lr
    "call by register: 2": ((0xB500, 0xA302, 0x3301, 0x4798, 0xBD00, 0xBF00, BX_LR), 2 + 1 + 1 + 2 + 2 + 4),
    # mov pc, lr
    "move to pc: 2": ((0x46F7,), 2),
    # dmb; mrs r1, apsr; msr apsr, r1
    "barrier and special registers: 3": ((0xF3BF, 0x8F5F, 0xF3EF, 0x8100, 0xF381, 0x8800, BX_LR), 9 + 2),
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_known_sequence_takes_what_the_manual_says(name):
    codes, cycles = SEQUENCES[name]
    assert Core(halfwords(*codes)).c(array("I", range(1, 17))).cycles == cycles


def test_cycles_do_not_depend_on_earlier_calls():
    core = Core(halfwords(0x3801, 0xD1FD, BX_LR))  # subs r0, #1; bne back
    assert [core.c(turns).cycles for turns in (1, 5, 1)] == [4, 16, 4]


@pytest.mark.parametrize("codes", [(0xDE00,), (0xDF00,), (0xB662,), (0xBE00,), (0xF7F0, 0xA000), (0xF000,)])
def test_what_the_table_does_not_know_is_an_error(codes):
    """UDF, SVC, CPSIE, BKPT, a permanently undefined word, half a word."""
    with pytest.raises(timing.TimingError):
        timing.block(halfwords(*codes))


def test_each_row_of_the_table_can_be_reached():
    """A row above hides no row below it: the value of every row is timed by that row."""
    for mask, value, cycles, name in timing.HALFWORDS:
        code = next(code for code in range(value, 0x10000) if code & mask == value and _row(code) == name)
        if cycles is not None and not callable(cycles):
            assert timing.block(halfwords(code)).cycles == cycles


def _row(code):
    return next(name for mask, value, _, name in timing.HALFWORDS if code & mask == value)
