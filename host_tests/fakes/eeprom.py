"""An I²C memory that wears, takes its time and can lose its supply: EEPROM with pages, or FRAM with page 1.

After the data sheets of 24LC256 and 24LC512 (DS20001203, DS21754, "Page Write"): a write that passes the end of its
page goes on at the page's beginning; 5 ms program the whole page, also the bytes that keep their values, and wear it.
"""

from array import array

BYTE_US_X2 = 45  # 9 bit times at 400 kHz are 22.5 µs
PROGRAM_US = 5_000
SUPPLY_CUT = "supply cut"


class Eeprom:
    """`wear`: how often each page was programmed; a page past `endurance` no longer takes what it is told.

    `left`: how many more written bytes the supply lasts (None: for ever). Of a page it went away under, each part is
    old, new, erased or garbage; other pages are untouched, and so is the page when none of its bytes came through.
    `bus_us`: time of all transfers; `busy_us`: time of programming.
    """

    def __init__(self, size, page, endurance=1_000_000, seed=1):
        self.size = size
        self.page = page
        self.endurance = endurance
        self.bytes = bytearray(b"\xff" * size)
        self.wear = array("I", bytes(4 * (size // page)))
        self.left = None
        self.reads = self.busy_us = 0
        self._bytes_on_bus = 0
        self._random = seed
        self._garbage = bytes([self._pick(256) for _ in range(2 * page)])

    @property
    def bus_us(self):
        return self._bytes_on_bus * BYTE_US_X2 // 2

    def read(self, address, count):
        self._check(address, count)
        self.reads += 1
        self._bytes_on_bus += 4 + count
        return bytes(self.bytes[address : address + count])

    def write(self, address, data):
        """As a driver does it: page by page, waiting for each."""
        self._check(address, len(data))
        done = 0
        while done < len(data):
            count = min(self.page - (address + done) % self.page, len(data) - done)
            self.write_page(address + done, data[done : done + count])
            done += count

    def write_page(self, address, data):
        """One write transaction of at most a page, as the chip takes it."""
        self._bytes_on_bus += 4 + len(data)
        number, offset = divmod(address, self.page)
        start = address - offset
        old = bytes(self.bytes[start : start + self.page])
        new = bytearray(old)
        fit = data[: self.page - offset]
        beyond = data[len(fit) :]
        new[offset : offset + len(fit)] = fit
        new[: len(beyond)] = beyond
        came = self._through(len(data))
        if came:
            self.wear[number] += 1
            if came < len(data):
                new = self._torn(old, bytes(new))
            elif self.wear[number] > self.endurance:
                new[0] ^= 1
            self.bytes[start : start + self.page] = new
        if came < len(data):
            raise OSError(SUPPLY_CUT)
        self.busy_us += PROGRAM_US

    def _through(self, count):
        """How many of `count` bytes come before the cut."""
        if self.left is None:
            return count
        came = min(self.left, count)
        self.left -= came
        return came

    def _torn(self, old, new):
        """A page of which every part may have come to any state of its programming."""
        garbage = self._garbage[self._pick(self.page) :][: self.page]
        states = (old, new, garbage, b"\xff" * self.page)
        first = self._pick(self.page)
        second = first + self._pick(self.page - first + 1)
        which = self._pick(64)
        return states[which & 3][:first] + states[which >> 2 & 3][first:second] + states[which >> 4][second:]

    def _pick(self, below):
        """A number from 0 to below - 1, the same ones on every interpreter."""
        self._random = (self._random * 1103515245 + 12345) & 0x7FFFFFFF
        return (self._random >> 8) % below

    def _check(self, address, count):
        if not 0 <= address <= address + count <= self.size:
            raise ValueError("EEPROM: %d bytes at %d" % (count, address))


class Fram(Eeprom):
    """Takes byte by byte without a wait: a cut leaves new bytes, then old ones."""

    def __init__(self, size, endurance=10**13):
        super().__init__(size, 1, endurance)
        self.bytes = bytearray(size)

    def write(self, address, data):
        self._check(address, len(data))
        self._bytes_on_bus += 4 + len(data)
        came = self._through(len(data))
        self.bytes[address : address + came] = data[:came]
        for k in range(address, address + came):
            self.wear[k] += 1
        if came < len(data):
            raise OSError(SUPPLY_CUT)
