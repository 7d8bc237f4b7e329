"""Brings a firmware onto a board so that a cable pulled out at any time leaves a board that starts.

First `main.py` and `boot.py` are put aside and the board is reset, because a running meter has a watchdog that nothing
but a reset stops; until they are back, last of all, it starts with MicroPython's prompt. What is on the board is
written down in its version.json before and after, so that whatever a torn attempt left is known to the next one.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from tools.build.tree import ABOUT
from tools.flash import FlashError
from tools.flash.found import Found
from tools.flash.link import Link

SETTINGS = "settings.json"
LOGS = "log"  # a folder
# What a meter keeps, and what is never renamed or removed, nor written but for a first start (Deployment.settle);
# registers are in FRAM or EEPROM besides
KEPT = (SETTINGS, "tariffs-*.txt", LOGS, LOGS + "/*", "*.new")
ASIDE = {"boot.py": "boot.off", "main.py": "main.off"}  # put back in this order
CHOICE = "firmware.txt"  # drivers/firmware_slots.py: whether an application that came by image transfer runs
AT_ONCE = 32  # names in a question
HELP = """
import hashlib, os
from binascii import hexlify
def digest(path):
    sum, piece = hashlib.sha256(), bytearray(1024)
    try:
        file = open(path, "rb")
    except OSError:
        return ""
    with file:
        count = file.readinto(piece)
        while count:
            sum.update(memoryview(piece)[:count])
            count = file.readinto(piece)
    return hexlify(sum.digest()).decode()
def remove(path):
    try:
        os.remove(path)
    except OSError:
        pass
def folder(path, make):
    try:
        (os.mkdir if make else os.rmdir)(path)
    except OSError:
        pass
"""

Progress = Callable[[str, int, int], None]  # what is done, how much of it now, of how much in all


class Deployment:
    """A tree (tools/build/tree.py) on its way to a board. `copied`, `bytes`, `removed`: what was done."""

    def __init__(self, link: Link, found: Found, tree: Path, progress: Progress) -> None:
        self._link = link
        self._found = found
        self._tree = tree
        self._progress = progress
        self._about = json.loads((tree / ABOUT).read_text(encoding="utf-8"))
        self.copied = self.bytes = self.removed = 0

    def park(self) -> None:
        """Put aside what the board runs at its start, and have it start without."""
        running = [name for name in ASIDE if name in self._found.names]
        for name in running:
            self._link.run(f"import os\nos.rename({name!r}, {ASIDE[name]!r})")
        if running:
            self._link.restarted()

    def forget_application(self) -> bool:
        """Let the board's own firmware start; whether it was another one that did, or was to."""
        if CHOICE not in self._found.names or self._link.value(f"open({CHOICE!r}).read()").startswith("own"):
            return False
        self._link.run(f"import os\nos.remove({CHOICE!r})")
        return True

    def settle(self, settings: Mapping[str, object]) -> bool:
        """Give a board that has never been a meter these settings; whether it was one.

        A meter that has run with the default settings has none in a file either.
        """
        if self._found.about or {SETTINGS, LOGS} & self._found.names:
            return False
        self._link.write(SETTINGS + ".new", json.dumps(settings).encode())
        self._link.run(f"import os\nos.rename({SETTINGS + '.new'!r}, {SETTINGS!r})")
        return True

    @property
    def files(self) -> list[str]:
        """All that the tree has."""
        return list(self._about["files"])

    def put(self, names: Iterable[str], extra: Mapping[str, Any]) -> None:
        """Bring these files of the tree there, and no other of ours; extra: what version.json says besides."""
        self._link.run(HELP)
        wanted = {name: self._about["files"][name] for name in names}
        old = self._found.about.get("files", {})
        self._note({"unfinished": True}, [*old, *wanted])
        self._remove(name for name in old if name not in wanted)
        places = {name: ASIDE.get(name, name) for name in wanted}
        there = self.digests(places.values())
        fresh = {name: place for name, place in places.items() if there[place] != wanted[name]}
        self._copy(fresh)
        written = self.digests(fresh.values())
        for name, place in fresh.items():
            if written[place] != wanted[name]:
                raise FlashError(f"{name}: is not on the board what was sent; flash it again")
        self._note(extra, wanted)
        for name, aside in ASIDE.items():
            if name in wanted:
                self._link.run(f"os.rename({aside!r}, {name!r})")

    def digests(self, places: Iterable[str]) -> dict[str, str]:
        """SHA-256 of files on the board, "" for those that are not there."""
        names = list(places)
        found = {}
        for at in range(0, len(names), AT_ONCE):
            some = names[at : at + AT_ONCE]
            said = self._link.run(f"for path in {some!r}:\n    print(digest(path))")
            found |= dict(zip(some, said.split("\r\n"), strict=False))
            self._progress("comparing", len(some), len(names))
        return found

    def _note(self, extra: Mapping[str, Any], files: Iterable[str]) -> None:
        """Write version.json anew: the old one or the new one is there at any time."""
        known = self._about["files"]
        about = self._about | {"files": {name: known.get(name, "") for name in files}} | extra
        self._link.write(ABOUT + ".off", json.dumps(about).encode())
        self._link.run(f"os.rename({ABOUT + '.off'!r}, {ABOUT!r})")

    def _remove(self, names: Iterable[str]) -> None:
        gone = [name for name in names if not kept(name)]
        for name in gone:
            self._link.run(f"remove({ASIDE.get(name, name)!r})")
            self.removed += 1
        for path in reversed(_folders(gone)):
            self._link.run(f"folder({path!r}, False)")  # stays when something else is in it

    def _copy(self, places: Mapping[str, str]) -> None:
        total = sum((self._tree / name).stat().st_size for name in places)
        for path in _folders(places):
            self._link.run(f"folder({path!r}, True)")
        for name, place in places.items():
            data = (self._tree / name).read_bytes()
            self._link.write(place, data, lambda count: self._progress("copying", count, total))
            self.copied += 1
            self.bytes += len(data)


def kept(name: str) -> bool:
    """Whether a file is the meter's own."""
    return any(fnmatchcase(name, pattern) for pattern in KEPT)


def image_on_board(link: Link, size: int) -> str:
    """SHA-256 of the first bytes of the ROMFS partition."""
    return link.run(
        "import vfs, hashlib\nfrom binascii import hexlify\n"
        f"print(hexlify(hashlib.sha256(memoryview(vfs.rom_ioctl(2, 0))[:{size}]).digest()).decode())"
    ).strip()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _folders(names: Iterable[str]) -> list[str]:
    """Every folder of these files, outer ones first."""
    return sorted({parent.as_posix() for name in names for parent in Path(name).parents} - {"."})
