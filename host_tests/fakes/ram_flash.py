"""A flash chip in memory as a block device for littlefs (MicroPython's `vfs`), of blocks of 4096 bytes."""

BLOCK = 4096


class RamFlash:
    """blocks: how many; `erases`: how many blocks were erased."""

    def __init__(self, blocks):
        self._blocks = blocks
        self._cells = memoryview(bytearray(b"\xff" * (BLOCK * blocks)))
        self._erased = b"\xff" * BLOCK
        self.erases = 0

    def readblocks(self, block, buffer, offset=0):
        start = block * BLOCK + offset
        buffer[:] = self._cells[start : start + len(buffer)]

    def writeblocks(self, block, data, offset):
        start = block * BLOCK + offset
        self._cells[start : start + len(data)] = data

    def ioctl(self, operation, argument):
        if operation == 4:
            return self._blocks
        if operation == 5:
            return BLOCK
        if operation == 6:
            self.erases += 1
            self._cells[argument * BLOCK : argument * BLOCK + BLOCK] = self._erased
        return 0
