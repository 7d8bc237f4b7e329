"""ST7567 on its 4-line serial interface, with the glass of 128 × 64 dots of a GMG12864-06D.

Sitronix ST7567 data sheet: "Instruction Description", "Reset Circuit". What it does not allow is kept in `faults`.
"""

COLUMNS, PAGES = 132, 9  # the last page is one line, of icons
SUPPLY_MV, REFERENCE_MV = 3300, 2100
TURN_ON_MV = 7000  # about what a dot of 1/65 duty takes to be seen at all; what is too much is as black as what is off
TOO_MUCH_MV = 10_500


class St7567:
    """Device of an SPI; `select`, `a0` and `reset` watch the outputs of those names."""

    def __init__(self, seed=1):
        self.faults = []
        self._selected = self._data = self._held = False
        self.power_up(seed)

    def power_up(self, seed=1):
        """The supply comes: memory and registers hold anything, until a reset the latter."""
        self.memory = bytearray(COLUMNS * PAGES)
        for k in range(len(self.memory)):
            seed = (seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
            self.memory[k] = seed >> 16 & 0xFF
        self._clear()
        self.known = False

    def select(self, level):
        self._selected = not level

    def a0(self, level):
        self._data = bool(level)

    def reset(self, level):
        self._held = not level
        if not level:
            self._clear()
            self.known = True

    def _clear(self):
        self.on = self.inverse = self.all_on = False
        self.mirrored = self.upward = self.bias_7 = False
        self.power = self.booster = 0
        self.start = self.page = self.column = 0
        self.ratio, self.contrast = 4, 32
        self._modify = None  # the column that read-modify-write began with
        self._waiting = 0  # the first byte of a command of two

    def transfer(self, out):
        """Nothing can be read over this interface."""
        if self._selected and not self._held:
            if not self.known:
                self.faults.append("used without a reset")
            for byte in out:
                if self._data:
                    self._store(byte)
                else:
                    self._take(byte)
        return b"\xff" * len(out)

    def v0_mv(self):
        """The voltage of the glass, as far as the booster goes."""
        if self.power != 7:
            return 0
        wanted = REFERENCE_MV * (6 + self.ratio) // 2 * (162 - 63 + self.contrast) // 162
        return min(wanted, SUPPLY_MV * (4 + self.booster))

    def _store(self, byte):
        if self.column >= COLUMNS:
            self.faults.append("column %d" % self.column)
            return
        self.memory[COLUMNS * self.page + self.column] = byte if self.page < PAGES - 1 else byte & 1
        self.column += 1

    def _take(self, byte):
        if self._waiting:
            self._second(byte)
        elif byte in (0x81, 0xF8):
            self._waiting = byte
        elif byte < 0x10:
            self.column = self.column & 0xF0 | byte
        elif byte < 0x20:
            self.column = self.column & 0x0F | (byte & 15) << 4
        elif byte < 0x28:
            self.ratio = byte & 7
        elif byte < 0x30:
            self.power = byte & 7
        elif 0x40 <= byte < 0x80:
            self.start = byte & 63
        elif byte in (0xA0, 0xA1):
            self.mirrored = byte == 0xA1
        elif byte in (0xA2, 0xA3):
            self.bias_7 = byte == 0xA3
        elif byte in (0xA4, 0xA5):
            self.all_on = byte == 0xA5
        elif byte in (0xA6, 0xA7):
            self.inverse = byte == 0xA7
        elif byte in (0xAE, 0xAF):
            self.on = byte == 0xAF
        elif 0xB0 <= byte < 0xB0 + PAGES:
            self.page = byte & 15
        elif 0xC0 <= byte < 0xD0:
            self.upward = bool(byte & 8)
        elif byte == 0xE0:
            self._modify = self.column
        elif byte == 0xEE and self._modify is not None:
            self.column, self._modify = self._modify, None
        elif byte == 0xE2:  # leaves what drives the glass as it is
            self.start = self.page = self.column = 0
            self.upward = False
            self.ratio, self.contrast, self._modify = 4, 32, None
        elif byte != 0xE3:
            self.faults.append("command %02x" % byte)

    def _second(self, byte):
        first, self._waiting = self._waiting, 0
        if first == 0x81:
            self.contrast = byte & 63
        else:
            self.booster = byte & 1
        if byte > (63 if first == 0x81 else 1):
            self.faults.append("command %02x %02x" % (first, byte))

    def picture(self):
        """What a person sees: 64 rows of 128 dots, 1 for dark. The first column is on SEG0, the top row on COM63."""
        rows = [bytearray(128) for _ in range(64)]
        if not (self.on and TURN_ON_MV <= self.v0_mv() <= TOO_MUCH_MV) or self.bias_7:
            return rows
        for at in range(64):
            common = 63 - at
            line = (self.start + (63 - common if self.upward else common)) % 64
            for segment in range(128):
                column = COLUMNS - 1 - segment if self.mirrored else segment
                dot = self.all_on or self.memory[line // 8 * COLUMNS + column] >> line % 8 & 1
                rows[at][segment] = int(bool(dot) != self.inverse)
        return rows
