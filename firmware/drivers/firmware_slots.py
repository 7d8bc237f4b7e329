"""Which firmware a board starts: the one that it was made with, or another application in a partition of its flash.

Used twice: by the board's boot code, before anything of the meter is loaded, and as the board's part `firmware`. What
is to be done at the next start is one line of text in a small file, so that a supply cut leaves the old or the new.
"""

import hashlib
import sys

OWN, TRIAL, KEPT, BACK = 0, 1, 2, 3  # what this start runs; BACK: its own again, after a trial that failed
STARTS = 3  # of an application that has not been confirmed
NAME = "firmware.txt"
PLACE = "/application"  # where the partition's is mounted
_PIECE = 512
_STAGED = "staged"
_WORDS = ("own", "trial", "kept", "back")


class FirmwareSlots:
    """partition: `size`, `erase(count)`, `write(offset, data)`, `done()`, `read(offset, count)`; files: small
    whole files; logs: where a staged image is read, `read(name, offset, count)`; code: what compiled code the processor
    takes (sys.implementation._mpy); restart(): coroutine function that starts the board anew, not for the boot code.
    """

    def __init__(self, partition, files, logs, code, restart=None):
        self._partition = partition
        self._files = files
        self._logs = logs
        self.code = code
        self.restart = restart

    @property
    def room(self):
        """Bytes of the largest application; 0 where the board has no partition for it."""
        return self._partition.size

    def found(self):
        """(OWN, TRIAL, KEPT or BACK; version that runs or has failed; version that ran before it)."""
        word, _, version, before = self._words()[:4]
        if word == _STAGED:
            return OWN, "", ""
        return _WORDS.index(word), version, before

    def stage(self, name, skip, size, digest, version, before):
        """At the next start put `size` bytes of log file `name` behind `skip` into the partition, and try them.

        digest: SHA-256 of them; version: what they are, without spaces; before: what runs now.
        """
        whole = " ".join((_STAGED, name, str(skip), str(size), digest.hex(), version, before))
        self._files.write(NAME, whole)

    def confirm(self):
        """What runs does well, or has heard that another one did not."""
        state, version, before = self.found()
        self._say("kept" if state in (TRIAL, KEPT) else "own", 0, version, before)

    def fail(self):
        """What is on trial cannot even run; the next start is the board's own again. False when nothing is."""
        state, version, before = self.found()
        if state == TRIAL:
            self._say("back", 0, version, before)
        return state == TRIAL

    def staged(self):
        """Whether `install` has something to do."""
        return self._words()[0] == _STAGED

    def install(self):
        """Do what `stage` wanted; whether there was something to do. The board must be started anew then."""
        words = self._words()
        if words[0] != _STAGED:
            return False
        _, name, skip, size, digest, version, before = words
        try:
            good = self._copied(name, int(skip), int(size)) == bytes.fromhex(digest)
        except (OSError, ValueError):
            good = False
        self._say("trial" if good else "back", STARTS, version, before)
        return True

    def start(self):
        """Count a start; whether it is to be one with the application in the partition."""
        state, version, before = self.found()
        if state != TRIAL:
            return state == KEPT
        left = int(self._words()[1])
        if not left:
            return not self.fail()
        self._say("trial", left - 1, version, before)
        return True

    def _copied(self, name, skip, size):
        """Copy, and the SHA-256 of what is in the partition then."""
        partition = self._partition
        if size > partition.size:
            return b""
        partition.erase(size)
        for at in range(0, size, _PIECE):
            partition.write(at, self._logs.read(name, skip + at, min(_PIECE, size - at)))
        partition.done()
        digest = hashlib.sha256()
        for at in range(0, size, _PIECE):
            digest.update(partition.read(at, min(_PIECE, size - at)))
        return digest.digest()

    def _words(self):
        """Of the file; a text that cannot be right means the board's own firmware."""
        words = (self._files.read(NAME) or "").split(" ")
        if words[0] == _STAGED and len(words) == 7 or words[0] in _WORDS and len(words) == 4 and words[1].isdigit():
            return words
        return ["own", "0", "", ""]

    def _say(self, word, left, version, before):
        self._files.write(NAME, "%s %d %s %s" % (word, left, version, before))


def enter(meter, filesystem, own):
    """From here on modules come from `filesystem`, and from `own` (a sys.path) what that does not have.

    meter: the package, with meter.metrology loaded: the sealed room goes on coming from where the board has it.
    """
    import vfs  # MicroPython's

    vfs.mount(filesystem, PLACE)
    meter.__path__ = PLACE + "/meter"
    sys.path[:] = [PLACE] + own
    leave()


def leave():
    """Drop the drivers that only the boot code needed: the application may have others."""
    for name in [name for name in sys.modules if name.split(".")[0] == "drivers"]:
        del sys.modules[name]
