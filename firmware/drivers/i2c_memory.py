"""FRAM on I²C with 16-bit addresses, such as MB85RC256V (data sheet DS501-00017, "Command"): no pages, no waiting."""


class I2cMemory:
    """i2c: bus; address: device address 0x50 to 0x57; size: bytes. OSError when the chip does not answer."""

    def __init__(self, i2c, address, size):
        self._i2c = i2c
        self._address = address
        self.size = size

    def read(self, address, count):
        self._check(address, count)
        return self._i2c.readfrom_mem(self._address, address, count, addrsize=16)

    def write(self, address, data):
        """What has been written is there when this returns."""
        self._check(address, len(data))
        self._i2c.writeto_mem(self._address, address, data, addrsize=16)

    def _check(self, address, count):
        # the chip would go on at address 0
        if not 0 <= address <= address + count <= self.size:
            raise ValueError("FRAM: %d bytes at %d" % (count, address))
