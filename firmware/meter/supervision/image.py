"""An application image: header, then a ROMFS of all the compiled firmware but for the sealed room and the board.

Header, 64 bytes, little endian: magic, format, sealed room's interface that it needs, kind of compiled code, bytes of
the ROMFS, version (ASCII, zeros), SHA-256 of the ROMFS (FIPS 180-4), CRC-32 of the header. ROMFS (MicroPython docs):
records of kind, length, payload; numbers in groups of seven bits, the highest first.
"""

import hashlib
import struct
from binascii import crc32

MAGIC = b"QDTI"
FORMAT = 1
FORM = "<4sBBHI16s32s"  # and the CRC
HEADER = 64
_PIECE = 512
_ENTRIES = 4  # of the ROMFS looked at in a step
_ROM = b"\xd2\xcd\x31"
_DATA, _FOLDER, _FILE = 2, 4, 5
_SEALED = "meter/metrology"
_DEEP = 8
_NAME = 40


class ImageError(ValueError):
    """The image cannot be taken; the text, of 12 characters at most, says why."""


class Check:
    """Looks through an image a piece at a time.  read(offset, count): of the file; size: its bytes; code, interface:
    what the board's processor and sealed room have. Raises ImageError for a header that cannot be.

    `version`, `length` (of the ROMFS), `digest` (bytes(32)): as the header has them.
    """

    def __init__(self, read, size, code, interface):
        self._read = read
        head = read(0, HEADER)
        if len(head) < HEADER or head[:4] != MAGIC or head[4] != FORMAT or crc32(head[:-4]) != _crc(head):
            raise ImageError("format")
        _, _, needed, made_for, self.length, version, self.digest = struct.unpack_from(FORM, head)
        self.version = _text(version)
        self._size = size
        self._fits(made_for == code, needed <= interface)
        self._hash = hashlib.sha256()
        self._at = 0
        self._begun = False
        self._ends = []  # of the ROMFS's open folders, the whole first
        self._names = []

    def _fits(self, processor, interface):
        if HEADER + self.length != self._size:
            raise ImageError("length")
        if not processor:
            raise ImageError("processor")
        if not interface:
            raise ImageError("interface")

    def step(self):
        """The next piece; True when all of it is good. Raises ImageError."""
        if self._at < self.length:
            piece = self._read(HEADER + self._at, min(_PIECE, self.length - self._at))
            if not piece:
                raise ImageError("length")
            self._hash.update(piece)
            self._at += len(piece)
            return False
        if not self._begun:
            if self._hash.digest() != self.digest:
                raise ImageError("hash")
            self._begin()
        for _ in range(_ENTRIES):
            if not self._ends:
                return True
            self._entry()
        return False

    def _begin(self):
        if self._read(HEADER, 3) != _ROM:
            raise ImageError("files")
        length, self._next = self._number(3)
        if self._next + length != self.length:
            raise ImageError("files")
        self._ends = [self.length]
        self._begun = True

    def _entry(self):
        """Look at the record at `_next`, or leave the folder that ends there."""
        if self._next == self._ends[-1]:
            self._ends.pop()
            if self._names:
                self._names.pop()
            return
        kind, at = self._number(self._next)
        length, at = self._number(at)
        end = at + length
        if end > self._ends[-1]:
            raise ImageError("files")
        self._next = end
        if kind not in (_FOLDER, _FILE):
            return
        name, at = self._name(at, end)
        self._allowed(name, kind)
        if kind == _FILE:
            self._content(at, end)
            return
        if len(self._ends) == _DEEP:
            raise ImageError("files")
        self._ends.append(end)
        self._names.append(name)
        self._next = at

    def _name(self, at, end):
        count, at = self._number(at)
        if not 0 < count <= _NAME or at + count > end:
            raise ImageError("files")
        try:
            return bytes(self._read(HEADER + at, count)).decode(), at + count
        except ValueError:
            raise ImageError("files") from None

    def _content(self, at, end):
        """Of a file: its bytes, and not where else they are to be looked for."""
        kind, at = self._number(at)
        count, at = self._number(at)
        if kind != _DATA or at + count > end:
            raise ImageError("files")

    def _allowed(self, name, kind):
        """The application's own names, nothing that would take the place of the board's or of the sealed room's."""
        if "/" in name or name.startswith("."):
            raise ImageError("files")
        if not self._names and name not in (("meter", "drivers") if kind == _FOLDER else ("main.mpy",)):
            raise ImageError("foreign file")
        path = "/".join(self._names + [name])
        if path.split(".")[0] == _SEALED:
            raise ImageError("sealed part")

    def _number(self, at):
        """(number, where it ends)"""
        value = 0
        for byte in self._read(HEADER + at, 5):
            value = value << 7 | byte & 127
            at += 1
            if byte < 128:
                return value, at
        raise ImageError("files")


def _text(field):
    """The version, which goes into a line of words."""
    text = bytes(field).rstrip(b"\x00")
    if not text or min(text) < 33 or max(text) > 126:
        raise ImageError("version")
    return text.decode()


def _crc(head):
    return int.from_bytes(head[-4:], "little")
