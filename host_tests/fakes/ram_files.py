"""Log files in a dictionary, with the interface of boards/README.md: they count, fill up and can lose their supply."""

ENOSPC = 28


class RamFiles:
    """`content`: bytes by name. `opened`: names read, each time; `read_bytes`, `listings` so far.

    `changes`: names appended to or removed. `left`: how many more changes the supply lasts (None: for ever); the last
    one is done, and not reported. total: bytes, of which each file takes whole blocks.
    """

    BLOCK = 4096

    def __init__(self, total=1 << 20):
        self.total = total
        self.content = {}
        self.opened = []
        self.changes = []
        self.read_bytes = self.listings = 0
        self.left = None

    def names(self, prefix):
        self.listings += 1
        for name in list(self.content):
            if name.startswith(prefix):
                yield name, len(self.content[name])

    def read(self, name, offset, count):
        self.opened.append(name)
        found = bytes(self.content.get(name, b"")[offset : offset + count])
        self.read_bytes += len(found)
        return found

    def append(self, name, data):
        self._check_supply()
        grown = self.content.get(name, b"") + bytes(data)
        others = [len(content) for key, content in self.content.items() if key != name]
        if sum(-(-size // self.BLOCK) for size in others + [len(grown)]) * self.BLOCK > self.total:
            raise OSError(ENOSPC, "file system full")
        self.content[name] = grown
        self._change(name)

    def remove(self, name):
        self._check_supply()
        self.content.pop(name, None)
        self._change(name)

    def _check_supply(self):
        if self.left == 0:
            raise OSError("supply cut")

    def _change(self, name):
        self.changes.append(name)
        if self.left is not None:
            self.left -= 1
            if self.left == 0:
                raise OSError("supply cut")
