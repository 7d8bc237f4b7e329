"""The legal part: checksums of the sealed metrology room and of the calibration record, watched while the meter runs.

The room's checksum is a CRC-32 over the names and contents of its files. What is right is what was there when the seal
was last open, and is kept; whatever differs from it later is a fault, which is reported, and registering goes on. The
measuring instruments directive 2014/32/EU (annex I, 7.6 and 8.3) wants software identified and changes evident.

A room that is frozen into MicroPython has no files to be read. There `make frozen` has put the same sum of the same
files, as it compiled them, into a module of the room (`sealed_sum.py`).
"""

import os
import struct
from binascii import crc32

SIZE = 9  # of the record of what is right: version, and the two checksums
_VERSION = 1
_FORMAT = "<BII"
_PIECE = 512
_FROZEN = ".frozen/"  # of sys.path, for what is part of MicroPython
_REST = 3600  # steps between two rounds


class Folder:
    """Checksum of the files in a folder, a piece a step, so that no window waits for it."""

    def __init__(self, path):
        self._path = path
        self.value = 0  # of the last round
        self.rewind()

    def step(self):
        """Read the next piece; True when that ended a round."""
        if not self._names:
            self.value = self._sum
            self.rewind()
            return True
        name = self._names[0]
        try:
            with open(self._path + "/" + name, "rb") as file:
                file.seek(self._at)
                piece = file.read(_PIECE)
        except OSError:
            piece = b"gone"  # which makes another sum
        self._sum = crc32(piece, self._sum if self._at else crc32(name.encode(), self._sum))
        self._at += len(piece)
        if len(piece) < _PIECE:
            self._names.pop(0)
            self._at = 0
        return False

    def rewind(self):
        """Begin a round."""
        self._names = sorted([name for name in os.listdir(self._path) if name.endswith("py")])  # .py and .mpy
        self._at = self._sum = 0


class Frozen:
    """The checksum of a room in MicroPython itself, as summed up when that was built.

    It tells which room this is, and so a MicroPython with another one that was flashed while the seal was closed. It is
    not summed up anew: that the flash still holds what was put there, it does not prove.
    """

    def __init__(self, value):
        self.value = value

    def step(self):
        """A round is one step."""
        return True

    def rewind(self):
        """Every round is the same."""


def watched(room, file):
    """What tells the checksum of a room.  room: the package; file: of one of its modules.

    MicroPython tells modules that it has in itself by the package's path: of their files it gives no more than a name.
    """
    if not str(room.__path__).startswith(_FROZEN):
        return Folder(file.rpartition("/")[0])
    from meter.metrology.sealed_sum import SUM  # pyright: ignore[reportMissingImports] — made by make frozen

    return Frozen(SUM)


class Legal:
    """folder: Folder or Frozen of the room; measuring: its `calibration` is the record in force; kept: Journal of
    SIZE bytes.

    `room_fault`, `calibration_fault`: it is not what was sealed. `right`: (room, calibration) as sealed. `failures`:
    records that could not be kept. `adopted`: whether the last judgement took something else for right than had been.
    """

    def __init__(self, folder, measuring, kept):
        self.folder = folder
        self._measuring = measuring
        self._kept = kept
        self._rest = _REST
        self.failures = 0
        record = kept.load()
        self.right = struct.unpack(_FORMAT, record)[1:] if record and record[0] == _VERSION else None
        if record is None and kept.damaged:
            self.right = (0, 0)  # not a new meter: what is there is in doubt until the seal is opened
        while not folder.step():
            pass

    def step(self):
        """Once a second; True when it is time to judge."""
        self._rest -= 1
        if self._rest > 0 or not self.folder.step():
            return False
        self._rest = _REST
        return True

    def judge(self, unsealed):
        """Hold what is there against what was sealed; unsealed, or on a new meter, it is what will be."""
        found = self.found()
        self.adopted = found != self.right and (self.right is None or unsealed)
        if self.adopted or self.right is None:
            self.right = found
            try:
                self._kept.save(struct.pack(_FORMAT, _VERSION, *found))
            except OSError:
                self.failures += 1
        self.room_fault = found[0] != self.right[0]
        self.calibration_fault = found[1] != self.right[1]

    def found(self):
        """(room, calibration): the checksums of what is there."""
        return self.folder.value, crc32(self._measuring.calibration.pack())

    def room(self):
        """The room's checksum as the display shows it: the low 16 bits (reference table of start-up)."""
        return self.folder.value & 0xFFFF

    def record(self):
        """That of the calibration record."""
        return self.found()[1] & 0xFFFF

    def text(self):
        """Both in full, in hexadecimal."""
        return "%08X %08X" % self.found()
