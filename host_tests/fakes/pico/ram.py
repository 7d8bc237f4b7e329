"""Buffers that the DMA knows, at made-up addresses of the RP2040's RAM: a transfer that leaves them raises, where a
chip would write over whatever is there.
"""

NOWHERE = (0, 0, None, 0)
_buffers = []  # (address, its end, buffer, bytes an item)


class Stray(Exception):
    """A transfer to or from where nothing is meant to be read or written."""


def world_address(buffer):
    """Where `buffer` lies: at a multiple of 16, as MicroPython's heap has it."""
    for start, _, known, _ in _buffers:
        if known is buffer:
            return start
    start = (_buffers[-1][1] + 31 & ~15) if _buffers else 0x2000_4A10
    size = len(bytes(buffer))
    _buffers.append((start, start + size, buffer, size // len(buffer)))
    return start


def world_forget():
    """No buffer is known any more."""
    _buffers.clear()


def place(address, width):
    """(its address, its end, buffer, bytes an item) of the buffer at `address`."""
    for found in _buffers:
        if found[0] <= address < found[1]:
            if found[3] != width:
                raise Stray("%d bytes at %#x, in items of %d" % (width, address, found[3]))
            return found
    raise Stray("nothing at %#x" % address)
