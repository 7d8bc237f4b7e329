"""The live panel: one frame of the bench from the meter's state, fitted to the terminal's size.

Everything is laid out in lines of known length, so a frame costs little and fits 80 by 24; a larger
terminal gives a larger LCD, higher curves and more of the log.
"""

from rich.console import Group, RenderableType
from rich.layout import Layout
from rich.styled import Styled

from tools.bench import blocks, lcd
from tools.bench.state import State

BACKGROUND = "#12171c"
SCREEN = f"#c8d0d8 on {BACKGROUND}"
OUTPUTS = ("led_active", "led_reactive", "s0_active", "s0_reactive", "red")
SMALLEST = (80, 24)
SIDE = 13  # columns beside the LCD at least
BLINK = 0.5  # seconds on, seconds off
NUMBERS, LOG = 8, 4  # rows of numbers and curves, and of the log, at least, with their titles
HIGHEST_CURVES = 8  # rows that the curves may have more


def frame(state: State, columns: int, rows: int, now: float, colours: str | None, pace: str) -> RenderableType:
    """The whole screen of `columns` by `rows`.

    now: seconds, for flashes and blinking; colours: Rich's name of the terminal's colour system, None for
    a terminal without; pace: how fast simulated time runs, as text.
    """
    if columns < SMALLEST[0] or rows < SMALLEST[1]:
        return Styled(blocks.cramped(state), SCREEN)
    large = _large(columns, rows)
    width, height = lcd.size(large)
    blink = int(now / BLINK) % 2 == 0
    spare = rows - 2 - height - NUMBERS - LOG
    gap = 1 if spare > 3 else 0
    spare -= gap
    numbers = NUMBERS + min(spare // 2, HIGHEST_CURVES)
    screen = Layout()
    screen.split_column(
        Layout(blocks.title(state, columns, pace), size=1),
        Layout(name="top", size=height + gap),
        Layout(name="middle", size=numbers),
        Layout(blocks.log(state, columns, rows - 2 - height - gap - numbers), name="log"),
        Layout(blocks.keys(), size=1),
    )
    screen["top"].split_row(
        Layout(Group(*lcd.lines(state.lcd, large, state.supplied, blink, colours)), size=width),
        Layout(blocks.side(state, columns - width, height, now)),
    )
    curves = columns - blocks.NOW - blocks.REGISTERS
    screen["middle"].split_row(
        Layout(blocks.quantities(state, numbers), size=blocks.NOW),
        Layout(blocks.registers(state, numbers), size=blocks.REGISTERS),
        Layout(blocks.waves(state, curves, numbers)),
    )
    return Styled(screen, SCREEN)


def rhythm(state: State, now: float) -> tuple[object, ...]:
    """What a frame shows that changes by itself: pulses that fade and the blinking L1."""
    blinking = state.lcd.mains == "blink" and int(now / BLINK) % 2
    return (blinking, *(state.lit(out, now) for out in OUTPUTS))


def _large(columns: int, rows: int) -> bool:
    width, height = lcd.size(True)
    return columns >= width + SIDE and rows >= 2 + height + NUMBERS + LOG
