"""Fake of MicroPython's `machine.I2C` at the level of transactions, with its errors.

A chip has `write(data)`, the bytes after its address (none when only the address is sent), and `read(count)`; it
raises Nack where it does not acknowledge. A transaction that ends in a stop is followed by `stopped()` where a chip has
that.
"""

import errno

from soc import world


class Nack(Exception):
    """The chip does not acknowledge byte `at`: 0 is its address."""

    def __init__(self, at=0):
        super().__init__(at)
        self.at = at


class I2C:
    ABSENT = errno.EIO  # rp2: whatever is not acknowledged
    ABSENT_EMPTY = errno.ENODEV  # rp2 sends what has no bytes by software (ports/rp2/machine_i2c.c)
    world_chips = {}
    world_bus_us = 0  # 9 bit times a byte
    world_stuck = False  # a chip holds SDA low: no start condition can be made
    world_nacks = []  # for each transaction to come: the byte that is not acknowledged, 0 the address; None

    def __init__(self, id=-1, *, scl=None, sda=None, freq=400_000, timeout=50_000):
        self._freq = freq
        self._timeout = timeout

    def init(self, *, scl=None, sda=None, freq=400_000):
        self._freq = freq

    def scan(self):
        """Addresses 0x08 to 0x77 that answer."""
        found = []
        for address in range(0x08, 0x78):
            try:
                self.writeto(address, b"")
                found.append(address)
            except OSError:
                pass
        return found

    def writeto(self, address, data, stop=True):
        """Bytes that were acknowledged."""
        if self.world_stuck and not data:
            return 0  # by software: SDA low looks like an acknowledgement
        self._write(address, bytes(data), stop)
        return len(data)

    def writevto(self, address, vector, stop=True):
        return self.writeto(address, b"".join([bytes(part) for part in vector]), stop)

    def readfrom(self, address, count, stop=True):
        return self._read(address, count, stop)

    def readfrom_into(self, address, buffer, stop=True):
        buffer[:] = self._read(address, len(buffer), stop)

    def readfrom_mem(self, address, register, count, *, addrsize=8):
        self._write(address, _register(register, addrsize), False)
        return self._read(address, count, True)

    def readfrom_mem_into(self, address, register, buffer, *, addrsize=8):
        buffer[:] = self.readfrom_mem(address, register, len(buffer), addrsize=addrsize)

    def writeto_mem(self, address, register, data, *, addrsize=8):
        self._write(address, _register(register, addrsize) + bytes(data), True)

    def _write(self, address, data, stop):
        chip, nack = self._chip(address, data)
        heard = data
        try:
            if nack is not None:
                heard = data[: max(0, nack - 1)]
            if nack != 0:
                chip.write(heard)
        except Nack as refusal:
            nack = refusal.at
        self._passed(len(data) if nack is None else nack)
        # a byte that was refused is followed by a stop
        if (stop or nack is not None) and nack != 0 and hasattr(chip, "stopped"):
            chip.stopped()
        if nack is not None:
            raise OSError(self.ABSENT if data else self.ABSENT_EMPTY)

    def _read(self, address, count, stop):
        chip, nack = self._chip(address, b"?")
        data = b""
        try:
            if nack is None:
                data = bytes(chip.read(count))
        except Nack:
            nack = 0
        if nack is not None:
            self._passed(0)
            raise OSError(self.ABSENT)
        assert len(data) == count
        self._passed(count)
        return data

    def _chip(self, address, data):
        """(the chip, which byte it will not acknowledge)."""
        if self.world_stuck:
            world.wait(self._timeout)
            type(self).world_bus_us += self._timeout
            raise OSError(errno.ETIMEDOUT)
        nack = self.world_nacks.pop(0) if self.world_nacks else None
        if address not in self.world_chips:
            self._passed(0)
            raise OSError(self.ABSENT if data else self.ABSENT_EMPTY)
        return self.world_chips[address], nack

    def _passed(self, count):
        us = -(-9_000_000 * (1 + count) // self._freq)
        type(self).world_bus_us += us
        world.wait(us)


def _register(number, width):
    if width not in (8, 16, 24, 32):
        raise ValueError("invalid addrsize")
    return bytes([number >> shift & 0xFF for shift in range(width - 8, -8, -8)])
