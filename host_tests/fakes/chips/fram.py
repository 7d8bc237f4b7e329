"""MB85RC256V, FRAM of 32 KiB on I²C (data sheet DS501-00017): takes each byte at once, goes on at 0 after the last.

On a bus as in soc.i2c. A supply cut leaves what has been acknowledged.
"""


class Fram:
    """`bytes`: what is in it; `world_protected`: WP is high, what is written is acknowledged and not kept."""

    SIZE = 32_768

    def __init__(self):
        self.bytes = bytearray(self.SIZE)
        self.world_protected = False
        self._at = 0
        self._high = None  # half an address

    def write(self, data):
        for k, byte in enumerate(data):
            if k == 0:
                self._high = byte
            elif k == 1:
                self._at = (self._high << 8 | byte) % self.SIZE  # the upper bit is not looked at
            else:
                if not self.world_protected:
                    self.bytes[self._at] = byte
                self._at = (self._at + 1) % self.SIZE

    def read(self, count):
        """From where the last access ended, or from the address just sent."""
        end = self._at + count
        data = self.bytes[self._at : end]
        while len(data) < count:
            data += self.bytes[: count - len(data)]
        self._at = end % self.SIZE
        return data


class FramIdentity:
    """What the chip answers at the reserved address 0x7C ("Device ID"): manufacturer 0x00A, product 0x510.

    device: address of the chip that is asked, sent shifted by one place.
    """

    def __init__(self, device=0x50):
        self._device = device
        self._asked = False

    def write(self, data):
        self._asked = bytes(data) == bytes([self._device << 1])

    def read(self, count):
        return (b"\x00\xa5\x10" if self._asked else b"\xff\xff\xff")[:count]
