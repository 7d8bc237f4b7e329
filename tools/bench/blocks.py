"""The blocks of the live panel: title, outputs and quadrant, quantities, registers, curves, log, keys."""

from collections.abc import Sequence

from rich.console import Group
from rich.text import Text

from tools.bench import figures, traces
from tools.bench.state import State

FAINT = "#5f6b76"
TITLE = "bold #8fd3ff"
VOLTS, AMPERES, BOTH = "#f2c94c", "#56ccf2", "#f6f2e4"
ACTIVE, REACTIVE = "bold #ff5a4f", "bold #ffb02e"
WARNING = "bold #ff7a6b"
LOG_STYLES = {
    "scenario": "#9fe2b0",
    "note": "#c8d0d8",
    "optical": "#c9a6ff",
    "dlms": "#c9a6ff",
    "input": "#f2c94c",
    "relay": ACTIVE,
    "supply": WARNING,
}
KEYS = {
    "b": "button",
    "B": "hold 6 s",
    "c": "cover",
    "t": "terminal",
    "m": "magnet",
    "s": "seal",
    "1-4": "tariff",
    "q": "quit",
}
COUNTERS = (("pulses", "pulses", ""), ("windows", "windows", ""), ("lost", "lost_samples", " samples"))
NOW, REGISTERS = 20, 27  # columns


def _rule(title: str, columns: int, note: str = "") -> Text:
    """A line that opens a block: title, rule and a note, one column short of the next block."""
    line = Text(no_wrap=True).append(" " + title + " ", TITLE)
    note = f" {note} ─" if note else ""
    return line.append("─" * max(0, columns - line.cell_len - 1 - len(note)) + note, FAINT)


def title(state: State, columns: int, pace: str) -> Text:
    line = Text(no_wrap=True).append(" QUADRANT", TITLE).append("  single-phase meter on a simulated board", FAINT)
    if not state.supplied:
        line.append("  NO SUPPLY", WARNING)
    right = f"{pace}   {figures.elapsed(state.milliseconds)} "
    line.pad_right(max(1, columns - line.cell_len - len(right)))
    return line.append(right)


def _lamp(on: bool, style: str) -> tuple[str, str]:
    return ("●", style) if on else ("○", FAINT)


def side(state: State, columns: int, rows: int, now: float) -> Group:
    """Pulse LEDs, S0 outputs, red LED and relay; below them the power in its quadrant."""
    closed = state.relay_closed
    lines = [
        Text.assemble(" ", _lamp(state.lit("led_active", now), ACTIVE), " imp/kWh"),
        Text.assemble(" ", _lamp(state.lit("led_reactive", now), REACTIVE), " imp/kvarh"),
        Text.assemble(
            " ",
            _lamp(state.lit("s0_active", now), ACTIVE),
            _lamp(state.lit("s0_reactive", now), REACTIVE),
            " S0 ",
            _lamp(state.lit("red", now), ACTIVE),
            " red",
        ),  # fmt: skip
        Text.assemble(" ", ("━●━" if closed else "━╱ ", "" if closed else WARNING), " closed" if closed else " open"),
    ]
    shot = state.snapshot
    powered = bool(shot) and state.supplied
    p, q = (shot["p_mw"] / 1000, shot["q_mvar"] / 1000) if powered else (0.0, 0.0)
    size = rows - len(lines) - 1
    plot, scale = traces.quadrant(p, q, min(columns - 1, size * 2 + 1), size)
    name = figures.quadrant_name(shot) if powered else ""
    lines += [Text(" ").append(line) for line in plot.lines((FAINT, ACTIVE))]
    lines.append(Text.assemble(" ", (f"{name:<4} ", "bold"), (_power(scale), FAINT)))
    return Group(*lines)


def _power(volt_amperes: float) -> str:
    return f"{volt_amperes / 1000:g} kVA" if volt_amperes >= 1000 else f"{volt_amperes:g} VA"


def quantities(state: State, rows: int) -> Group:
    lines = [_rule("now", NOW)]
    if state.snapshot:
        for label, number, unit in figures.quantities(state.snapshot):
            shown = number if state.supplied else "-"
            lines.append(Text.assemble(f" {label:<2}", (f"{shown:>11}", "bold"), (f" {unit}", FAINT)))
    return Group(*lines[:rows])


def registers(state: State, rows: int) -> Group:
    lines = [_rule("registers", REGISTERS)]
    shot = state.snapshot
    if shot:
        for label, number, unit in figures.registers(shot):
            lines.append(Text.assemble(f" {label} ", (f"{number:>14}", "bold"), (f" {unit:<5} ", FAINT)))
        for label, key, unit in COUNTERS:
            alarm = WARNING if key == "lost_samples" and shot[key] else ""
            lines.append(Text.assemble((f" {label:<8}", FAINT), (f"{shot[key]:>9}", alarm), (unit, FAINT)))
    return Group(*lines[:rows])


def waves(state: State, columns: int, rows: int) -> Group:
    volts, amperes = state.wave
    title = _rule("waveform", columns)
    if volts and amperes:
        title = Text(" ").append(f"U {max(map(abs, volts)):.0f} V", VOLTS)
        title.append("  ").append(f"I {max(map(abs, amperes)):.3g} A", AMPERES).append(" peak ", FAINT)
        title.append("─" * max(0, columns - title.cell_len - 1), FAINT)
    plot = traces.waves(volts, amperes, columns - 2, rows - 1)
    return Group(title, *(Text(" ").append(line) for line in plot.lines((FAINT, VOLTS, AMPERES, BOTH))))


def log(state: State, columns: int, rows: int) -> Group:
    """The last lines of the log, the newest below."""
    count = max(0, rows - 1)
    last = list(state.log)[-count:] if count else []
    lines = [_rule("events", columns, f"optical head: {state.optical}" if state.optical else "")]
    for milliseconds, kind, text in last:
        line = Text(f" {figures.elapsed(milliseconds):>8}  ", FAINT, no_wrap=True)
        line.append(text, LOG_STYLES.get(kind, WARNING))
        line.truncate(columns, overflow="ellipsis")
        lines.append(line)
    return Group(*lines)


def keys() -> Text:
    line = Text(no_wrap=True)
    for key, meaning in KEYS.items():
        line.append(f" {key}", "bold").append(f" {meaning} ", FAINT)
    return line


def cramped(state: State) -> Group:
    """What fits in a terminal below 80 by 24: the LCD's text and the numbers."""
    shown = state.lcd
    lines: Sequence[Text] = [
        Text(f"{shown.ident} {shown.value} {shown.unit} {' '.join(sorted(shown.arrows))}", "bold"),
        *(Text(" ".join(item)) for item in figures.quantities(state.snapshot or {}) if state.snapshot),
        Text("(the panel needs 80 by 24)", FAINT),
    ]
    return Group(*lines)
