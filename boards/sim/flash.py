"""The simulated board's flash: a block device for littlefs in a sparse file, as slow as a real one and as worn.

A NOR flash of 4 KiB blocks like a Pico's. While it erases or programs nothing can be fetched from it, so the processor
stands still: `stall(ms)` is told.
"""

import os
from array import array

BLOCK = 4096
BLOCKS = 320  # 1.25 MiB: what the firmware leaves of 2 MB
PAGE = 256
ERASE_MS = 45  # W25Q16JV data sheet, AC characteristics, sector erase: typical, and at most
WORST_ERASE_MS = 400
WORST_EVERY = 50  # erases
PROGRAM_US = 500  # a page, whole or in part
ERASED = b"\xff" * PAGE
SMALL = {"readsize": 64, "progsize": 64, "lookahead": 40}  # littlefs: caches of 256 bytes, a bit for each block


class Flash:
    """`erases`: of each block, since the process began. stall: called with the milliseconds that the processor stood.

    What `writeblocks` was given is in the file when it returns: the end of the process loses nothing, and no order.
    """

    def __init__(self, directory, stall):
        path = directory + "/flash.bin"
        try:
            os.stat(path)
        except OSError:
            with open(path, "wb") as file:
                file.seek(BLOCK * BLOCKS - 1)
                file.write(b"\xff")
        # unbuffered; never flushed: on this port that waits for the disk
        self._file = open(path, "r+b", buffering=0)  # noqa: SIM115 — held as long as the board
        self.erases = array("H", bytes(2 * BLOCKS))
        self._stall = stall
        self._count = 0
        self._busy_us = 0

    def readblocks(self, block, buffer, offset=0):
        self._file.seek(block * BLOCK + offset)
        self._file.readinto(buffer)

    def writeblocks(self, block, data, offset):
        """Program erased bytes; littlefs erases by itself (ioctl 6)."""
        self._file.seek(block * BLOCK + offset)
        self._file.write(data)
        self._busy(-(-len(data) // PAGE) * PROGRAM_US)

    def ioctl(self, operation, argument):
        """Number and bytes of the blocks, and erasing: vfs.AbstractBlockDev."""
        if operation == 4:
            return BLOCKS
        if operation == 5:
            return BLOCK
        if operation == 6:
            self._erase(argument)
        return 0

    def _erase(self, block):
        self._file.seek(block * BLOCK)
        for _ in range(0, BLOCK, PAGE):
            self._file.write(ERASED)
        self.erases[block] += 1
        self._count += 1
        self._busy((ERASE_MS if self._count % WORST_EVERY else WORST_ERASE_MS) * 1000)

    def _busy(self, microseconds):
        milliseconds, self._busy_us = divmod(self._busy_us + microseconds, 1000)
        if milliseconds:
            self._stall(milliseconds)


def mount(flash, path):
    """Mount the littlefs on `flash` at `path`; a new one where there is none, as a board does at its first start."""
    import vfs  # MicroPython's

    try:
        system = vfs.VfsLfs2(flash, mtime=False, **SMALL)
    except OSError:
        vfs.VfsLfs2.mkfs(flash, **SMALL)
        system = vfs.VfsLfs2(flash, mtime=False, **SMALL)
    vfs.mount(system, path)
