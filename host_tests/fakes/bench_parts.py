"""Small honest parts for tests of panel and registers: they keep what they were told."""


class Lcd:
    """`frames` of what was shown, newest last."""

    def __init__(self):
        self.frames = []

    def show(self, value, ident, unit, arrows, tariff, triangle, mains, signs, test):
        self.frames.append((value, ident, unit, arrows, tariff, triangle, mains, signs, test))


class Light:
    """`pulses`: (offset, width) as asked for; `on`: the steady light."""

    def __init__(self):
        self.pulses = []
        self.on = None

    def pulse(self, offset_us, width_ms):
        self.pulses.append((offset_us, width_ms))

    def steady(self, on):
        self.on = on


class Memory:
    """Byte-addressable memory that loses its supply after `left` more bytes (None: never)."""

    page = 1
    endurance = 10**13

    def __init__(self, size=256):
        self.size = size
        self.bytes = bytearray(size)
        self.left = None

    def read(self, address, count):
        if not 0 <= address <= address + count <= len(self.bytes):
            raise IndexError("read of %d at %d" % (count, address))
        return bytes(self.bytes[address : address + count])

    def write(self, address, data):
        for k in range(len(data)):
            if self.left is not None:
                if self.left == 0:
                    raise OSError("supply cut")
                self.left -= 1
            self.bytes[address + k] = data[k]
