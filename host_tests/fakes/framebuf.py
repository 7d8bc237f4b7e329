"""A stand-in for MicroPython's `framebuf` on CPython: one-bit colours, columns of eight dots (MONO_VLSB).

Its letters are none: each character is its code, eight times over, which is enough to tell texts apart. MicroPython
finds its own module before this one.
"""

MONO_VLSB = 0


class FrameBuffer:
    def __init__(self, buffer, width, height, form):
        if form != MONO_VLSB or len(buffer) < width * ((height + 7) // 8):
            raise ValueError("form or buffer")
        self._buffer, self._width, self._height = buffer, width, height

    def pixel(self, x, y, colour):
        if 0 <= x < self._width and 0 <= y < self._height:
            at = y // 8 * self._width + x
            bit = 1 << y % 8
            self._buffer[at] = self._buffer[at] | bit if colour else self._buffer[at] & ~bit

    def fill(self, colour):
        self._buffer[:] = bytes([0xFF if colour else 0]) * len(self._buffer)

    def fill_rect(self, x, y, width, height, colour):
        for row in range(y, y + height):
            for column in range(x, x + width):
                self.pixel(column, row, colour)

    def hline(self, x, y, width, colour):
        self.fill_rect(x, y, width, 1, colour)

    def vline(self, x, y, height, colour):
        self.fill_rect(x, y, 1, height, colour)

    def text(self, text, x, y, colour=1):
        for character in text:
            for column in range(8):
                for row in range(8):
                    if ord(character) >> row & 1:
                        self.pixel(x + column, y + row, colour)
            x += 8
