"""Application images made by hand from their description, not by the tool that makes real ones."""

import hashlib
import struct
from binascii import crc32

CODE = 0x1F06
PLAIN = (("main.mpy", b"M\x06" + bytes(700)), ("meter", (("a.mpy", b"x" * 300), ("panel", (("b.mpy", b""),)))))


def number(value):
    """In groups of seven bits, the highest first."""
    groups = [value & 127]
    while value >> 7:
        value >>= 7
        groups.append(value & 127 | 128)
    return bytes(reversed(groups))


def record(kind, payload):
    return number(kind) + number(len(payload)) + payload


def entries(tree):
    """Records of (name, bytes of a file or tuple of a folder)."""
    made = b""
    for name, content in tree:
        name = name if isinstance(name, bytes) else name.encode()
        head = number(len(name)) + name
        if isinstance(content, bytes):
            made += record(5, head + record(2, content))
        else:
            made += record(4, head + entries(content))
    return made


def romfs(tree):
    inside = entries(tree)
    return b"\xd2\xcd\x31" + number(len(inside)) + inside


def image(files=None, version=b"2.0.0", code=CODE, interface=1, length=None, magic=b"QDTI", form=1, digest=None):
    """files: bytes of a ROMFS, or its tree."""
    files = PLAIN if files is None else files
    rest = files if isinstance(files, bytes) else romfs(files)
    digest = hashlib.sha256(rest).digest() if digest is None else digest
    length = len(rest) if length is None else length
    head = magic + bytes((form, interface)) + struct.pack("<HI", code, length) + version + bytes(16 - len(version))
    head += digest
    return head + struct.pack("<I", crc32(head)) + rest
