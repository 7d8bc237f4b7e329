"""A Cortex-M0+ on the PC: runs a Viper function, or one compiled from C, and counts its cycles.

A Viper function gets the function object, the number of arguments and their words. Out of the object it takes the
runtime's function table, of which entry 3 turns an object into a native value and entry 4 a native value into an
object. Here both return what they are given, so buffers are passed by address and integers as they are; every
other entry is a fault. What the runtime would take for the conversions is not counted, it is once a call.
"""

import struct
from array import array
from dataclasses import dataclass

from unicorn import UC_ARCH_ARM, UC_HOOK_BLOCK, UC_MODE_THUMB
from unicorn.arm_const import (
    UC_ARM_REG_LR,
    UC_ARM_REG_PC,
    UC_ARM_REG_R0,
    UC_ARM_REG_R1,
    UC_ARM_REG_R2,
    UC_ARM_REG_R3,
    UC_ARM_REG_SP,
    UC_CPU_ARM_CORTEX_M0,
)
from unicorn.unicorn import Uc, UcError

from tools.cycles import timing
from tools.cycles.memory import CODE, FILL, READ_ONLY, Memory

START = 0x20000000
STACK = 2048
TABLE_ENTRIES = 256
CONVERSIONS = (3, 4)
NOT_OFFERED = 0x10000000  # entry n of the table, unless offered, is a call to this + 4 n, where nothing is mapped
BX_LR = b"\x70\x47"
SECONDS = 20

Buffer = bytes | bytearray | memoryview | array


class CoreFault(RuntimeError):
    """The code did what a chip would fault on, or what would have corrupted its memory."""


@dataclass(frozen=True)
class Result:
    """buffers: contents afterwards of those among the arguments, in order; value: of r0, signed."""

    buffers: list[bytes]
    value: int
    cycles: int


class _Machine:
    """One call: memory, a stack, a place to return to and a cycle counter."""

    def __init__(self, code, costs):
        self.uc = Uc(UC_ARCH_ARM, UC_MODE_THUMB)  # with UC_MODE_MCLASS it would be an M33, whatever model is asked for
        self.uc.ctl_set_cpu_model(UC_CPU_ARM_CORTEX_M0)
        self.memory = Memory(self.uc, START)
        self.code = self.memory.place("code", code, CODE)
        self.stub = self.memory.place("runtime", BX_LR * 2, CODE)
        self.back = self.stub + 2
        self.top = self.memory.place("stack", bytes([FILL]) * STACK) + STACK
        self.cycles = 0
        self._costs = costs
        self._untaken = None  # where a conditional branch that ended the last block would not have gone
        self._wrong = None
        self.uc.hook_add(UC_HOOK_BLOCK, self._count)

    def _count(self, uc, address, size, _data):
        cost = self._costs.get((address, size))
        if cost is None:
            try:
                cost = self._costs[address, size] = timing.block(bytes(uc.mem_read(address, size)))
            except timing.TimingError as error:
                self._wrong = error
                uc.emu_stop()
                return
        if self._untaken not in (None, address):
            self.cycles += timing.TAKEN
        self._untaken = address + size if cost.conditional else None
        self.cycles += cost.cycles

    def words(self, name, values):
        return self.memory.place(name, struct.pack(f"<{len(values)}I", *values), READ_ONLY)

    def run(self, entry, registers, stacked=()):
        """Call `entry` with r0 to r3 and words on the stack; the value of r0 on return."""
        uc = self.uc
        stack = self.top - (4 * len(stacked) + 7 & ~7)
        uc.mem_write(stack, struct.pack(f"<{len(stacked)}I", *stacked))
        for register, value in zip(
            (UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3), registers, strict=False
        ):
            uc.reg_write(register, value)
        uc.reg_write(UC_ARM_REG_SP, stack)
        uc.reg_write(UC_ARM_REG_LR, self.back | 1)
        try:
            uc.emu_start(entry | 1, self.back, timeout=int(SECONDS * 1_000_000))
        except UcError as error:
            self._fault(str(error))
        if self._wrong:
            raise self._wrong
        if self.memory.stray:
            self._fault(self.memory.stray)
        if uc.reg_read(UC_ARM_REG_PC) & ~1 != self.back:
            self._fault(f"still running after {SECONDS} s")
        if uc.reg_read(UC_ARM_REG_SP) != stack:
            self._fault("the stack pointer is not where it was")
        return struct.unpack("<i", struct.pack("<I", uc.reg_read(UC_ARM_REG_R0)))[0]

    def _fault(self, reason):
        pc = self.uc.reg_read(UC_ARM_REG_PC) & ~1
        if NOT_OFFERED <= pc < NOT_OFFERED + 4 * TABLE_ENTRIES:
            raise CoreFault(f"entry {(pc - NOT_OFFERED) // 4} of the runtime's table called, which is not offered")
        raise CoreFault(f"{reason} (pc = code{pc - self.code:+#x})")


class Core:
    """A function ready to be called; costs of its blocks are remembered from call to call."""

    def __init__(self, code: bytes, entry: int = 0, table_at: int = 0):
        """code: of the function; entry: offset of its first instruction; table_at: see mpy.Module."""
        self.code = code
        self._entry = entry
        self._table_at = table_at
        self._costs = {}

    def viper(self, *arguments: int | Buffer) -> Result:
        """Call it as MicroPython calls a Viper function. CoreFault for a stray or misaligned access."""
        machine = _Machine(self.code, self._costs)
        words, placed = self._place(machine, arguments)
        entries = [NOT_OFFERED + 4 * n | 1 for n in range(TABLE_ENTRIES)]
        for n in CONVERSIONS:
            entries[n] = machine.stub | 1
        entries[0] = 0  # the object None
        table = machine.words("function table", entries)
        objects = machine.words("objects", [0] * self._table_at + [table])
        context = machine.words("context", [0, 0, 0, objects])
        function = machine.words("function object", [0, context])
        given = machine.words("arguments", words)
        value = machine.run(machine.code + self._entry, (function, len(words), 0, given))
        return self._result(machine, placed, value)

    def c(self, *arguments: int | Buffer) -> Result:
        """Call it by the procedure call standard (AAPCS): four words in registers, the rest on the stack."""
        machine = _Machine(self.code, self._costs)
        words, placed = self._place(machine, arguments)
        value = machine.run(machine.code + self._entry, words[:4], words[4:])
        return self._result(machine, placed, value)

    @staticmethod
    def _place(machine, arguments):
        words = []
        placed = []
        for argument in arguments:
            if isinstance(argument, int):
                words.append(argument & 0xFFFFFFFF)
            else:
                data = memoryview(argument).tobytes()
                words.append(machine.memory.place(f"argument {len(words)}", data))
                placed.append((words[-1], len(data)))
        return words, placed

    @staticmethod
    def _result(machine, placed, value):
        return Result([bytes(machine.uc.mem_read(*where)) for where in placed], value, machine.cycles)
