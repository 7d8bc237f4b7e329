"""Fake of MicroPython's `machine.SPI`: full duplex to one device, `transfer(out)` → as many bytes in."""

from soc import world


class SPI:
    LSB, MSB = 0, 1
    world_device = None
    world_bus_us = 0  # 8 bit times a byte

    def __init__(
        self, id, baudrate=1_000_000, *, polarity=0, phase=0, bits=8, firstbit=MSB, sck=None, mosi=None, miso=None
    ):
        self.init(baudrate, polarity=polarity, phase=phase, bits=bits, firstbit=firstbit)

    def init(self, baudrate=1_000_000, *, polarity=0, phase=0, bits=8, firstbit=MSB, sck=None, mosi=None, miso=None):
        if firstbit != SPI.MSB:
            raise NotImplementedError("LSB")  # as the rp2 port says
        self._baudrate = baudrate
        self.world_mode = (polarity, phase, bits)

    def deinit(self):
        pass

    def write(self, data):
        self._transfer(bytes(data))

    def read(self, count, write=0):
        return self._transfer(bytes([write]) * count)

    def readinto(self, buffer, write=0):
        buffer[:] = self._transfer(bytes([write]) * len(buffer))

    def write_readinto(self, data, buffer):
        if len(data) != len(buffer):
            raise ValueError("buffers must be the same length")
        buffer[:] = self._transfer(bytes(data))

    def _transfer(self, out):
        us = -(-8_000_000 * len(out) // self._baudrate)
        type(self).world_bus_us += us
        world.wait(us)
        if self.world_device is None:
            return b"\xff" * len(out)  # MISO is pulled up
        came = bytes(self.world_device.transfer(out))
        assert len(came) == len(out)
        return came
