"""What a person sees of the meter on 128 × 64 dots: the value large, around it the signs of a meter's display.

Rows from the top: 0 to 7 arrows, L1, tariff, triangle; 10 to 38 the value; 40 to 47 breaker, prepayment, tamper;
48 to 63 identification and unit. No digit leaves pages 1 to 4, so that a change of one is soon sent.
Takes no memory that stays, beside the frame buffer object.
"""

# pyright: reportUndefinedVariable=false

import framebuf
import micropython
from micropython import const

WIDTH, HEIGHT = 128, 64
PAGE = const(128)  # bytes of 8 rows
FUNCTIONS = 5  # page of the signs of functions
LOWER = 6  # page of identification and unit
TOP, TALL = 10, 29  # of the value: a row free above the signs of functions
LETTER = 8  # dots of a character of the port's font, across and down

# (most characters, pitch, width, stroke): what is left of the pitch takes a point or colon
SIZES = ((9, 14, 10, 3), (12, 10, 7, 2))

# segments a to g, clockwise from the top, g in the middle, as bits; letters that cannot be taken for others
SHAPES = {
    "0": 0x3F, "1": 0x06, "2": 0x5B, "3": 0x4F, "4": 0x66, "5": 0x6D, "6": 0x7D, "7": 0x07, "8": 0x7F, "9": 0x6F,
    "-": 0x40, " ": 0x00, "_": 0x08, "A": 0x77, "b": 0x7C, "C": 0x39, "d": 0x5E, "E": 0x79, "F": 0x71, "H": 0x76,
    "L": 0x38, "P": 0x73, "U": 0x3E, "n": 0x54, "o": 0x5C, "r": 0x50, "t": 0x78,
}  # fmt: skip

# columns from the left, the lowest bit on top
RIGHT = b"\x1c\x1c\x1c\x7f\x3e\x1c\x08"
LEFT = b"\x08\x1c\x3e\x7f\x1c\x1c\x1c"
UP = b"\x08\x0c\x7e\x7f\x7e\x0c\x08"
DOWN = b"\x08\x18\x3f\x7f\x3f\x18\x08"
TRIANGLE = b"\x80\xe0\xf8\xfe\xa3\xfe\xf8\xe0\x80"
ARROWS = (  # of the bits of `arrows`: column, picture, text
    (0, RIGHT, "+P"),
    (0, LEFT, "-P"),
    (32, UP, "+Q"),
    (32, DOWN, "-Q"),
)
SIGNS = (  # of the bits of `signs`: breaker closed, open, prepayment, low credit, tamper (a hand), credit in view
    (0, b"\x10\x10\x10\x38\x38\x10\x10\x10\x10\x10\x10\x38\x38\x10\x10\x10", ""),
    (0, b"\x10\x10\x10\x38\x38\x08\x08\x04\x04\x02\x01\x38\x38\x10\x10\x10", ""),
    (32, b"", "PP"),
    (56, b"", "LOW"),
    (119, b"\x38\x60\xff\xf0\xff\xf0\xff\x70\x3e", ""),
    (88, b"", "PAY"),
)
MAINS, TARIFF, WARNING = 64, 92, 119  # their columns; L1 takes one block of what is sent


