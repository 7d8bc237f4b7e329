"""What is on a board: asked for in one go, and held against what the firmware is for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.bench.rom import ARCHITECTURES
from tools.build.tree import ABOUT
from tools.flash import FlashError
from tools.flash.link import Link

FORMAT, PROCESSOR = (
    0x3FF,
    10,
)  # sys.implementation._mpy: version and sub-version of compiled code; where its processor is
ARM = range(ARCHITECTURES.index("armv6m"), ARCHITECTURES.index("armv7emdp") + 1)  # each runs what those before it run
ASK = """
import sys, os, json, vfs, gc
made, rom, frozen, old = sys.implementation, 0, False, ""
if hasattr(vfs, "rom_ioctl") and vfs.rom_ioctl(1) > 0:
    rom = len(memoryview(vfs.rom_ioctl(2, 0)))
path = sys.path[:]
sys.path[:] = [".frozen"]
sys.modules.pop("meter", None)
try:
    import meter
    frozen = True
except ImportError:
    pass
sys.path[:] = path
sys.modules.pop("meter", None)
try:
    with open(%r) as file:
        old = file.read()
except OSError:
    pass
print(json.dumps([list(made.version[:3]), getattr(made, "_machine", ""), getattr(made, "_mpy", 0), rom, frozen, old,
    os.listdir(), gc.mem_alloc() + gc.mem_free()]))
"""


@dataclass(frozen=True)
class Found:
    """A board's MicroPython and what is in its flash."""

    version: tuple[int, ...]
    machine: str
    mpy: int
    rom: int  # bytes of its ROMFS partition, 0 without one
    frozen: bool  # whether the meter is part of its MicroPython
    about: Mapping[str, Any]  # the version.json that is there, empty where there is none that can be read
    names: frozenset[str]  # in the root folder
    heap: int  # bytes in all

    def check(self, about: Mapping[str, Any]) -> None:
        """Raises FlashError when the firmware that `about` (a version.json) describes is not for this board."""
        oldest = tuple(int(part) for part in about["micropython"].split("."))
        if self.version < oldest:
            found = ".".join(map(str, self.version))
            raise FlashError(
                f"the board has MicroPython {found}; this firmware is for {about['micropython']} and later"
            )
        if self.machine not in about["machines"]:
            raise FlashError(f"the board is a {self.machine}; {about['board']} is a {' or '.join(about['machines'])}")
        if not _runs(self.mpy, about["mpy"]):
            raise FlashError(f"the board runs compiled code for {_code(self.mpy)}, this is for {_code(about['mpy'])}")
        if self.frozen:
            raise FlashError(
                "the meter is frozen into this board's MicroPython: build that anew with make frozen, or send an image"
                " (make image) to the meter"
            )


def look(link: Link) -> Found:
    """Ask a board."""
    version, machine, mpy, rom, frozen, old, names, heap = json.loads(link.run(ASK % ABOUT))
    return Found(tuple(version), machine, mpy, rom, frozen, _read(old), frozenset(names), heap)


def _read(text: str) -> Mapping[str, Any]:
    try:
        about = json.loads(text)
    except ValueError:
        return {}
    return about if isinstance(about, dict) and isinstance(about.get("files"), dict) else {}


def _runs(mpy: int, made: int) -> bool:
    """Whether a board whose `_mpy` is `mpy` loads what is compiled for `made`."""
    kind, wanted = (number >> PROCESSOR & 0xF for number in (mpy, made))
    return (mpy ^ made) & FORMAT == 0 and (kind == wanted or (wanted in ARM and kind in ARM and wanted < kind))


def _code(mpy: int) -> str:
    kind = mpy >> PROCESSOR & 0xF
    processor = ARCHITECTURES[kind] if kind < len(ARCHITECTURES) else f"processor {kind}"
    return f"{processor or 'no processor'} in format {mpy & 0xFF}.{mpy >> 8 & 3}"
