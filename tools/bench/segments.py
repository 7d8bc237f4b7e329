"""Seven-segment characters and unit letters as dots: what is lit on the LCD, before any colour.

Knows no terminal: it marks dots of a Canvas, which lcd.py turns into half-block characters.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

BACKGROUND, UNLIT, LIT = range(3)

# Bits a to g, clockwise from the top, g in the middle. Letters as far as seven segments go.
A, B, C, D, E, F, G = (1 << bit for bit in range(7))
ALL = A | B | C | D | E | F | G
SHAPES = {
    " ": 0, "-": G, "_": D, "=": D | G, "'": F, "°": A | B | F | G, "?": A | B | E | G,
    "0": ALL - G, "1": B | C, "2": A | B | D | E | G, "3": ALL - E - F, "4": B | C | F | G,
    "5": A | C | D | F | G, "6": ALL - B, "7": A | B | C, "8": ALL, "9": ALL - E,
    "A": ALL - D, "B": C | D | E | F | G, "C": A | D | E | F, "D": B | C | D | E | G, "E": A | D | E | F | G,
    "F": A | E | F | G, "G": A | C | D | E | F, "H": B | C | E | F | G, "I": E | F, "J": B | C | D | E,
    "K": A | C | E | F | G, "L": D | E | F, "M": A | C | E | G, "N": C | E | G, "O": C | D | E | G,
    "P": A | B | E | F | G, "Q": A | B | C | F | G, "R": E | G, "S": A | C | D | F | G, "T": D | E | F | G,
    "U": B | C | D | E | F, "V": C | D | E, "W": B | D | F | G, "X": B | C | E | F | G, "Y": B | C | D | F | G,
    "Z": A | B | D | E | G,
}  # fmt: skip
MARKS = ".:"

# Unit letters, five dots high, rows from the top.
LETTERS = {
    "k": "#.. #.. #.# ##. #.#",
    "M": "#...# ##.## #.#.# #...# #...#",
    "W": "#...# #...# #.#.# ##.## #...#",
    "V": "#...# #...# #...# .#.#. ..#..",
    "A": ".##. #..# #### #..# #..#",
    "H": "#..# #..# #### #..# #..#",
    "h": "#.. #.. ##. #.# #.#",
    "v": "... #.# #.# #.# .#.",
    "a": "... ### ..# ### ###",
    "r": "... ##. #.. #.. #..",
    "z": "... ### .#. #.. ###",
    "s": "... .## #.. .## ##.",
    "i": "# . # # #",
    "m": "..... ##.#. #.#.# #.#.# #.#.#",
    "p": "... ##. #.# ##. #..",
    "C": ".## #.. #.. #.. .##",
    "%": "#.# ..# .#. #.. #.#",
    "/": "..# ..# .#. #.. #..",
    "°": "### #.# ### ... ...",
    " ": ". . . . .",
}
UNKNOWN_LETTER = "### #.# #.# #.# ###"


@dataclass(frozen=True)
class Size:
    """A seven-segment character in dots: outer width and height, stroke, and the gap to the next."""

    width: int
    height: int
    stroke: int
    gap: int
    joined: bool = False  # small characters read better with solid corners

    def across(self, cells: int) -> int:
        """Dots that `cells` characters take, with the mark of the last one."""
        return cells * (self.width + self.gap)


@dataclass
class Canvas:
    """Dots of a picture, each BACKGROUND, UNLIT or LIT."""

    width: int
    height: int
    dots: list[bytearray] = field(init=False)

    def __post_init__(self) -> None:
        self.dots = [bytearray(self.width) for _ in range(self.height)]

    def fill(self, left: int, top: int, width: int, height: int, shade: int) -> None:
        """Mark a rectangle; a dot that is lit stays lit, and what lies outside is cut off."""
        for row in self.dots[max(top, 0) : top + height]:
            for x in range(max(left, 0), min(left + width, self.width)):
                row[x] = max(row[x], shade)


def cells(text: str) -> list[tuple[int, str]]:
    """`text` as (segments, mark) of each character: a point or colon belongs to the character before it."""
    found: list[tuple[int, str]] = []
    for character in text:
        if character in MARKS:
            if not found or found[-1][1]:
                found.append((0, ""))
            found[-1] = (found[-1][0], character)
        else:
            found.append((SHAPES.get(character.upper(), SHAPES["_"]), ""))
    return found


def bars(size: Size) -> Iterator[tuple[int, tuple[int, int, int, int]]]:
    """Each segment's bit and the rectangles (left, top, width, height) that make it up.

    A stroke of two dots is bevelled where segments meet; joined segments share their corner dots.
    """
    right, bottom = size.width - 1, size.height - 1
    middle = (size.height - size.stroke) // 2
    free = 0 if size.joined else 1
    for layer in range(size.stroke):
        inset = layer + free
        across = size.width - 2 * inset
        upper = middle - inset if free else middle + 1
        yield A, (inset, layer, across, 1)
        yield D, (inset, bottom - layer, across, 1)
        yield G, (free, middle + layer, size.width - 2 * free, 1)
        yield F, (layer, inset, 1, upper)
        yield B, (right - layer, inset, 1, upper)
        yield E, (layer, bottom - inset - upper + 1, 1, upper)
        yield C, (right - layer, bottom - inset - upper + 1, 1, upper)


def draw(canvas: Canvas, left: int, top: int, size: Size, text: str, count: int) -> None:
    """Draw `text` right-aligned in `count` characters (more when it is longer); the rest stays unlit."""
    shown = cells(text)
    shown = [(0, "")] * (count - len(shown)) + shown
    for place, (segments, mark) in enumerate(shown):
        x = left + place * (size.width + size.gap)
        for bit, (dx, dy, width, height) in bars(size):
            canvas.fill(x + dx, top + dy, width, height, LIT if segments & bit else UNLIT)
        _draw_mark(canvas, x + size.width + (size.gap - size.stroke) // 2, top, size, mark)


def _draw_mark(canvas: Canvas, x: int, top: int, size: Size, mark: str) -> None:
    stroke = size.stroke
    if mark == ":":
        canvas.fill(x, top + size.height // 3 - stroke // 2, stroke, stroke, LIT)
        canvas.fill(x, top + size.height * 2 // 3 - stroke // 2, stroke, stroke, LIT)
    else:
        canvas.fill(x, top + size.height - stroke, stroke, stroke, LIT if mark else UNLIT)


def draw_unit(canvas: Canvas, left: int, top: int, text: str) -> None:
    """Draw the letters of a unit, five dots high."""
    for letter in text:
        rows = LETTERS.get(letter, UNKNOWN_LETTER).split()
        for dy, row in enumerate(rows):
            for dx, dot in enumerate(row):
                canvas.fill(left + dx, top + dy, 1, 1, LIT if dot == "#" else BACKGROUND)
        left += len(rows[0]) + 1


def unit_width(text: str) -> int:
    """Dots across that draw_unit needs for `text`."""
    return sum(len(LETTERS.get(letter, UNKNOWN_LETTER).split()[0]) + 1 for letter in text)