class Picture:
    """dots: 1024 bytes, page by page from the top, a column of eight dots a byte, the lowest bit on top."""

    def __init__(self, dots):
        self._dots = dots
        self._frame = framebuf.FrameBuffer(dots, WIDTH, HEIGHT, framebuf.MONO_VLSB)

    def draw(self, value, ident, unit, arrows, tariff, triangle, signs, test):
        """All but L1. arrows: bits for +P, -P, +Q, -Q; tariff: 1 to 8, 0 none; signs: bits; test: all dots on."""
        frame = self._frame
        frame.fill(1 if test else 0)
        if test:
            return
        self._signs(arrows, ARROWS, 0)
        self._signs(signs, SIGNS, FUNCTIONS)
        if tariff:
            frame.text("T%d" % tariff, TARIFF, 0)
        if triangle:
            self._sign(WARNING, TRIANGLE)
        self._value(value)
        self._text(ident, 0, LOWER, 1)
        self._text(unit, WIDTH - LETTER * len(unit), LOWER, 1)

    def mains(self, on):
        """L1 on or off; takes no memory."""
        self._frame.fill_rect(MAINS, 0, 2 * LETTER, LETTER, 0)
        if on:
            self._frame.text("L1", MAINS, 0)

    def _signs(self, bits, table, page):
        """Those of `table` whose bits are set."""
        for column, columns, text in table:
            if bits & 1:
                self._sign(page * PAGE + column, columns)
                self._frame.text(text, column + len(columns) + 1, LETTER * page)
            bits >>= 1

    def _sign(self, at, columns):
        for k in range(len(columns)):
            self._dots[at + k] = columns[k]

    def _value(self, text):
        """In segments where they have the characters; else in letters, the larger the fewer there are."""
        cells = segments(text)
        if cells is not None:
            for most, pitch, width, stroke in SIZES:
                if len(cells) <= most:
                    x = WIDTH - pitch * len(cells)
                    for shape, mark in cells:
                        self._digit(x, width, stroke, shape)
                        if mark:
                            self._mark(x + width + (pitch - width - 2) // 2, mark)
                        x += pitch
                    return
        count = len(text)
        if count <= WIDTH // (2 * LETTER):
            self._text(text, WIDTH - 2 * LETTER * count, 2, 2)
        elif count <= WIDTH // LETTER:
            self._text(text, WIDTH - LETTER * count, 2, 1)
        else:
            line = WIDTH // LETTER
            for k in range(4):
                self._frame.text(text[line * k : line * (k + 1)], 0, LETTER * (1 + k))

    def _digit(self, x, width, stroke, shape):
        """One digit; its strokes are bevelled where they meet."""
        frame = self._frame
        middle, bottom, right = TOP + TALL // 2, TOP + TALL - 1, x + width - 1
        for k in range(stroke):
            across, down = width - 2 - 2 * k, TALL // 2 - 1 - 2 * k
            if shape & 0x01:
                frame.hline(x + 1 + k, TOP + k, across, 1)
            if shape & 0x02:
                frame.vline(right - k, TOP + 1 + k, down, 1)
            if shape & 0x04:
                frame.vline(right - k, middle + 1 + k, down, 1)
            if shape & 0x08:
                frame.hline(x + 1 + k, bottom - k, across, 1)
            if shape & 0x10:
                frame.vline(x + k, middle + 1 + k, down, 1)
            if shape & 0x20:
                frame.vline(x + k, TOP + 1 + k, down, 1)
            if shape & 0x40:
                off = k - stroke // 2
                frame.hline(x + 1 + abs(off), middle + off, width - 2 - 2 * abs(off), 1)

    def _mark(self, x, mark):
        if mark == ".":
            self._frame.fill_rect(x, TOP + TALL - 3, 2, 3, 1)
        else:
            self._frame.fill_rect(x, TOP + 8, 2, 3, 1)
            self._frame.fill_rect(x, TOP + TALL - 11, 2, 3, 1)

    def _text(self, text, column, page, times):
        """Letters on two pages, twice as high as the port's font and `times` as wide."""
        self._frame.text(text, column, LETTER * page)
        stretch(LETTER * len(text), times, self._dots, PAGE * page + column)


def segments(text):
    """(segments, mark) of each character, a point or colon with the one before it; None where there is no shape."""
    cells = []
    for character in text:
        if character in ".:":
            if not cells or cells[-1][1]:
                cells.append((0, ""))
            cells[-1] = (cells[-1][0], character)
        elif character in SHAPES:
            cells.append((SHAPES[character], ""))
        else:
            return None
    return cells


@micropython.viper
def stretch(k: int, times: int, dots: ptr8, at: int):
    """Double the height of `k` columns from byte `at` on, down into the next page, and make them `times` as wide."""
    while k > 0:
        k -= 1  # from the right: what is written lies on none that is still to be read
        column = dots[at + k]
        lower = 0
        bit = 0
        while bit < 8:
            lower |= ((column >> bit) & 1) * (3 << (bit << 1))
            bit += 1
        target = at + k * times
        end = target + times
        while target < end:
            dots[target] = lower
            dots[target + PAGE] = lower >> 8
            target += 1
