"""The ROMFS partition of a board's flash, through MicroPython's vfs.rom_ioctl; and a start anew.

A port that was built without one (MICROPY_HW_ROMFS_BYTES) has a partition of 0 bytes, and so has one whose partition
holds the board's own firmware: it cannot be replaced by what runs from it.

Ports differ. rp2 and esp32 (ports/rp2/rp2_flash.c, ports/esp32/esp32_partition.c) only count segments and give one,
which is a block device that can be looked at as memory; the others give the memory and have operations of rom_ioctl to
write it (MicroPython docs, vfs.rom_ioctl).
"""

_COUNT, _SEGMENT, _ERASE, _WRITE, _DONE = 1, 2, 3, 4, 5  # operations of rom_ioctl
_FIRST = 0
_BLOCK_BYTES, _ERASE_BLOCK = 5, 6  # operations of a block device's ioctl (MicroPython docs, vfs.AbstractBlockDev)
_PAGE = 256
_MOUNTED = "/rom/"  # where MicroPython mounts the partition before anything of ours runs


class RomPartition:
    """rom_ioctl: MicroPython's, or None where the port has none; home: the file of a module of the firmware that runs.

    `size` bytes, 0 where there is nothing to write to; `memory`: all of the partition, where it lies.
    """

    def __init__(self, rom_ioctl, home=__file__):
        self._ioctl = rom_ioctl
        self._device = None
        self.memory = b""
        if rom_ioctl and rom_ioctl(_COUNT) > 0 and not home.startswith(_MOUNTED):
            segment = rom_ioctl(_SEGMENT, _FIRST)
            self.memory = memoryview(segment)
            if hasattr(segment, "writeblocks"):
                self._device = segment
                self._block = segment.ioctl(_BLOCK_BYTES, 0)
        self.size = len(self.memory)

    def erase(self, count):
        """Make ready for `count` bytes: takes seconds, with nothing else going on. Raises OSError."""
        if self._device is None:
            _check(self._ioctl(_ERASE, _FIRST, count))
            return
        for block in range(-(-count // self._block)):
            _check(self._device.ioctl(_ERASE_BLOCK, block))

    def write(self, offset, data):
        """Whole pages from a page's begin on, the last one filled up. Raises OSError."""
        data += b"\xff" * (-len(data) % _PAGE)
        if self._device is not None:
            # with the offset in the block a device programs and leaves erasing to us
            _check(self._device.writeblocks(offset // self._block, data, offset % self._block))
        else:
            _check(self._ioctl(_WRITE, _FIRST, offset, data))

    def done(self):
        """All has been written. Raises OSError."""
        if self._device is None:
            _check(self._ioctl(_DONE, _FIRST))

    def read(self, offset, count):
        return self.memory[offset : offset + count]


def _check(result):
    """Some say what went wrong, some raise it themselves and return None."""
    if result is not None and result < 0:
        raise OSError(-result)


async def restart():
    """Reset the processor; does not return."""
    import machine

    machine.reset()
