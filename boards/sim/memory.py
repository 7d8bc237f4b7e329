"""The board's non-volatile parts as files of a directory: FRAM and file system."""

import os

FRAM_BYTES = 32768
PAGE = 256


class Fram:
    """Byte-addressable memory of FRAM_BYTES, in the file when `write` returns: the end of the process loses nothing."""

    def __init__(self, directory):
        path = directory + "/fram.bin"
        try:
            present = os.stat(path)[6]
        except OSError:
            present = 0
        with open(path, "ab") as file:
            for _ in range(present, FRAM_BYTES, PAGE):
                file.write(bytes(PAGE))
        self._file = open(path, "r+b")  # noqa: SIM115 — held as long as the board
        self.size = FRAM_BYTES
        self.page = 1
        self.endurance = 10**13

    def read(self, address, count):
        self._check(address, count)
        self._file.seek(address)
        return self._file.read(count)

    def write(self, address, data):
        self._check(address, len(data))
        self._file.seek(address)
        self._file.write(data)

    def _check(self, address, count):
        if not 0 <= address <= address + count <= self.size:
            raise ValueError("FRAM: %d bytes at %d" % (count, address))


class Files:
    """The log file system: whole small files by name."""

    def __init__(self, directory):
        self.root = directory + "/files"
        try:
            os.mkdir(self.root)
        except OSError:
            os.stat(self.root)  # there already, or it says why not

    def read(self, name):
        """Text of a file, None when there is none."""
        try:
            with open(self.root + "/" + name) as file:
                return file.read()
        except OSError:
            return None

    def write(self, name, text):
        with open(self.root + "/" + name, "w") as file:
            file.write(text)
