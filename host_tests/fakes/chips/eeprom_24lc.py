"""24LC256 and 24LC512 on a bus as in soc.i2c (DS20001203, DS21754): the memory of `eeprom`, with its time and bus.

A page is programmed from the stop condition on, 5 ms in which the chip does not acknowledge its address. Beyond the
page's end a write goes on at its beginning; reads go on at 0 after the last byte.
"""

from eeprom import PROGRAM_US, Eeprom
from soc import world
from soc.i2c import Nack


class Eeprom24Lc:
    """`memory`: the Eeprom inside, with its wear and supply; `world_protected`: WP is high."""

    def __init__(self, size=65_536, page=128, program_us=PROGRAM_US):
        self.memory = Eeprom(size, page)
        self.world_protected = False
        self._program_us = program_us
        self._at = 0
        self._page = bytearray()
        self._ready_us = world.now_us()

    def write(self, data):
        self._acknowledge()
        if len(data) >= 2:
            self._at = (data[0] << 8 | data[1]) % self.memory.size
            self._page = bytearray(data[2:])

    def stopped(self):
        """The page that was sent is programmed; more than a page has written over its beginning."""
        page, self._page = self._page, bytearray()
        if not page or self.world_protected:
            return
        size = self.memory.page
        start = self._at
        self._ready_us = world.now_us() + self._program_us
        self._at = start - start % size + (start + len(page)) % size
        if len(page) > size:
            start = self._at
            page = page[len(page) - size :]
        self.memory.write_page(start, page)

    def read(self, count):
        self._acknowledge()
        self._page = bytearray()  # a repeated start: nothing is programmed
        data = bytearray()
        while len(data) < count:
            part = min(count - len(data), self.memory.size - self._at)
            data += self.memory.read(self._at, part)
            self._at = (self._at + part) % self.memory.size
        return data

    def _acknowledge(self):
        if world.now_us() < self._ready_us:
            raise Nack
