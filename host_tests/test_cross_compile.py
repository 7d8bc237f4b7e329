"""Every file that may go onto a board compiles for every kind of board: mpy-cross refuses what CPython allows."""

import subprocess
from pathlib import Path

from tools.cycles.build import mpy_cross

ROOT = Path(__file__).parents[1]
ARCHITECTURES = ("armv6m", "armv7emsp", "xtensawin", "rv32imc")  # RP2040, RP2350 and STM32, ESP32, ESP32-C3
FILES = sorted(path for folder in ("firmware", "boards") for path in (ROOT / folder).rglob("*.py"))


def complaints(architecture, files, target, native=None):
    """What mpy-cross says about each file that it refuses; those that hold machine code go onto the list `native`."""
    found = []
    for file in files:
        command = [mpy_cross(), f"-march={architecture}", "-o", str(target), str(file)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            found.append(f"{file}:\n{done.stderr.strip()}")
        elif native is not None and target.read_bytes()[2] >> 2:  # its header names an architecture
            native.append(file)
    return found


def test_every_file_compiles(tmp_path):
    """Each file for one architecture, and those that hold machine code for the others too.

    Bytecode is the same for all these boards, to the last byte of the .mpy file: what another architecture may refuse
    is only machine code.
    """
    first, *others = ARCHITECTURES
    native = []
    assert ROOT / "firmware/meter/metrology/kernel.py" in FILES
    found = {first: complaints(first, FILES, tmp_path / "out.mpy", native)}
    assert ROOT / "firmware/meter/metrology/kernel.py" in native
    for architecture in others:
        found[architecture] = complaints(architecture, native, tmp_path / "out.mpy")
    said = [f"{text} ({architecture})" for architecture, texts in found.items() for text in texts]
    assert not said, "\n".join([f"{len(said)} times a file does not compile", *said])


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
