"""Curves in braille: the waveforms of voltage and current, and the power in its quadrant.

A braille character holds 2 by 4 dots but one colour: where two curves meet it takes the colour kept for
both, and an axis gives way to a curve.
"""

import math
from collections.abc import Sequence

from rich.text import Text

from tools.bench.runs import line

DOT = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bit of the dot in row, column
BRAILLE = 0x2800
STEPS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)
AXIS, FIRST, SECOND = 0, 1, 2  # curves; a character with dots of both has the colour FIRST + SECOND
SMALL_CURRENT = 0.7  # the current's share of the height, so that the two curves stay apart

Point = tuple[float, float]


def full_scale(value: float, least: float) -> float:
    """The round number at or above `value`, but not below `least`."""
    value = max(abs(value), least)
    decade = 10.0 ** math.floor(math.log10(value))
    return next((step * decade for step in STEPS if value <= step * decade), 10 * decade)


class Plot:
    """Dots in `columns` by `rows` characters, of an axis and two curves."""

    def __init__(self, columns: int, rows: int) -> None:
        self.width, self.height = columns * 2, rows * 4
        self._dots = [[[0, 0, 0] for _ in range(columns)] for _ in range(rows)]
        self._labels: dict[tuple[int, int], str] = {}

    def dot(self, x: int, y: int, curve: int) -> None:
        """Set the dot at column x, row y from the top; outside is ignored."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._dots[y // 4][x // 2][curve] |= DOT[y % 4][x % 2]

    def line(self, start: Point, end: Point, curve: int) -> None:
        """Dots from `start` to `end`, both (x, y)."""
        steps = max(1, round(max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
        for step in range(steps + 1):
            part = step / steps
            x = start[0] + (end[0] - start[0]) * part
            y = start[1] + (end[1] - start[1]) * part
            self.dot(round(x), round(y), curve)

    def label(self, x: int, y: int, text: str) -> None:
        """Write `text` in the characters from the one that holds dot (x, y); dots of curves show instead."""
        for place, character in enumerate(text):
            self._labels[y // 4, x // 2 + place] = character

    def lines(self, styles: Sequence[str]) -> list[Text]:
        """The picture; `styles` colour the axis, the first curve, the second, and where both meet."""
        return [
            line(self._character(row, column, styles) for column in range(self.width // 2))
            for row in range(self.height // 4)
        ]

    def _character(self, row: int, column: int, styles: Sequence[str]) -> tuple[str, str]:
        axis, first, second = self._dots[row][column]
        if first or second:
            return chr(BRAILLE + (first | second)), styles[(FIRST if first else 0) + (SECOND if second else 0)]
        plain = self._labels.get((row, column)) or (chr(BRAILLE + axis) if axis else " ")
        return plain, styles[AXIS]


def waves(volts: Sequence[float], amperes: Sequence[float], columns: int, rows: int) -> Plot:
    """Voltage (FIRST) and current (SECOND) over the whole width, each to its own full scale."""
    plot = Plot(columns, rows)
    middle = (plot.height - 1) / 2
    for x in range(0, plot.width, 4):
        plot.dot(x, round(middle), AXIS)
    for curve, values, least, share in ((FIRST, volts, 10.0, 1.0), (SECOND, amperes, 0.05, SMALL_CURRENT)):
        if len(values) < 2:
            continue
        # noise alone must not fill the picture: hence the least full scale
        scale = max(least, max(abs(value) for value in values)) / share
        pitch = (plot.width - 1) / (len(values) - 1)
        points = [(n * pitch, middle * (1 - value / scale)) for n, value in enumerate(values)]
        for start, end in zip(points, points[1:], strict=False):
            plot.line(start, end, curve)
    return plot


def quadrant(p: float, q: float, columns: int, rows: int) -> tuple[Plot, float]:
    """The power vector (FIRST) in the P/Q plane, P to the right and Q up, and its full scale in VA."""
    plot = Plot(columns, rows)
    centre_x, centre_y = plot.width // 2, plot.height // 2
    radius = min(centre_x, centre_y) - 2
    for x in range(plot.width):
        plot.dot(x, centre_y, AXIS)
    for y in range(plot.height):
        plot.dot(centre_x, y, AXIS)
    plot.label(centre_x + 2, 0, "+Q")
    plot.label(plot.width - 4, centre_y + 4, "+P")
    scale = full_scale(math.hypot(p, q), 10.0)
    if p or q:
        tip = (centre_x + radius * p / scale, centre_y - radius * q / scale)
        plot.line((centre_x, centre_y), tip, FIRST)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                plot.dot(round(tip[0]) + dx, round(tip[1]) + dy, FIRST)
    return plot, scale
