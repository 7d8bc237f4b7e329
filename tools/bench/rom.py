"""The simulated board's ROM: firmware and board, compiled and packed as one ROMFS image.

On a board the bytecode stays in flash, frozen or in a ROMFS, and only what it makes is in the heap. So it is here. What
was compiled is kept in build/rom, by content.
"""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mpremote.romfs import VfsRomWriter

from tools.build.fold import module_of
from tools.build.squeeze import squeeze
from tools.cycles.build import BuildError, mpy_cross

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "firmware", ROOT / "boards" / "sim")
KEPT = ROOT / "build" / "rom"
BUILDERS = (Path(__file__), *(ROOT / "tools" / "build").glob("*.py"), ROOT / "tools" / "requirements.txt")
# as sys.implementation._mpy counts them (MicroPython docs, "MicroPython .mpy files")
ARCHITECTURES = (
    "", "x86", "x64", "armv6", "armv6m", "armv7m", "armv7em", "armv7emsp", "armv7emdp", "xtensa", "xtensawin",
    "rv32imc",
)  # fmt: skip


def image(micropython: str) -> Path:
    """Path of the image for this interpreter, made now if there is none of these sources. Raises BuildError."""
    architecture = architecture_of(micropython)
    sources = {
        str(path.relative_to(folder)): path for folder in FOLDERS for path in folder.rglob("*.py") if path.is_file()
    }
    digest = hashlib.sha256(architecture.encode())
    for path in sorted([*sources.values(), *BUILDERS]):
        digest.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    made = KEPT / f"{digest.hexdigest()[:16]}.romfs"
    if not made.exists():
        built = compiled_together(sources, architecture)
        _write(made, packed({Path(name).with_suffix(".mpy"): path for name, path in built.items()}))
    return made


def architecture_of(micropython: str) -> str:
    done = subprocess.run(
        [micropython, "-c", "import sys; print(sys.implementation._mpy)"], capture_output=True, text=True
    )
    if done.returncode or not done.stdout.strip().isdigit():
        raise BuildError(f"{micropython} is no MicroPython: {' '.join((done.stderr or done.stdout).split())}")
    number = int(done.stdout) >> 10 & 0xF
    return ARCHITECTURES[number] if number < len(ARCHITECTURES) else ""


def compiled_together(sources: Mapping[str, Path], architecture: str) -> dict[str, Path]:
    """The .mpy of each file of a program, as small in the heap as it can be."""
    texts = squeeze({place: path.read_text(encoding="utf-8") for place, path in sources.items()})
    with ThreadPoolExecutor() as pool:
        made = pool.map(lambda place: compiled(sources[place], architecture, texts[place]), sources)
        return dict(zip(sources, made, strict=True))


def compiled(source: Path, architecture: str, text: str | None = None) -> Path:
    """The .mpy of a source, or of `text` in its place, compiled when there is none of this content.

    In tracebacks it has its module's name, which is in the heap anyway, and not its path, which would stay there.
    """
    name = module_of(source.relative_to(ROOT).as_posix()).removeprefix("firmware.")
    text = source.read_text(encoding="utf-8") if text is None else text
    key = hashlib.sha256(f"{architecture}\n{name}\n{text}".encode()).hexdigest()[:24]
    made = KEPT / f"{key}.mpy"
    if not made.exists():
        target = made.with_suffix(f".{os.getpid()}")
        KEPT.mkdir(parents=True, exist_ok=True)
        native = [f"-march={architecture}"] if architecture else []
        command = [mpy_cross(), *native, "-s", name, "-o", str(target), "-"]
        done = subprocess.run(command, input=text, capture_output=True, text=True)
        if done.returncode:
            raise BuildError(f"{name}: {' '.join(done.stderr.split())}")
        target.replace(made)
    return made


def compiled_tree(folder: Path, target: Path, architecture: str) -> None:
    """Fill `target` with the modules of `folder`, compiled: for interpreters that are started often."""
    for source in folder.rglob("*.py"):
        made = (target / source.relative_to(folder)).with_suffix(".mpy")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.symlink_to(compiled(source, architecture).absolute())


def packed(files: dict[Path, Path]) -> bytes:
    """The ROMFS image of files by their paths in it."""
    writer = VfsRomWriter()

    def fill(folder: Path) -> None:
        for path in sorted(files):
            if path.parent == folder:
                writer.mkfile(path.name, files[path].read_bytes())
        inside = {path.parts[len(folder.parts)] for path in files if path.parts[: len(folder.parts)] == folder.parts}
        for name in sorted(inside - {path.name for path in files if path.parent == folder}):
            writer.opendir(name)
            fill(folder / name)
            writer.closedir()

    fill(Path())
    return writer.finalise()


def _write(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
