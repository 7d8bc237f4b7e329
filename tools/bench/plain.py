"""The meter as text, for a pipe or a log: a line each event, and one a second with the values."""

import os
import sys
from typing import TextIO

from tools.bench import figures
from tools.bench.child import STRAY, Event
from tools.bench.state import State


def say(text: str, stream: TextIO | None = None) -> bool:
    """Print a line at once; False when nobody reads any more (`| head`), then and ever after without error."""
    target: TextIO = stream or sys.stdout
    try:
        print(text, file=target, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())
        return False
    return True


class Headless:
    """Shows nothing on standard output; where the ports are, and the meter's notes, go to standard error."""

    period: float | None = None  # seconds between two calls of `tick`; None: not needed
    gone = False  # nobody looks any more

    def show(self, event: Event, now: float) -> None:
        """Take one event; `now` in seconds on any steady clock."""
        if event["ev"] in ("optical", "dlms"):
            say(f"{event['ev']}: {event['text']}", sys.stderr)
        elif event["ev"] == "note":
            say(event["text"], sys.stderr)

    def tick(self, now: float) -> None:
        """Called every `period`."""

    def __enter__(self) -> "Headless":
        return self

    def __exit__(self, *failure: object) -> None:
        pass


class Plain(Headless):
    """A line each event; a line with the values at most once a second, real and simulated."""

    def __init__(self) -> None:
        self._state = State()
        self._next = 0.0

    def show(self, event: Event, now: float) -> None:
        news = self._state.apply(event, now)
        if event["ev"] in (STRAY, "error"):
            return  # these are told at the end, on standard error
        if news:
            self._line(news)
        elif event["ev"] == "snapshot" and now >= self._next:
            self._next = now + 0.95  # a little less than the second between two snapshots, which jitter
            self._line(values(self._state))

    def _line(self, text: str) -> None:
        if not say(f"{figures.elapsed(self._state.milliseconds):>8}  {text}"):
            self.gone = True


def values(state: State) -> str:
    """What the LCD shows and the instantaneous values, in one line."""
    lcd = state.lcd
    signs = "".join(arrow for arrow in ("+P", "-P", "+Q", "-Q") if arrow in lcd.arrows)
    tariff = f"T{lcd.tariff}" if lcd.tariff else ""
    fields = (f"{lcd.ident:>7} {lcd.value:>9} {lcd.unit:<5}", f"{signs:<4}", tariff, *sorted(lcd.signs))
    shown = " ".join(part for part in fields if part)
    numbers = (f"{number:>9} {unit}".rstrip() for label, number, unit in figures.quantities(state.snapshot))
    return f"LCD {shown} |{' '.join(numbers)} | {state.snapshot['pulses']} pulses"
