"""A terminal screen as SVG. Blocks and braille are drawn as shapes, so that no reader's font tears them.

(Rich's own SVG export prints every character in a font that it fetches from the network.)
"""

from collections.abc import Iterator, Sequence
from html import escape

from rich.segment import Segment
from rich.style import Style

CELL, HALF, FONT = 10, 10, 16.5  # width of a character, half its height, size of letters; pixels
ROUND, EDGE = 12, 14  # corner radius and margin of the frame
FAMILY = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
BRAILLE = 0x2800
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))  # (column, row) of each bit
BLOCKS = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1)}  # which halves have the character's colour
RULES = {"─": 1, "━": 3}  # thickness

Cell = tuple[str, str, str, bool]  # character, its colour, background, bold


def cells(line: Sequence[Segment]) -> Iterator[Cell]:
    """Each character of a rendered line with its colours as #rrggbb."""
    for segment in line:
        style = segment.style or Style.null()
        colours = []
        for colour, fallback in ((style.color, "#ffffff"), (style.bgcolor, "#000000")):
            triplet = colour.get_truecolor() if colour and not colour.is_default else None
            colours.append(triplet.hex if triplet else fallback)
        for character in segment.text:
            yield character, colours[0], colours[1], bool(style.bold)


class Picture:
    """Collects shapes by colour and letters in runs, then tells them as one SVG document."""

    def __init__(self, screen: Sequence[Sequence[Segment]], background: str) -> None:
        self._background = background
        self._shapes: dict[str, list[str]] = {}
        self._letters: list[str] = []
        self._rows = len(screen)
        self._columns = max(sum(segment.cell_length for segment in line) for line in screen)
        for row, line in enumerate(screen):
            self._draw(row * 2 * HALF, list(cells(line)))

    def text(self, title: str) -> str:
        """The document; `title` is what a screen reader says of it."""
        width, height = self._columns * CELL + 2 * EDGE, self._rows * 2 * HALF + 2 * EDGE
        shapes = "".join(f'<path fill="{colour}" d="{"".join(d)}"/>\n' for colour, d in self._shapes.items())
        frame = f'x="{-EDGE}" y="{-EDGE}" width="{width}" height="{height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-EDGE} {-EDGE} {width} {height}" role="img">\n'
            f"<title>{escape(title)}</title>\n"
            f'<rect {frame} rx="{ROUND}" fill="{self._background}"/>\n'
            f'<g shape-rendering="crispEdges">\n{shapes}</g>\n'
            f'<g font-family="{FAMILY}" font-size="{FONT}">\n{"".join(self._letters)}</g>\n</svg>\n'
        )

    def _box(self, colour: str, x: float, y: float, width: float, height: float) -> None:
        if colour != self._background:
            self._shapes.setdefault(colour, []).append(f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z")

    def _draw(self, y: int, line: list[Cell]) -> None:
        for half in (0, 1):
            colours = [
                colour if BLOCKS.get(character, (0, 0))[half] else background
                for character, colour, background, _ in line
            ]
            for start, end in _runs(colours):
                self._box(colours[start], start * CELL, y + half * HALF, (end - start) * CELL, HALF)
        for place, (character, colour, _, _) in enumerate(line):
            self._shape(place * CELL, y, character, colour)
        letters = [None if self._is_shape(cell[0]) else (cell[1], cell[3], ord(cell[0]) > 127 and place)
                   for place, cell in enumerate(line)]  # fmt: skip
        for start, end in _runs(letters):
            if letters[start]:
                self._write(y, start, line[start:end])

    @staticmethod
    def _is_shape(character: str) -> bool:
        return character in BLOCKS or character in RULES or BRAILLE <= ord(character) < BRAILLE + 256

    def _shape(self, x: int, y: int, character: str, colour: str) -> None:
        if character in RULES:
            thick = RULES[character]
            self._box(colour, x, y + HALF - thick // 2, CELL, thick)
        elif BRAILLE <= ord(character) < BRAILLE + 256:
            for bit, (column, row) in enumerate(DOTS):
                if (ord(character) - BRAILLE) >> bit & 1:
                    self._box(colour, x + 1 + column * CELL / 2, y + 1 + row * HALF / 2, 3, 3)

    def _write(self, y: int, start: int, run: list[Cell]) -> None:
        text = "".join(cell[0] for cell in run)
        shown = text.strip()
        if not shown:
            return
        x = (start + len(text) - len(text.lstrip())) * CELL
        weight = ' font-weight="bold"' if run[0][3] else ""
        self._letters.append(
            f'<text x="{x}" y="{y + 1.5 * HALF:g}" fill="{run[0][1]}"{weight} xml:space="preserve" '
            f'textLength="{len(shown) * CELL}" lengthAdjust="spacingAndGlyphs">{escape(shown)}</text>\n'
        )


def _runs(items: Sequence[object]) -> Iterator[tuple[int, int]]:
    """(start, end) of each stretch of equal items."""
    start = 0
    for end in range(1, len(items) + 1):
        if end == len(items) or items[end] != items[start]:
            yield start, end
            start = end
