"""A flash partition for an application in memory, made on the first write; its supply can be cut on the way."""


class RamPartition:
    """size: bytes. `content`: what is there; `left`: how many more changes the supply lasts (None: for ever)."""

    def __init__(self, size):
        self.size = size
        self.content = bytearray()
        self.left = None

    def erase(self, count):
        self._change()
        self.content = bytearray(b"\xff" * count)

    def write(self, offset, data):
        assert not bytes(self.content[offset : offset + len(data)]).strip(b"\xff"), "not erased"
        self._change()
        self.content[offset : offset + len(data)] = data

    def done(self):
        self._change()

    def read(self, offset, count):
        return bytes(self.content[offset : offset + count])

    def _change(self):
        if self.left is not None:
            if not self.left:
                raise KeyboardInterrupt  # what a supply cut does: nothing goes on
            self.left -= 1
