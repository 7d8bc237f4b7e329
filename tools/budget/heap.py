"""What the firmware takes of a board's heap, from what it takes on this PC (on_heap.py), where words have 64 bits.

It is measured with compiled files loaded into the heap and with the same run out of a ROMFS, whose difference is
bytecode and its constants; and so once more with the settings of tools/build/light.py. Three kinds of bytes make up a
step, and each becomes those of a board in its own way:
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
from tools.build.light import SETTINGS
from tools.cycles import mpy

CODE = 0.92
REST = 0.58
NAMES = 0.63  # of the tables of names
FILES, LIGHT, ROMFS, FROZEN = CASES = ("files", "files, light", "romfs", "frozen")
START, MODE_C, REGISTER, SESSION = VISITS = ("the start", "mode C", "a register by password", "a session")  # given back
SCRIPT = "on_heap"
APART = ("esp32",)  # ports with memory of its own for native code (esp_native_code_commit in ports/esp32/main.c)
CHECK = "meter.comms.hdlc.fcs"  # native code of a link that is not ciphered
UPDATE = "meter.supervision.update", "drivers.firmware_slots", "drivers.rom_partition"  # with a partition for it
NATIVE = re.compile(r"^\s*@(?:micropython\.)?viper\b", re.MULTILINE)
QSTR = re.compile(r"n_str_data_bytes=(\d+), n_total_bytes=(\d+)")


@dataclass(frozen=True)
class Heap:
    """Bytes on the board. steps: by case and step; modules: by module and case, files and romfs, loaded alone."""

    steps: dict[str, dict[str, int]]
    modules: dict[str, tuple[int, int]]

    def idle(self, case: str) -> int:
        return sum(taken for step, taken in self.steps[case].items() if step not in VISITS)

    def most(self, case: str, visit: str) -> int:
        """In one of VISITS."""
        return self.idle(case) + self.steps[case][visit]


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
    code = native(program)
    (files, romfs, names), (light, _, _) = (_whole(program, code, settings) for settings in ({}, SETTINGS))
    frozen = dict(romfs)
    del frozen["native code"]
    start, idle, read, asked, busy = names
    frozen["names in flash"] = -names_bytes(start, idle)
    frozen[MODE_C] -= names_bytes(idle, read)
    frozen[REGISTER] -= names_bytes(idle, asked)
    frozen[REGISTER] -= code.get(CHECK, 0)
    frozen[SESSION] -= names_bytes(idle, busy) + _late(code)
    loaded = [json.loads(run(program, SCRIPT, "modules", *program.modules, rom=rom)[-1]) for rom in (False, True)]
    modules = _modules(loaded[0], loaded[1], program.modules, code)
    frozen["firmware update"] = sum(modules[name][1] for name in UPDATE)
    steps = {FILES: files, LIGHT: light, ROMFS: romfs, FROZEN: frozen}
    return Heap(steps, modules)


def _whole(
    program: Program, code: Mapping[str, int], settings: Mapping[str, object]
) -> tuple[dict[str, int], dict[str, int], list[tuple[int, int]]]:
    """Steps with files, steps with a ROMFS, and (bytes of text, bytes in all) of the names after each of them."""
    said = [run(program, SCRIPT, "whole", json.dumps(settings), rom=rom) for rom in (False, True)]
    (in_files, points, loaded), (in_rom, rom_points, _) = (json.loads(lines[-1]) for lines in said)
    steps: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for (name, files, buffers), (_, rom, _) in zip(in_files, in_rom, strict=True):
        for case, taken in zip(steps, board_bytes(files, rom, buffers), strict=True):
            case[name] = taken
    there = [board_bytes(files, rom) for files, rom in zip(points, rom_points, strict=True)]
    for place, case in enumerate(steps):
        case[START] = max(point[place] for point in there) - case["the meter"]
        case["native code"] = sum(code.get(name, 0) for name in loaded)
        case[REGISTER] += code.get(CHECK, 0)
        case[SESSION] += _late(code)
    return *steps, _names(said[1])


def _late(code: Mapping[str, int]) -> int:
    """Bytes of native code that are loaded with the first client."""
    return sum(size for name, size in code.items() if ".comms." in name)


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
