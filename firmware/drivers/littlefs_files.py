"""Files on the board's own file system (littlefs, where a rename or a close is done entirely or not at all)."""

import os

_FILE = 0x8000  # type of an entry, as MicroPython's os.ilistdir tells it
_ENOENT = 2


class LittlefsFiles:
    """Small whole files. folder: prefix of all names, "" for the working directory, which is the root on a board."""

    def __init__(self, folder=""):
        self._folder = folder

    def read(self, name):
        """Text of a file, None when there is none."""
        try:
            with open(self._folder + name) as file:
                return file.read()
        except OSError:
            return None

    def write(self, name, text):
        """Replace a file; a supply cut leaves the old or the new one."""
        path = self._folder + name
        with open(path + ".new", "w") as file:
            file.write(text)
        os.rename(path + ".new", path)


class LogFiles:
    """Files that only grow, with names of more than two characters.

    folder: where they are, "/" at its end; made on first use. The first two characters of a name are its group, a
    folder of its own: littlefs takes time that grows with the square of a folder's files to list it.
    """

    def __init__(self, folder):
        self._folder = folder

    @property
    def total(self):
        """Bytes of the file system. All its files are looked through for it: ask once."""
        self._make("")
        found = os.statvfs(self._folder)
        return found[1] * found[2]

    def names(self, prefix):
        """Yield (name, bytes) of the files whose names begin with `prefix`, two characters or more."""
        try:
            # MicroPython's, which the stubs do not know
            entries = os.ilistdir(self._folder + prefix[:2])  # pyright: ignore[reportAttributeAccessIssue]
        except OSError:
            return
        for entry in entries:
            if entry[1] == _FILE and entry[0].startswith(prefix[2:]):
                yield prefix[:2] + entry[0], entry[3]

    def read(self, name, offset, count):
        """Up to `count` bytes from `offset` on; b"" where there are none, or no such file, or none that can be read."""
        try:
            with open(self._path(name), "rb") as file:
                file.seek(offset)
                return file.read(count)
        except OSError:
            return b""

    def append(self, name, data):
        """Add to the end of a file; on flash when this returns, not at all after a supply cut. OSError when full."""
        try:
            file = open(self._path(name), "ab")  # noqa: SIM115 — the block below closes it
        except OSError:
            self._make(name[:2])
            file = open(self._path(name), "ab")  # noqa: SIM115
        with file:
            file.write(data)

    def remove(self, name):
        """Remove a file, if there is one."""
        try:
            os.remove(self._path(name))
        except OSError as fault:
            if fault.errno != _ENOENT:
                raise

    def _path(self, name):
        return self._folder + name[:2] + "/" + name[2:]

    def _make(self, group):
        for path in (self._folder[:-1], self._folder + group):
            try:
                os.mkdir(path)
            except OSError:
                pass  # there already, or opening a file in it will say why not
