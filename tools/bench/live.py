"""The live panel in the terminal: draws a frame when something changed, at most fifteen a second."""

import time

from rich.console import Console
from rich.live import Live

from tools.bench import panel
from tools.bench.child import Event
from tools.bench.plain import Headless
from tools.bench.state import State

FRAME = 1 / 15  # seconds between two frames


class Screen(Headless):
    """Full-screen view; `speed` is the one asked for, 0 for as fast as it can."""

    period = FRAME / 2

    def __init__(self, console: Console, speed: float) -> None:
        self._console = console
        self._speed = speed
        self._state = State(speed=speed)
        self._live = Live(console=console, screen=True, auto_refresh=False)
        self._start = time.monotonic()
        self._drawn = (0.0, ())

    def __enter__(self) -> "Screen":
        self._live.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self._live.stop()

    def show(self, event: Event, now: float) -> None:
        self._state.apply(event, now)

    def tick(self, now: float) -> None:
        last, look = self._drawn
        size = self._console.size
        current = (self._state.changes, panel.rhythm(self._state, now), size)
        if current == look or now - last < FRAME:
            return
        colours = self._console.color_system
        frame = panel.frame(self._state, size.width, size.height, now, colours, self._pace(now))
        self._live.update(frame, refresh=True)
        self._drawn = (now, current)

    def _pace(self, now: float) -> str:
        if self._speed:
            return f"×{self._speed:g}"
        return f"×{self._state.milliseconds / 1000 / max(now - self._start, 0.1):.0f}"
