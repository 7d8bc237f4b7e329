"""How long a Cortex-M0+ takes: cycles of each ARMv6-M instruction, from its encoding.

Source: Cortex-M0+ Technical Reference Manual (ARM DDI 0484), table 3-1, for memory without wait states (the
RP2040's SRAM) and the single-cycle multiplier, which the RP2040 has. Not modelled: flash and bus contention.
"""

import struct
from dataclasses import dataclass

TAKEN = 1  # what a conditional branch costs more when it is taken


class TimingError(ValueError):
    """The bytes hold an instruction that the table does not know."""


def _popcount(bits):
    return bits.bit_count()


# (mask, value, cycles, instructions); the first row that fits counts. N is the number of registers in the list,
# PC and LR included. Cycles may be a function of the encoding.
HALFWORDS = (
    (0xF800, 0x4800, 2, "LDR literal"),
    (0xF000, 0x5000, 2, "LDR STR and their byte, half-word and signed forms, register offset"),
    (0xE000, 0x6000, 2, "LDR STR LDRB STRB, immediate offset"),
    (0xF000, 0x8000, 2, "LDRH STRH, immediate offset"),
    (0xF000, 0x9000, 2, "LDR STR, from SP"),
    (0xF000, 0xC000, lambda code: 1 + _popcount(code & 0x00FF), "LDM STM: 1 + N"),
    (0xFE00, 0xB400, lambda code: 1 + _popcount(code & 0x01FF), "PUSH: 1 + N"),
    (0xFF00, 0xBC00, lambda code: 1 + _popcount(code & 0x00FF), "POP: 1 + N"),
    (0xFF00, 0xBD00, lambda code: 3 + _popcount(code & 0x01FF), "POP with PC: 3 + N"),
    (0xFF00, 0x4700, 2, "BX BLX"),
    (0xFF87, 0x4487, 2, "ADD PC"),
    (0xFF87, 0x4687, 2, "MOV PC"),
    (0xF800, 0xE000, 2, "B"),
    (0xFE00, 0xDE00, None, "UDF SVC: no place in a kernel"),
    (0xF000, 0xD000, 1, "B conditional, not taken"),
    (0xC000, 0x0000, 1, "shifts, ADD SUB MOV CMP with immediates"),
    (0xF800, 0x4000, 1, "AND to MVN with MUL, ADD CMP MOV of high registers"),
    (0xF000, 0xA000, 1, "ADR, ADD from SP"),
    (0xFF00, 0xB000, 1, "ADD SUB of SP"),
    (0xFF00, 0xB200, 1, "SXTH SXTB UXTH UXTB"),
    (0xFF00, 0xBA00, 1, "REV REV16 REVSH"),
    (0xFFFF, 0xBF00, 1, "NOP"),
)
WORDS = (
    (0xF800, 0xD000, 0xF000, 0xD000, 3, "BL"),
    (0xFFE0, 0x8000, 0xF3E0, 0x8000, 3, "MRS"),
    (0xFFE0, 0x8000, 0xF380, 0x8000, 3, "MSR"),
    (0xFFF0, 0xFF00, 0xF3B0, 0x8F00, 3, "DMB DSB ISB"),
)


@dataclass(frozen=True)
class Block:
    """Instructions that always run together, the last perhaps a branch.

    cycles: of all, a conditional branch at the end not taken; length: in bytes; conditional: ends with one.
    """

    cycles: int
    length: int
    conditional: bool


def _halfword(code):
    for mask, value, cycles, _ in HALFWORDS:
        if code & mask == value:
            if cycles is None:
                break
            return cycles(code) if callable(cycles) else cycles
    raise TimingError(f"no timing for the instruction {code:#06x}")


def _word(first, second):
    for first_mask, second_mask, first_value, second_value, cycles, _ in WORDS:
        if first & first_mask == first_value and second & second_mask == second_value:
            return cycles
    raise TimingError(f"no timing for the instruction {first:#06x} {second:#06x}")


def block(code):
    """The Block that the bytes `code` (little-endian) make; TimingError where the table has no row."""
    halfwords = struct.unpack(f"<{len(code) // 2}H", code)
    cycles = 0
    k = 0
    last = 0
    while k < len(halfwords):
        last = halfwords[k]
        if last >= 0xE800:  # the first half of a 32-bit instruction
            if k + 1 == len(halfwords):
                raise TimingError(f"half an instruction: {last:#06x}")
            cycles += _word(last, halfwords[k + 1])
            k += 2
        else:
            cycles += _halfword(last)
            k += 1
    return Block(cycles, len(code), last & 0xF000 == 0xD000)
