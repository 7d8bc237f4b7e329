"""Curves in braille: the waveforms of voltage and current, and the power in its quadrant.

A braille character holds 2 by 4 dots. One character has one colour, so where two curves meet it takes
the colour kept for both.
"""

import math
from collections.abc import Sequence

from rich.text import Text

DOT = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bit of the dot in row, column
BRAILLE = 0x2800
STEPS = (1, 2, 5, 10)


def full_scale(value: float, least: float) -> float:
    """The round number (1, 2 or 5 times a power of ten) at or above `value`, but not below `least`."""
    value = max(abs(value), least)
    decade = 10.0 ** math.floor(math.log10(value))
    return next(step * decade for step in STEPS if value <= step * decade * 1.0000001)


class Plot:
    """Dots in `columns` by `rows` characters; each curve sets one bit of a character's colour number."""

    def __init__(self, columns: int, rows: int) -> None:
        self.width, self.height = columns * 2, rows * 4
        self._bits = [[0] * columns for _ in range(rows)]
        self._curves = [[0] * columns for _ in range(rows)]

    def dot(self, x: int, y: int, curve: int) -> None:
        """Set the dot at column x, row y from the top; outside is ignored."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._bits[y // 4][x // 2] |= DOT[y % 4][x % 2]
            self._curves[y // 4][x // 2] |= curve

    def line(self, start: tuple[float, float], end: tuple[float, float], curve: int) -> None:
        """Dots from `start` to `end`, both (x, y)."""
        steps = max(1, round(max(abs(end[0] - start[0]), abs(end[1] - start[1]))))
        for step in range(steps + 1):
            part = step / steps
            x = start[0] + (end[0] - start[0]) * part
            y = start[1] + (end[1] - start[1]) * part
            self.dot(round(x), round(y), curve)

    def lines(self, styles: Sequence[str]) -> list[Text]:
        """The picture; styles[n] colours the characters of curve number n (bits of several added)."""
        found = []
        for bits, curves in zip(self._bits, self._curves, strict=True):
            line = Text(no_wrap=True)
            for dots, curve in zip(bits, curves, strict=True):
                line.append(chr(BRAILLE + dots) if dots else " ", styles[curve])
            found.append(line)
        return found


def waves(volts: Sequence[float], amperes: Sequence[float], columns: int, rows: int) -> Plot:
    """Voltage (curve 1) and current (curve 2) over the whole width, each to its own full scale, on an axis (4)."""
    plot = Plot(columns, rows)
    middle = (plot.height - 1) / 2
    for x in range(0, plot.width, 4):
        plot.dot(x, round(middle), 4)
    for curve, values, least in ((1, volts, 10.0), (2, amperes, 0.05)):
        if len(values) < 2:
            continue
        scale = peak(values, least)
        pitch = (plot.width - 1) / (len(values) - 1)
        points = [(n * pitch, middle * (1 - value / scale)) for n, value in enumerate(values)]
        for start, end in zip(points, points[1:], strict=False):
            plot.line(start, end, curve)
    return plot


def peak(values: Sequence[float], least: float) -> float:
    """Full scale of a waveform: its highest point, but not so little that noise would fill the picture."""
    return max(least, max(abs(value) for value in values))


def quadrant(p: float, q: float, columns: int, rows: int) -> tuple[Plot, float]:
    """The power vector (curve 1) in the P/Q plane, P to the right and Q up (axes: 2), and its full scale in VA."""
    plot = Plot(columns, rows)
    centre_x, centre_y = plot.width // 2, plot.height // 2
    radius = min(centre_x, centre_y) - 1
    for x in range(plot.width):
        plot.dot(x, centre_y, 2)
    for y in range(plot.height):
        plot.dot(centre_x, y, 2)
    scale = full_scale(math.hypot(p, q), 10.0)
    tip = (centre_x + radius * p / scale, centre_y - radius * q / scale)
    if p or q:
        plot.line((centre_x, centre_y), tip, 1)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                plot.dot(round(tip[0]) + dx, round(tip[1]) + dy, 1)
    return plot, scale
