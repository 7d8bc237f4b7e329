"""Packs an application image: the firmware but for its sealed room, compiled for a processor, behind a header."""

import binascii
import hashlib
import re
import struct
from collections.abc import Mapping
from pathlib import Path

from meter.metrology import INTERFACE
from meter.supervision.image import FORM, FORMAT, MAGIC

from tools.bench.rom import KEPT, ROOT, compiled, packed
from tools.build.squeeze import exchanged, squeeze
from tools.cycles.build import BuildError

FIRMWARE = ROOT / "firmware"
BOARDS = ROOT / "boards"
METER = "meter/meter.py"
NOT_IN_IMAGE = ("manifest.py",)
LONGEST_VERSION = 12  # that an event holds
VERSION = re.compile(r'^VERSION = "(.*)"$', re.MULTILINE)


def version() -> str:
    """The firmware's own."""
    found = VERSION.search((FIRMWARE / METER).read_text(encoding="utf-8"))
    if not found:
        raise BuildError(f"firmware/{METER} names no VERSION")
    return found[1]


def image(architecture: str, name: str | None = None, changes: Mapping[str, str] | None = None) -> bytes:
    """The image for `architecture` (as mpy-cross names it).

    name: of the version, instead of its own; changes: texts instead of those of firmware/, by path. Raises BuildError.
    """
    changed = dict(changes or {})
    if name:
        if not re.fullmatch(r"[!-~]{1,%d}" % LONGEST_VERSION, name):
            raise BuildError(f"version {name!r}: 1 to {LONGEST_VERSION} ASCII characters without spaces")
        text = changed.get(METER) or (FIRMWARE / METER).read_text(encoding="utf-8")
        changed[METER] = VERSION.sub(f'VERSION = "{name}"', text)
    texts = {
        str(path.relative_to(FIRMWARE)): path.read_text(encoding="utf-8")
        for path in sorted(FIRMWARE.rglob("*.py"))
        if path.name not in NOT_IN_IMAGE
    }
    boards = [path.read_text(encoding="utf-8") for path in sorted(BOARDS.glob("*/*.py"))]
    files = {
        Path(place).with_suffix(".mpy"): compiled(FIRMWARE / place, architecture, text)
        for place, text in squeeze(texts | changed, boards).items()
        if exchanged(place)
    }
    return framed(packed(files), name or version(), code_of(files.values()))


def framed(romfs: bytes, name: str, code: int, interface: int = INTERFACE) -> bytes:
    """`romfs` behind its header."""
    digest = hashlib.sha256(romfs).digest()
    head = struct.pack(FORM, MAGIC, FORMAT, interface, code, len(romfs), name.encode(), digest)
    return head + struct.pack("<I", binascii.crc32(head)) + romfs


def code_of(files) -> int:
    """sys.implementation._mpy of the processors that the native code in some of the compiled files is for."""
    heads = [path.read_bytes()[1:3] for path in files]
    return max(head[0] | head[1] << 8 for head in heads)


def written(place: str, text: str) -> Path:
    """A source of its own, by content."""
    path = KEPT / "changed" / hashlib.sha256(text.encode()).hexdigest()[:16] / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
