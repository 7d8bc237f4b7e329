"""Stands in for a register memory that did not answer at the start, so that the meter measures all the same.

What it reads is damaged wherever one looks, so no part takes it for new, and it takes nothing: what the memory keeps is
left alone until it answers at a start. Loaded where needed.
"""

_EIO = 5
_DAMAGED = b"\x55"


class NoMemory:
    """memory: the one that did not answer."""

    def __init__(self, memory):
        self._memory = memory
        self.size = memory.size
        self.page = memory.page
        self.endurance = memory.endurance

    def answers(self):
        """Whether it does now."""
        try:
            self._memory.read(0, 1)
        except OSError:
            return False
        return True

    def read(self, address, count):
        return _DAMAGED * count

    def write(self, address, data):
        """Raises OSError."""
        raise OSError(_EIO)
