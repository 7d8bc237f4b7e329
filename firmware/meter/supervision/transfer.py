"""An image on its way into the meter, in two files of the log file system that only grow: a supply cut loses nothing.

One has size and identifier and, behind them, each status that was reached; the other has the blocks, in their order.
"""

import struct

NOTHING, INITIATED, CHECKING, GOOD, BAD, STARTING, RUNNING, FAILED = range(8)  # Blue Book 4.4.6, image_transfer_status
HEAD, DATA = "imhead", "imdata"
IDENTIFIER = 32  # bytes at most
_FORM = "<IHB"
_FIXED = 7
_ALL = 256  # bytes of the head that are looked at
_STATES = 16  # of one transfer at most


class TransferError(ValueError):
    """Refused; `temporary`: it may do another time."""

    def __init__(self, text, temporary=False):
        super().__init__(text)
        self.temporary = temporary


class Transfer:
    """files: the board's log files. `size`: bytes of the image, `block` of a block, `received` so far."""

    def __init__(self, files):
        self._files = files
        self.size = self.block = self.received = 0
        self.identifier = b""
        self.status = NOTHING
        head = files.read(HEAD, 0, _ALL)
        if len(head) > _FIXED:
            self.size, self.block, count = struct.unpack_from(_FORM, head)
            self.identifier = bytes(head[_FIXED : _FIXED + count])
            self.status = head[-1]
            self._states = len(head) - _FIXED - count
            self.received = _bytes(files, DATA)

    def begin(self, identifier, size, block):
        """Forget what was there. Raises OSError when the flash does not take it."""
        files = self._files
        files.remove(DATA)
        files.remove(HEAD)
        files.append(HEAD, struct.pack(_FORM, size, block, len(identifier)) + identifier + bytes((INITIATED,)))

    def reach(self, status):
        """Keep a new status. Raises OSError."""
        if status != self.status and self.status != NOTHING:
            if self._states >= _STATES:
                raise TransferError("transfer it again")
            self._files.append(HEAD, bytes((status,)))
            self._states += 1
            self.status = status

    def blocks(self):
        """(blocks that are there, blocks in all)"""
        if not self.size:
            return 0, 0
        count = -(-self.size // self.block)
        return (count if self.whole() else self.received // self.block), count

    def whole(self):
        return self.size > 0 and self.received == self.size

    def put(self, number, data):
        """Take block `number`, from 0 on; one that is there already must be the same. Raises TransferError, OSError."""
        there, count = self.blocks()
        if self.status == NOTHING or number >= count:
            raise TransferError("no such block")
        at = number * self.block
        if len(data) != min(self.block, self.size - at):
            raise TransferError("length of the block")
        if number > there:
            raise TransferError("too far ahead", True)
        if number < there:
            if self._files.read(DATA, at, len(data)) != data:
                raise TransferError("another block")
            return
        self._files.append(DATA, data)
        self.received += len(data)

    def read(self, offset, count):
        """Of the image."""
        return self._files.read(DATA, offset, count)

    def drop(self):
        """The image itself is not needed any more; what became of it stays known."""
        self._files.remove(DATA)


def _bytes(files, name):
    for found, size in files.names(name):
        if found == name:
            return size
    return 0
