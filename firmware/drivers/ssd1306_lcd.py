"""SSD1306, a controller of OLED displays of 128 × 64 dots, on I²C.

Solomon Systech SSD1306 rev 1.1: commands in section 9 (table) and 10, the bus in 8.1.5.2, charge pump in its
application note. The display lies as usual modules do, with their pins above it.
"""

from drivers.lcd import Lcd

ADDRESS = 0x3C
COMMANDS, COMMAND, DATA = 0x00, 0x80, 0x40  # control bytes, 8.1.5.2: commands only; one command; data from here on
SET_UP = (
    b"\x00\xe3"  # COMMANDS; 10.1.20, nothing: or what a command still waits for, should it have been cut off
    b"\x20\x02"  # 10.1.3: page addressing
    b"\xa8\x3f\xd3\x00\x40"  # 10.1.11, 10.1.15, 10.1.6: 64 lines, no offset, start at line 0
    b"\xa1\xc8\xda\x12"  # 10.1.8, 10.1.14, 10.1.18: first dot top left, lines wired alternately
    b"\xd5\x80\xd9\xf1\xdb\x20"  # 10.1.16, 10.1.17, 10.1.19: clock; precharge for a charge pump; deselect level
    b"\x81\x7f"  # 10.1.7: contrast
    b"\x8d\x14"  # charge pump on
    b"\xa4\xa6"  # 10.1.9, 10.1.10: show the memory, not inverted
)
ON = b"\x00\xaf"  # 10.1.12


class Ssd1306Lcd(Lcd):
    """i2c: bus of the display, 400 kHz."""

    def __init__(self, i2c):
        super().__init__(7)
        self._i2c = i2c
        self._message[0] = self._message[2] = self._message[4] = COMMAND
        self._message[6] = DATA

    def _set_up(self):
        self._i2c.writeto(ADDRESS, SET_UP)

    def _light(self):
        self._i2c.writeto(ADDRESS, ON)

    def _send(self, page, column):
        message = self._message
        message[1] = 0xB0 | page  # 10.1.13
        message[3] = column & 15  # 10.1.1
        message[5] = 0x10 | column >> 4  # 10.1.2
        self._i2c.writeto(ADDRESS, message)
