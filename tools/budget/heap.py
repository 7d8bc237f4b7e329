"""What the firmware takes of a board's heap, from what it takes on this PC (on_heap.py), where words have 64 bits.

It is measured twice, compiled files loaded into the heap and run out of a ROMFS; the difference is bytecode and its
constants. Three kinds of bytes make up a step, and each becomes those of a board in its own way:
- large buffers count one to one;
- bytecode: CODE, for a block is rounded up to half as much there, and its tables of constants are words;
- the rest, dictionaries, objects and names: REST.
Both shares are those that a 32-bit unix port (1.25, i386) showed with the same program of `pico_classroom`: with them
its steps are met within 10 %, and the whole within 3 % (host_tests/tools/test_budget.py has its figures). Native code
is not in the unix port's heap; its size for the board's processor is added, for a board may copy it into its own unless
it is frozen or its port has other memory for it. Frozen, names and code are in flash: what is left is the ROMFS's less
the names.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.budget.program import Program, run
from tools.cycles import mpy

CODE = 0.92
REST = 0.58
NAMES = 0.63  # of the tables of names
FILES, ROMFS, FROZEN = CASES = ("files", "romfs", "frozen")
SESSION = "a session"
SCRIPT = "on_heap"
APART = ("esp32",)  # ports with memory of its own for native code (esp_native_code_commit in ports/esp32/main.c)
NATIVE = re.compile(r"^\s*@(?:micropython\.)?viper\b", re.MULTILINE)
QSTR = re.compile(r"n_str_data_bytes=(\d+), n_total_bytes=(\d+)")


@dataclass(frozen=True)
class Heap:
    """Bytes on the board. steps: by case and step; modules: by module and case, files and romfs, loaded alone."""

    steps: dict[str, dict[str, int]]
    modules: dict[str, tuple[int, int]]

    def idle(self, case: str) -> int:
        return sum(taken for step, taken in self.steps[case].items() if step != SESSION)

    def busy(self, case: str) -> int:
        """With a session open."""
        return sum(self.steps[case].values())


def board_bytes(in_files: int, in_rom: int, buffers: int = 0) -> tuple[int, int]:
    """(files, romfs) on a board of what takes so many bytes in either case here, `buffers` of them large buffers."""
    rom = buffers + REST * (in_rom - buffers)
    return round(rom + CODE * max(0, in_files - in_rom)), round(rom)


def names_bytes(before: Sequence[int], after: Sequence[int]) -> int:
    """Of the names added between two (bytes of text, bytes in all) of here."""
    text = after[0] - before[0]
    return round(text + NAMES * (after[1] - before[1] - text))


def native(program: Program) -> dict[str, int]:
    """Bytes of native code that are in the heap, by module."""
    return {} if program.board.port in APART else code_sizes(program)


def code_sizes(program: Program) -> dict[str, int]:
    """Bytes of native code for the board's processor by module."""
    found = {}
    with_native = {place: text for place, text in program.texts.items() if NATIVE.search(text)}
    processor = program.board.processor
    for place, path in program.compiled(processor, with_native).items():
        codes = mpy.read(path.read_bytes(), with_native[str(place.with_suffix(".py"))], processor).functions.values()
        found[".".join(place.with_suffix("").parts)] = sum(map(len, codes))
    return found


def measure(program: Program) -> Heap:
    """Raises BudgetError, InterpreterError."""
    in_files, in_rom = (run(program, SCRIPT, "whole", rom=rom) for rom in (False, True))
    code = native(program)
    steps: dict[str, dict[str, int]] = {case: {} for case in CASES}
    for (name, files, buffers), (_, rom, _) in zip(json.loads(in_files[-1]), json.loads(in_rom[-1]), strict=True):
        steps[FILES][name], steps[ROMFS][name] = board_bytes(files, rom, buffers)
        steps[FROZEN][name] = steps[ROMFS][name]
    late = {name for name in code if ".comms." in name}  # loaded with the first client
    for case in (FILES, ROMFS):
        steps[case]["native code"] = sum(size for name, size in code.items() if name not in late)
        steps[case][SESSION] += sum(code[name] for name in late)
    start, idle, busy = _names(in_rom)
    steps[FROZEN]["names in flash"] = -names_bytes(start, idle)
    steps[FROZEN][SESSION] -= names_bytes(idle, busy)
    loaded = [json.loads(run(program, SCRIPT, "modules", *program.modules, rom=rom)[-1]) for rom in (False, True)]
    return Heap(steps, _modules(loaded[0], loaded[1], program.modules, code))


def _names(lines: Iterable[str]) -> list[tuple[int, int]]:
    found = [QSTR.search(line) for line in lines]
    return [(int(match[1]), int(match[2])) for match in found if match]


def _modules(
    files: Mapping[str, int], rom: Mapping[str, int], names: Iterable[str], code: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    found = {}
    for name in names:
        there = board_bytes(files.get(name, 0), rom.get(name, 0))
        found[name] = (there[0] + code.get(name, 0), there[1] + code.get(name, 0))
    return found
