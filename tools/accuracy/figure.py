"""The error curves of a board as a picture: against the classes, against the project's targets, and the influences."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from tools.accuracy.conditions import CONDITIONS, NOMINAL, label
from tools.accuracy.grid import BOARDS
from tools.accuracy.limits import ACTIVE_CLASSES, I_MIN, I_TR, REACTIVE_CLASSES, Target, limit, targets
from tools.accuracy.run import Row
from tools.accuracy.summary import changes

INCHES = (13.0, 9.5)
DOTS = 110  # an inch
BLUE, RED, GREEN = "#0072B2", "#D55E00", "#009E73"  # they stay apart for colour-blind eyes (Okabe and Ito)
SHADES = ("#eef1f5", "#dbe2ea", "#c3cedb")  # of the class bands, the widest first
EDGE, GRAY = "#8d9aa8", "#555555"
STYLE: dict[Any, Any] = {"font.size": 9.5, "axes.titlesize": 10.5, "axes.axisbelow": True, "legend.frameon": False}

Curves = tuple[tuple[float, str, str, str], ...]  # power factor, label, colour, marker
ACTIVE: Curves = ((1.0, "PF 1", BLUE, "o"), (0.5, "PF 0.5 lag", RED, "s"), (-0.8, "PF 0.8 lead", GREEN, "^"))
REACTIVE: Curves = ((1.0, "sin φ 1", BLUE, "o"), (0.5, "sin φ 0.5", RED, "s"), (0.25, "sin φ 0.25", GREEN, "^"))
LEAST = 1e-4  # %, of the changes that are shown as they are


def draw(board: str, rows: list[Row], path: Path) -> None:
    """The picture of `board` from its rows, as a PNG file."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=INCHES, layout="constrained")
        FigureCanvasAgg(figure)
        figure.get_layout_engine().set(hspace=0.06, wspace=0.04)  # type: ignore[union-attr]
        figure.suptitle(f"{BOARDS[board].title}: errors after calibration, at 230 V, 50 Hz, 25 °C", fontsize=13)
        (first, second), (third, fourth) = figure.subplots(2, 2)
        asked = targets(board)
        _classes(first, board, rows, "active", ACTIVE, ACTIVE_CLASSES, "Active energy, classes of EN 50470-3")
        _zoomed(second, board, rows, [target for target in asked if target.quantity == "active"])
        title = "Reactive energy, classes of IEC 62053-23"
        _classes(third, board, rows, "reactive", REACTIVE, REACTIVE_CLASSES, title)
        _influences(fourth, rows, [target for target in asked if not target.quantity])
        figure.savefig(path, dpi=DOTS)


def _classes(axes: Axes, board: str, rows: list[Row], quantity: str, curves: Curves, classes: dict, title: str) -> None:
    _frame(axes, board, title)
    most = BOARDS[board].most
    for shade, (name, (low, high)) in zip(SHADES, classes.items(), strict=False):
        currents, limits = (I_MIN, I_TR, I_TR, most), (low, low, high, high)
        axes.fill_between(currents, limits, [-limit for limit in limits], color=shade, lw=0)
        for sign in (1, -1):
            axes.plot(currents, [sign * limit for limit in limits], color=EDGE, lw=0.8)
        axes.annotate(f"class {name}", (I_TR, high), (5, -3), textcoords="offset points", va="top", color=GRAY)
    _curves(axes, rows, quantity, curves)
    top = 1.35 * max(low for low, _ in classes.values())
    axes.set_ylim(-top, top)
    _legend(axes)


def _zoomed(axes: Axes, board: str, rows: list[Row], asked: list[Target]) -> None:
    limits = [target.percent for target in asked if isinstance(target.percent, float)]
    _frame(axes, board, "Active energy, targets of this project" if limits else "Active energy, closer")
    for target in asked:
        colour = BLUE if target.factors == (1.0,) else RED
        for sign in (1, -1):
            if isinstance(target.percent, float):
                axes.plot((target.low, target.high), [sign * target.percent] * 2, color=colour, ls="--", lw=1.3)
    _curves(axes, rows, "active", ACTIVE)
    top = 1.5 * max(limits, default=0.1)
    axes.set_ylim(-top, top)
    if limits:
        axes.plot([], [], color=BLUE, ls="--", lw=1.3, label="target, PF 1")
        axes.plot([], [], color=RED, ls="--", lw=1.3, label="target, other PF")
    _legend(axes)


def _frame(axes: Axes, board: str, title: str) -> None:
    grid = BOARDS[board]
    axes.set_title(title)
    axes.set_xscale("log")
    axes.set_xlim(grid.currents[0] / 1.2, grid.most * 1.2)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda amps, _: f"{amps:g}"))
    axes.grid(True, which="major", color="#d8d8d8", lw=0.6)
    axes.axhline(0, color=GRAY, lw=0.8)
    axes.set_xlabel("current, A")
    axes.set_ylabel("error, %")


def _curves(axes: Axes, rows: list[Row], quantity: str, curves: Curves) -> None:
    for factor, name, colour, marker in curves:
        line = [
            (row.current_a, row.error_percent)
            for row in rows
            if (row.quantity, row.condition, row.power_factor) == (quantity, NOMINAL, factor)
        ]
        if line:
            axes.plot(*zip(*line, strict=True), color=colour, marker=marker, ms=4.5, lw=1.4, label=name)


def _legend(axes: Axes) -> None:
    """Below the axes, where no curve is."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=3)


def _influences(axes: Axes, rows: list[Row], asked: list[Target]) -> None:
    """The largest change of each condition, of active and reactive energy, with its limit."""
    names = [name for name in CONDITIONS if name != NOMINAL]
    axes.set_title("Influence tests, largest change of the error")
    worst: dict[tuple[str, str], tuple[float, float | None]] = {}
    for row, change in changes(rows):
        key = row.condition, row.quantity
        allowed = next((limit(target, row) for target in asked if target.covers(row)), None)
        worst[key] = max(worst.get(key, (0.0, None)), (abs(change), allowed), key=lambda pair: pair[0])
    for quantity, colour, marker, shift in (("active", BLUE, "o", -0.16), ("reactive", RED, "s", 0.16)):
        for k, name in enumerate(names):
            change, allowed = worst.get((name, quantity), (None, None))
            if change is None:
                continue
            axes.plot((LEAST, max(change, LEAST)), (k + shift,) * 2, color=colour, lw=1.2, alpha=0.5)
            axes.plot(max(change, LEAST), k + shift, color=colour, marker=marker, ms=5)
            if allowed:
                axes.plot(allowed, k + shift, color=GRAY, marker="|", ms=9, mew=2)
        axes.plot([], [], color=colour, marker=marker, ms=5, ls="", label=quantity)
    if any(target.percent for target in asked):
        axes.plot([], [], color=GRAY, marker="|", ms=9, mew=2, ls="", label="limit")
    axes.set_xscale("log")
    axes.set_xlim(LEAST, 30)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda percent, _: f"{percent:g}"))
    axes.set_yticks(range(len(names)), [label(name) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(True, axis="x", which="major", color="#d8d8d8", lw=0.6)
    axes.set_xlabel("change, %")
    _legend(axes)
