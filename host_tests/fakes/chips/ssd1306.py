"""SSD1306 on I²C with a panel of 128 × 64 dots, as on the usual module with a charge pump.

Solomon Systech SSD1306 rev 1.1: bus 8.1.5.2, reset 8.5, memory 8.7, commands section 9 and 10; charge pump: application
note. What the data sheet does not allow is kept in `faults`, as text.
"""

from soc.i2c import Nack

WIDTH, PAGES = 128, 8
ARGUMENTS = {
    0x20: 1, 0x21: 2, 0x22: 2, 0x26: 6, 0x27: 6, 0x29: 5, 0x2A: 5, 0x81: 1, 0x8D: 1, 0xA3: 2, 0xA8: 1, 0xD3: 1,
    0xD5: 1, 0xD9: 1, 0xDA: 1, 0xDB: 1,
}  # fmt: skip
HORIZONTAL, VERTICAL, PAGING = 0, 1, 2  # addressing


class Ssd1306:
    """`deaf`: it answers to nothing; `deaf_after`: it answers to so many bytes more, then to nothing."""

    def __init__(self, seed=1):
        self.faults = []
        self.deaf = False
        self.deaf_after = None
        self.power_up(seed)

    def power_up(self, seed=1):
        """The supply comes: the memory holds anything, and RES# is pulled by the module."""
        self.memory = bytearray(WIDTH * PAGES)
        for k in range(len(self.memory)):
            seed = (seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
            self.memory[k] = seed >> 16 & 0xFF
        self.reset()

    def reset(self):
        """RES#: 8.5. The memory stays."""
        self.on = self.inverse = self.all_on = self.pump = self.scrolling = False
        self.contrast = 0x7F
        self.mirrored = self.upward = False
        self.start = self.offset = 0
        self.lines = 64
        self.pins = 0x12
        self.mode = PAGING
        self.page = self.column = 0
        self.window = [0, WIDTH - 1, 0, PAGES - 1]
        self._command = []

    def write(self, data):
        control, alone, whole = None, False, False
        for at, byte in enumerate(b"\0" + data):
            if self.deaf or self.deaf_after == 0:
                self.deaf = True
                self.deaf_after = None
                raise Nack(at)
            if self.deaf_after is not None:
                self.deaf_after -= 1
            if at == 0:
                continue  # its address
            if control is None or (alone and whole):
                self._check(byte & 0x3F == 0, "control byte %02x" % byte)
                control, alone, whole = byte, byte & 0x80, False
            elif control & 0x40:
                self._store(byte)
                whole = True
            else:
                self._take(byte)
                whole = True

    def read(self, count):
        """The status: bit 6 when the display is off (table 9-2)."""
        if self.deaf:
            raise Nack()
        return bytes([0 if self.on else 0x40]) * count

    def _check(self, right, text):
        if not right:
            self.faults.append(text)

    def _take(self, byte):
        command = self._command
        command.append(byte)
        if len(command) > ARGUMENTS.get(command[0], 0):
            self._command = []
            self._do(command[0], command[1:])

    def _do(self, code, given):
        text = " ".join(["%02x" % byte for byte in [code] + given])  # noqa: RUF005
        if code < 0x20:
            self._check(self.mode == PAGING, text + ": only for page addressing")
            low, high = self.column & 15, self.column >> 4
            self.column = high << 4 | code if code < 0x10 else (code & 7) << 4 | low
        elif 0xB0 <= code < 0xB8:
            self._check(self.mode == PAGING, text + ": only for page addressing")
            self.page = code & 7
        elif code == 0x20:
            self._check(given[0] < 3, text)
            self.mode = given[0] & 3
        elif code in (0x21, 0x22):
            limit = WIDTH if code == 0x21 else PAGES
            self._check(given[0] <= given[1] < limit and self.mode != PAGING, text)
            self.window[2 * (code - 0x21) : 2 * (code - 0x20)] = given
            if code == 0x21:
                self.column = given[0]
            else:
                self.page = given[0]
        elif 0x40 <= code < 0x80:
            self.start = code & 63
        elif code == 0x81:
            self.contrast = given[0]
        elif code == 0x8D:
            self._check(given[0] & 0xFB == 0x10, text)
            self.pump = bool(given[0] & 4)
        elif code in (0xA0, 0xA1):
            self.mirrored = code == 0xA1  # only for what is written from now on, 10.1.8
        elif code in (0xA4, 0xA5):
            self.all_on = code == 0xA5
        elif code in (0xA6, 0xA7):
            self.inverse = code == 0xA7
        elif code == 0xA8:
            self._check(15 <= given[0] <= 63, text)
            self.lines = given[0] + 1
        elif code in (0xAE, 0xAF):
            self._check(code == 0xAE or self.pump, "on without its charge pump")
            self.on = code == 0xAF
        elif code in (0xC0, 0xC8):
            self.upward = code == 0xC8
        elif code == 0xD3:
            self._check(given[0] < 64, text)
            self.offset = given[0]
        elif code == 0xD9:
            self._check(given[0] & 15 and given[0] >> 4, text)
        elif code == 0xDA:
            self._check(given[0] & 0xCF == 0x02, text)
            self.pins = given[0]
        elif code == 0xDB:
            self._check(given[0] in (0x00, 0x20, 0x30), text)
        elif code in (0x2E, 0x2F):
            self.scrolling = code == 0x2F
        elif code not in (0xD5, 0xE3, 0x26, 0x27, 0x29, 0x2A, 0xA3):  # of these nothing is seen
            self.faults.append("command " + text)

    def _store(self, byte):
        """A byte of dots; segment remapping is done on the way into the memory (10.1.8)."""
        self._check(not self.scrolling, "written while it scrolls")  # 10.2.4
        column = WIDTH - 1 - self.column if self.mirrored else self.column
        self.memory[WIDTH * self.page + column] = byte
        if self.mode == PAGING:
            self.column = (self.column + 1) % WIDTH
            return
        left, right, top, bottom = self.window
        if self.mode == HORIZONTAL:
            self.column, on = (left, True) if self.column == right else (self.column + 1, False)
            self.page = self.page if not on else top if self.page == bottom else self.page + 1
        else:
            self.page, on = (top, True) if self.page == bottom else (self.page + 1, False)
            self.column = self.column if not on else left if self.column == right else self.column + 1

    def picture(self):
        """What a person sees with the module's pins above: 64 rows of 128 dots, 1 for light.

        The panel's lowest row is on COM0, the next on COM32, then COM1 …; its leftmost column on SEG127.
        """
        rows = [bytearray(WIDTH) for _ in range(8 * PAGES)]
        if not (self.on and self.pump):
            return rows
        for scan in range(self.lines):
            number = self.lines - 1 - scan if self.upward else scan
            number = (number - self.offset) % 64
            pin = number // 2 + number % 2 * 32 if self.pins & 0x10 else number
            pin ^= 32 if self.pins & 0x20 else 0
            row = rows[8 * PAGES - 1 - (pin % 32 * 2 + pin // 32)]
            line = (scan + self.start) % 64
            for column in range(WIDTH):
                dot = self.all_on or self.memory[line // 8 * WIDTH + WIDTH - 1 - column] >> line % 8 & 1
                row[column] = int(bool(dot) != self.inverse)
        return rows
