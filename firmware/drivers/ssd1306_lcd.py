"""The meter's display on an SSD1306, 128 × 64 dots on I²C; only pages that changed are sent.

Commands: Solomon Systech SSD1306 rev 1.1, section 9 (command table). A display that does not answer is set up again
at the next picture and stops nothing.
"""

import asyncio

import framebuf

ADDRESS = 0x3C
WIDTH, PAGES = 128, 8
COMMANDS, DATA = 0x00, 0x40  # control byte, section 8.1.5.2
BLINK_MS = 500
BLINK = 2
SETUP = (
    b"\xae"  # off
    b"\x20\x02"  # page addressing
    b"\xa8\x3f\xd3\x00\x40"  # 64 lines, no offset, start at line 0
    b"\xa1\xc8\xda\x12"  # first dot top left, lines wired alternately
    b"\xd5\x80\xd9\xf1\xdb\x40\x81\x7f"  # clock, precharge, deselect level, contrast
    b"\x8d\x14"  # charge pump on (application note)
    b"\xa4\xa6\xaf"  # show the memory, not inverted, on
)
SIGNS = ("+P", "-P", "+Q", "-Q")
DOUBLED = tuple(sum(3 << 2 * bit for bit in range(4) if nibble >> bit & 1) for nibble in range(16))


class Ssd1306Lcd:
    """i2c: bus of the display."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._dots = bytearray(WIDTH * PAGES)
        self._frame = framebuf.FrameBuffer(self._dots, WIDTH, 8 * PAGES, framebuf.MONO_VLSB)
        self._sent = None
        self._mains = 0
        self._blinker = None

    def show(self, value, ident, unit, arrows, tariff, triangle, mains, test):
        """Draw it all. arrows: bits for +P, -P, +Q, -Q; mains: 0 off, 1 steady, 2 blinking L1; test: all dots on."""
        frame = self._frame
        frame.fill(1 if test else 0)
        self._mains = 0 if test else mains
        if not test:
            for k in range(4):
                if arrows >> k & 1:
                    frame.text(SIGNS[k], 20 * k, 0)
            if triangle:
                frame.text("!", 88, 0)
            if mains:
                frame.text("L1", WIDTH - 16, 0)
            self._tall(value, 2)
            frame.text(unit, WIDTH - 8 * len(unit), 40)
            frame.text(ident, 0, 56)
            if tariff:
                frame.text("T%d" % tariff, WIDTH - 16, 56)
        if self._mains == BLINK and self._blinker is None:
            self._blinker = asyncio.create_task(self._blink())
        self._send()

    def _tall(self, text, page):
        """Text of double height on two pages, at the right."""
        self._frame.text(text, WIDTH - 8 * len(text), 8 * page)
        for k in range(WIDTH * page, WIDTH * (page + 1)):
            column = self._dots[k]
            self._dots[k] = DOUBLED[column & 15]
            self._dots[k + WIDTH] = DOUBLED[column >> 4]

    async def _blink(self):
        on = True
        while self._mains == BLINK:
            await asyncio.sleep(BLINK_MS / 1000)
            if self._mains == BLINK:
                on = not on
                self._frame.fill_rect(WIDTH - 16, 0, 16, 8, 0)
                if on:
                    self._frame.text("L1", WIDTH - 16, 0)
                self._send()
        self._blinker = None

    def _send(self):
        try:
            sent = self._sent
            if sent is None:
                self._i2c.writeto(ADDRESS, bytes([COMMANDS]) + SETUP)
            for page in range(PAGES):
                dots = self._dots[WIDTH * page : WIDTH * (page + 1)]
                if sent is None or dots != sent[WIDTH * page : WIDTH * (page + 1)]:
                    # page 0xB0 …, column 0 by its two halves
                    self._i2c.writeto(ADDRESS, bytes([COMMANDS, 0xB0 | page, 0x00, 0x10]))
                    self._i2c.writeto(ADDRESS, bytes([DATA]) + dots)
            self._sent = bytes(self._dots)
        except OSError:
            self._sent = None
