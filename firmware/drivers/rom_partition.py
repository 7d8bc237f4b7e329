"""The ROMFS partition of a board's flash, through MicroPython's vfs.rom_ioctl; and a start anew.

A port that was built without one (MICROPY_HW_ROMFS_BYTES) has a partition of 0 bytes.
"""

_COUNT, _MEMORY, _ERASE, _WRITE, _DONE = 1, 2, 3, 4, 5  # MicroPython docs, vfs.rom_ioctl
_FIRST = 0
_PAGE = 256


class RomPartition:
    """rom_ioctl: MicroPython's, or None where the port has none. `memory`: all of it, where it lies."""

    def __init__(self, rom_ioctl):
        self._ioctl = rom_ioctl
        self.memory = b""
        if rom_ioctl and rom_ioctl(_COUNT) > 0:
            self.memory = memoryview(rom_ioctl(_MEMORY, _FIRST))
        self.size = len(self.memory)

    def erase(self, count):
        """Make ready for `count` bytes: takes seconds, with nothing else going on. Raises OSError."""
        self._check(self._ioctl(_ERASE, _FIRST, count))

    def write(self, offset, data):
        """Whole pages, the last one filled up. Raises OSError."""
        self._check(self._ioctl(_WRITE, _FIRST, offset, data + b"\xff" * (-len(data) % _PAGE)))

    def done(self):
        """All has been written."""
        self._check(self._ioctl(_DONE, _FIRST))

    def read(self, offset, count):
        return self.memory[offset : offset + count]

    def _check(self, result):
        if result < 0:
            raise OSError(-result)


async def restart():
    """Reset the processor; does not return."""
    import machine

    machine.reset()
