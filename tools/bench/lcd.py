"""The LCD as lines of text: dots become half-block characters, two dots a character.

Only lit dots are characters of their own; unlit ones are a shade of the background. So a terminal (or a
log) without colours still shows exactly what is lit.
"""

from functools import lru_cache

from rich.style import Style
from rich.text import Text

from tools.bench.runs import line
from tools.bench.segments import BACKGROUND, LIT, UNLIT, Canvas, Size, draw, draw_unit, unit_width
from tools.bench.state import Lcd

SMALL = Size(width=5, height=9, stroke=1, gap=3)
LARGE = Size(width=8, height=14, stroke=2, gap=4)
IDENT = Size(width=3, height=5, stroke=1, gap=3, joined=True)
VALUE_DIGITS = 8
IDENT_DIGITS = 7
MARGIN = 2  # dots on the left; on the right the gap after the last digit is enough
UNIT_DOTS = unit_width("kvarh")
ARROWS = (("-P", "◀-P"), ("+P", "▶+P"), ("+Q", "▲+Q"), ("-Q", "▼-Q"))
TRIANGLE = "▲!"
BREAKER, OPEN, HAND = "━●━", "━╱ ", "☚"
FUNCTIONS = (("PP", "PP"), ("LOW", "LOW"), ("PAY", "PAY"), ("tamper", HAND))

Glass = tuple[str, str, str]  # colours of background, unlit and lit dots; two equal ones: unlit is not shown
GLASS: dict[str | None, Glass] = {
    "truecolor": ("#b4c4a0", "#a4b491", "#1b251b"),
    "256": ("#bcbcbc", "#b2b2b2", "#121212"),  # the palette has no two greens so close
}
DARK_GLASS: dict[str | None, Glass] = {  # without supply
    "truecolor": ("#6d7667", "#666f60", "#1b251b"),
    "256": ("#767676", "#6c6c6c", "#121212"),
}
FEW_COLOURS: Glass = ("white", "white", "black")
ALL_ARROWS = frozenset(name for name, _ in ARROWS)
ALL_SIGNS = frozenset(("closed", *(name for name, _ in FUNCTIONS)))
ALL_ON = Lcd("8." * VALUE_DIGITS, "8." * IDENT_DIGITS, "kvarh", ALL_ARROWS, 0, True, "steady", ALL_SIGNS, True)
ALL_OFF = Lcd()


def size(large: bool) -> tuple[int, int]:
    """Columns and rows of the picture."""
    canvas = _blank(LARGE if large else SMALL)
    return canvas.width, 1 + canvas.height // 2


def lines(lcd: Lcd, large: bool, supplied: bool, blink: bool, colours: str | None) -> list[Text]:
    """The LCD, signs above and digits below. `blink`: the phase in which a blinking L1 is seen.

    colours: Rich's name of the terminal's colour system; without many colours unlit segments are not shown.
    """
    shown = ALL_OFF if not supplied else ALL_ON if lcd.test else lcd
    glass = (GLASS if supplied else DARK_GLASS).get(colours, FEW_COLOURS)
    voltage = shown.mains == "steady" or (shown.mains == "blink" and blink)
    return [_signs(shown, size(large)[0], voltage, glass), *_half_blocks(shown, large, glass)]


def _blank(digits: Size) -> Canvas:
    """An empty glass, an even number of dots high: a margin, the value, the identification, a margin."""
    return Canvas(MARGIN + digits.across(VALUE_DIGITS), _ident_top(digits) + IDENT.height + 1)


def _ident_top(digits: Size) -> int:
    return (digits.height + 4) // 2 * 2  # even, so that no character holds dots of both fields


def _signs(lcd: Lcd, columns: int, voltage: bool, glass: Glass) -> Text:
    lit = Style(color=glass[LIT], bgcolor=glass[BACKGROUND], bold=True)
    unlit = Style(color=glass[UNLIT], bgcolor=glass[BACKGROUND])
    signs = Text("  ", style=lit, no_wrap=True)

    def sign(text: str, on: bool, after: str) -> None:
        seen = on or glass[UNLIT] != glass[BACKGROUND]
        signs.append((text if seen else " " * len(text)) + after, lit if on else unlit)

    sign("L1", voltage, " ")
    for tariff in range(1, 9):
        sign("T%d" % tariff, lcd.test or lcd.tariff == tariff, " ")
    breaker = OPEN if "open" in lcd.signs else BREAKER
    signs.append(" ")
    sign(breaker, bool(lcd.signs & {"closed", "open"}), " ")
    for name, text in FUNCTIONS:
        sign(text, name in lcd.signs, " ")
    signs.append(" " * (columns - signs.cell_len - 19))
    for name, text in ARROWS:
        sign(text, name in lcd.arrows, " ")
    sign(TRIANGLE, lcd.triangle, "")
    signs.pad_right(columns - signs.cell_len)
    return signs


def _canvas(lcd: Lcd, large: bool) -> Canvas:
    digits = LARGE if large else SMALL
    canvas = _blank(digits)
    draw(canvas, MARGIN, 1, digits, lcd.value, VALUE_DIGITS)
    top = _ident_top(digits)
    draw(canvas, MARGIN, top, IDENT, lcd.ident, IDENT_DIGITS)
    draw_unit(canvas, canvas.width - MARGIN - UNIT_DOTS, top, lcd.unit)
    return canvas


@lru_cache(maxsize=8)
def _half_blocks(lcd: Lcd, large: bool, glass: Glass) -> list[Text]:
    dots = _canvas(lcd, large).dots
    return [
        line(_cell(above, below, glass) for above, below in zip(dots[y], dots[y + 1], strict=True))
        for y in range(0, len(dots), 2)
    ]


def _cell(above: int, below: int, glass: Glass) -> tuple[str, str]:
    if above == below == LIT:
        return "█", f"{glass[LIT]} on {glass[BACKGROUND]}"
    if below == LIT:
        return "▄", f"{glass[LIT]} on {glass[above]}"
    if above == LIT or glass[above] != glass[below]:
        return "▀", f"{glass[above]} on {glass[below]}"
    return " ", f"on {glass[above]}"
