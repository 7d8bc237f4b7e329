"""MicroPython's vfs.rom_ioctl over NOR flash, as its ports have it; the supply can be cut within any change.

`Rp2Flash`: ports/rp2/rp2_flash.c (and esp32_partition.c, alike): one segment, a block device that is read as memory
too; every other operation is -EINVAL. `OtherFlash`: ports/stm32/vfs_rom_ioctl.c: memory, written by operations.
"""

BLOCK, PAGE = 4096, 256
EINVAL = 22


class Nor(bytearray):
    """Erasing makes a block ones, programming can only clear bits. `left`: changes until the supply goes, None: never;
    `result`: what a change ends with.
    """

    left = None
    result = 0

    def erase(self, offset, count):
        assert offset % BLOCK == count % BLOCK == 0 and offset + count <= len(self)
        self._change(offset, b"\xff" * count)

    def program(self, offset, data):
        assert offset % PAGE == len(data) % PAGE == 0 and offset + len(data) <= len(self)
        old = self[offset : offset + len(data)]
        self._change(offset, bytes([old[k] & data[k] for k in range(len(data))]))

    def _change(self, offset, data):
        if self.left == 0:
            half = len(data) // 2
            self[offset : offset + half] = data[:half]
            raise KeyboardInterrupt  # what a supply cut does: nothing goes on
        if self.left is not None:
            self.left -= 1
        if not self.result:
            self[offset : offset + len(data)] = data


class Rp2Flash(Nor):
    """`rom_ioctl` is MicroPython's, the rest that of its block device."""

    def rom_ioctl(self, operation, *arguments):
        if not self or operation not in (1, 2):
            return -EINVAL
        return 1 if operation == 1 else self

    def ioctl(self, operation, argument):
        if operation == 6:
            self.erase(argument * BLOCK, BLOCK)
            return self.result
        return {4: len(self) // BLOCK, 5: BLOCK}.get(operation)

    def writeblocks(self, block, data, offset=None):
        if offset is None:
            self.erase(block * BLOCK, len(data))
            offset = 0
        self.program(block * BLOCK + offset, data)
        if self.result:
            raise OSError(-self.result)  # as the ESP32; the RP2040 does not look


class OtherFlash(Nor):
    """`open`: between what begins and what ends a writing."""

    open = False

    def rom_ioctl(self, operation, *arguments):
        if not self:
            return 0 if operation == 1 else -EINVAL
        if operation == 1:
            return 1
        assert arguments[0] == 0
        if operation == 2:
            return memoryview(self)
        if operation == 3:
            self.erase(0, -(-arguments[1] // BLOCK) * BLOCK)
            self.open = True
        elif operation == 4:
            assert self.open
            self.program(arguments[1], arguments[2])
        elif operation == 5:
            self.open = False
        else:
            return -EINVAL
        return self.result
