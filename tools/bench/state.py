"""What the meter has told so far: the state behind one frame of the panel. Events in, no drawing.

`now` is in seconds on any steady clock; it is handed in and only decides how long a flash is seen.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.bench.child import STRAY, Event

SEEN = 0.12  # seconds a pulse stays lit at least: its 30 ms would fall between two frames
LOG_LINES = 100
ENDED = "the meter has ended"
NEWS = {
    ("button", True): "button pressed",
    ("button", False): "button released",
    ("cover", True): "cover opened",
    ("cover", False): "cover closed",
    ("magnet", True): "magnet held to the meter",
    ("magnet", False): "magnet taken away",
    ("seal", True): "seal broken",
    ("seal", False): "seal whole",
}


@dataclass(frozen=True)
class Lcd:
    """What the LCD shows; `mains` is the L1 sign: steady, blink or off."""

    value: str = ""
    ident: str = ""
    unit: str = ""
    arrows: frozenset[str] = frozenset()
    tariff: int = 0
    triangle: bool = False
    mains: str = "off"
    test: bool = False

    @classmethod
    def of(cls, event: Event) -> "Lcd":
        return cls(
            str(event["value"]),
            str(event["ident"]),
            str(event["unit"]),
            frozenset(event["arrows"]),
            int(event["tariff"]),
            bool(event["triangle"]),
            str(event["mains"]),
            bool(event["test"]),
        )


@dataclass
class State:
    """The meter as far as it has told; every field is what the last event of its kind said."""

    milliseconds: int = 0
    lcd: Lcd = field(default_factory=Lcd)
    relay_closed: bool = True
    supplied: bool = True
    optical: str = ""
    wave: tuple[Sequence[float], Sequence[float]] = ((), ())  # volts and amperes, equally spaced
    snapshot: Event = field(default_factory=dict)
    log: deque[tuple[int, str, str]] = field(default_factory=lambda: deque(maxlen=LOG_LINES))
    steady: dict[str, bool] = field(default_factory=dict)
    flashes: dict[str, float] = field(default_factory=dict)  # output → the moment its flash has been seen
    changes: int = 0

    def apply(self, event: Event, now: float) -> str:
        """Take over one event; return the line it is worth in a log, or an empty one.

        Raises KeyError, TypeError or ValueError for an event that lacks what its kind must have.
        """
        self.changes += 1
        self.milliseconds = int(event.get("t", self.milliseconds))
        kind = event["ev"]
        news = self._take(kind, event, now)
        if news:
            self.log.append((self.milliseconds, kind, news))
        return news

    def lit(self, out: str, now: float) -> bool:
        """Whether a pulse output is on, or was a moment ago."""
        return self.steady.get(out, False) or now < self.flashes.get(out, now)

    def _take(self, kind: str, event: Event, now: float) -> str:
        if kind == "lcd":
            self.lcd = Lcd.of(event)
        elif kind == "pulse":
            self.flashes[event["out"]] = now + max(event["width"] / 1000, SEEN)
        elif kind == "led":
            self.steady[event["out"]] = bool(event["on"])
        elif kind == "wave":
            self.wave = ([float(v) for v in event["v"]], [float(i) for i in event["i"]])
        elif kind in ("snapshot", "summary"):
            self.snapshot = event
            return ENDED if kind == "summary" else ""
        elif kind == "relay":
            self.relay_closed = bool(event["closed"])
            return "relay closed" if self.relay_closed else "relay opened"
        elif kind == "supply":
            self.supplied = bool(event["on"])
            return "supply back" if self.supplied else "supply cut"
        elif kind == "input":
            name, on = str(event["name"]), bool(event["on"])
            return NEWS.get((name, on), f"{name} {'on' if on else 'off'}")
        elif kind in ("scenario", "optical", "error", STRAY):
            if kind == "optical":
                self.optical = str(event["text"])
            return str(event["text"])
        return ""
