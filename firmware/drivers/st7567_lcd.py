"""ST7567, a controller of LCDs of 128 × 64 dots, on its 4-line serial interface; modules such as GMG12864-06D.

Sitronix ST7567 data sheet, "Instruction Description" and "Reset Circuit". Its interface can only be written, so nobody
knows whether it listens; what it lost in a disturbance comes back within a minute (lcd.py).
"""

import time

from drivers.lcd import Lcd

RESET_US = 10  # "Reset Timing": 1 µs at 3.3 V, for the pulse as for what follows
HEAD = 3
SET_UP = (
    b"\xe3"  # nothing: or what a command still waits for, should it have been cut off
    b"\xa2\xa0\xc8"  # bias 1/9 for 65 lines; columns and lines as the glass is wired, first dot top left
    b"\x40\xa6\xa4"  # start at line 0, not inverted, show the memory
    b"\xf8\x00\x24"  # booster ×4, regulator ratio 5.0: V0 = 5.0 · 2.1 V · (1 - (63 - contrast) / 162)
    b"\x2f"  # power control: booster, regulator and follower on
)
ON = b"\xaf"


class St7567Lcd(Lcd):
    """spi: mode 0, up to 20 MHz at 3.3 V; cs, a0, rst: outputs; contrast: 0 to 63, for the glass (32: V0 of 8.5 V)."""

    def __init__(self, spi, cs, a0, rst, contrast=32):
        super().__init__(HEAD)
        self._spi = spi
        self._cs = cs
        self._a0 = a0
        self._rst = rst
        self._address = memoryview(self._message)[:HEAD]
        self._contrast = bytes([0x81, contrast])
        self._reset = False

    def _set_up(self):
        if not self._reset:
            self._cs.value(1)
            self._rst.value(0)
            time.sleep_us(RESET_US)
            self._rst.value(1)
            time.sleep_us(RESET_US)
            self._reset = True
        self._command(SET_UP)
        self._command(self._contrast)

    def _light(self):
        self._command(ON)

    def _send(self, page, column):
        address = self._address
        address[0] = 0xB0 | page
        address[1] = 0x10 | column >> 4
        address[2] = column & 15
        self._command(address)
        self._write(1, self._block)

    def _command(self, data):
        self._write(0, data)

    def _write(self, level, data):
        """level of A0: 0 for commands, 1 for dots."""
        self._a0.value(level)
        self._cs.value(0)
        self._spi.write(data)
        self._cs.value(1)
