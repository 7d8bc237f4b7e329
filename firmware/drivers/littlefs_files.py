"""Small whole files on the board's own file system (littlefs, where a rename is done entirely or not at all)."""

import os


class LittlefsFiles:
    """folder: prefix of all names, "" for the working directory, which is the root on a board."""

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
