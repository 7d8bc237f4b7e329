"""Every file that may go onto a board compiles for every kind of board: mpy-cross refuses what CPython allows."""

import subprocess
from pathlib import Path

import pytest

from tools.cycles.build import mpy_cross

ROOT = Path(__file__).parents[1]
ARCHITECTURES = ("armv6m", "armv7emsp", "xtensawin", "rv32imc")  # RP2040, RP2350 and STM32, ESP32, ESP32-C3
FILES = sorted(path for folder in ("firmware", "boards") for path in (ROOT / folder).rglob("*.py"))


def complaints(architecture, files, target):
    """What mpy-cross says about each file that it refuses."""
    found = []
    for file in files:
        command = [mpy_cross(), f"-march={architecture}", "-o", str(target), str(file)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            found.append(f"{file}:\n{done.stderr.strip()}")
    return found


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_file_compiles(architecture, tmp_path):
    assert ROOT / "firmware/meter/metrology/kernel.py" in FILES
    found = complaints(architecture, FILES, tmp_path / "out.mpy")
    assert not found, "\n".join([f"{len(found)} files do not compile for {architecture}", *found])


def test_all_that_do_not_compile_are_named(tmp_path):
    """A constant that needs 32 bits, and a float, are Python but not Viper for a 32-bit board."""
    sources = {
        "large.py": "import micropython\n@micropython.viper\ndef f(x: int) -> int:\n    return x & 0x7fffffff\n",
        "float.py": "import micropython\n@micropython.viper\ndef f(x: int) -> int:\n    return x + 1.5\n",
        "good.py": "import micropython\n@micropython.viper\ndef f(x: int) -> int:\n    return x & 0x3fffffff\n",
    }
    files = []
    for name, source in sources.items():
        files.append(tmp_path / name)
        files[-1].write_text(source)
    found = complaints("armv6m", files, tmp_path / "out.mpy")
    assert [Path(text.split(":")[0]).name for text in found] == ["large.py", "float.py"]
