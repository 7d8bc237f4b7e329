"""Memory of the emulated core in which only what was placed exists: any other access is a fault.

Pages are 4 KiB, buffers are not. So every buffer has pages of its own, a wide unmapped gap on both sides, and
what is left over of its pages is watched.
"""

from unicorn import UC_HOOK_MEM_READ, UC_HOOK_MEM_WRITE, UC_PROT_ALL, UC_PROT_READ, UC_PROT_WRITE
from unicorn.unicorn import Uc

PAGE = 0x1000
GAP = 0x100000
FILL = 0xA5  # what memory holds before anyone writes it

READ_ONLY = UC_PROT_READ
WRITABLE = UC_PROT_READ | UC_PROT_WRITE
CODE = UC_PROT_ALL & ~UC_PROT_WRITE


class Memory:
    """Buffers in an emulator's address space, from address `start` up."""

    def __init__(self, uc: Uc, start: int):
        self._uc = uc
        self._next = start
        self.stray = ""  # the first access beside a buffer, in words

    def place(self, name: str, data: bytes, access: int = WRITABLE) -> int:
        """The address, a multiple of 4, at which `data` now stands, as close to the end of its last page as can be."""
        size = -(-max(len(data), 1) // PAGE) * PAGE
        first = self._next
        end = first + size
        self._next = end + GAP
        address = end - (len(data) + 3 & ~3)
        self._uc.mem_map(first, size, access)
        self._uc.mem_write(first, bytes([FILL]) * size)
        self._uc.mem_write(address, data)
        self._watch(first, address, name, address, len(data))
        if address + len(data) < end:
            self._watch(address + len(data) - 3, end, name, address, len(data))  # what begins inside may end beside
        return address

    def _watch(self, low, high, *placed):
        if low < high:
            self._uc.hook_add(UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE, self._beside, placed, begin=low, end=high - 1)

    def _beside(self, uc, _access, address, size, _value, placed):
        name, start, length = placed
        if start <= address and address + size <= start + length:
            return
        if not self.stray:
            self.stray = f"access of {size} bytes at {name}{address - start:+d}"
        uc.emu_stop()
