"""What the meter has told so far: the state behind one frame of the panel. Events in, no drawing.

`now` is in seconds on any steady clock; it is handed in and only decides how long a flash is seen.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from tools.bench.child import STRAY, Event

SEEN = 0.12  # seconds a pulse stays lit at least: its 30 ms would fall between two frames
LOG_LINES = 100
MOST_FLASHES = 16  # of one output that may be waiting
ENDED = "the meter has ended"
NEWS = {
    ("button", True): "button pressed",
    ("cover", True): "cover opened",
    ("cover", False): "cover closed",
    ("terminal cover", True): "terminal cover opened",
    ("terminal cover", False): "terminal cover closed",
    ("magnet", True): "magnet held to the meter",
    ("magnet", False): "magnet taken away",
    ("seal", True): "seal broken",
    ("seal", False): "seal whole",
}


@dataclass(frozen=True)
class Lcd:
    """What the LCD shows; `mains` is the L1 sign: steady, blink or off; `signs`: closed, open, PP, LOW, tamper, PAY."""

    value: str = ""
    ident: str = ""
    unit: str = ""
    arrows: frozenset[str] = frozenset()
    tariff: int = 0
    triangle: bool = False
    mains: str = "off"
    signs: frozenset[str] = frozenset()
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
            frozenset(event["signs"]),
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
    flashes: dict[str, list[tuple[float, float]]] = field(default_factory=dict)  # output → when it is seen lit
    changes: int = 0
    speed: float = 1.0  # simulated seconds a second; 0: as fast as it can

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
        return self.steady.get(out, False) or any(start <= now < end for start, end in self.flashes.get(out, ()))

    def _flash(self, event: Event, now: float) -> None:
        """A pulse, `after` milliseconds from now: the firmware hands over those of a whole window at once."""
        start = now + (event.get("after", 0) / 1000 / self.speed if self.speed else 0)
        coming = [flash for flash in self.flashes.get(event["out"], ()) if flash[1] > now]
        self.flashes[event["out"]] = [*coming[-MOST_FLASHES:], (start, start + max(event["width"] / 1000, SEEN))]

    def _take(self, kind: str, event: Event, now: float) -> str:
        if kind == "lcd":
            self.lcd = Lcd.of(event)
        elif kind == "pulse":
            self._flash(event, now)
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
            return _input(str(event["name"]), event["on"], bool(event.get("long")))
        elif kind == "optical":
            self.optical = self.optical or str(event["text"])  # the first tells where it is
            return "optical: " + str(event["text"])
        elif kind == "dlms":
            return "dlms: " + str(event["text"])
        elif kind in ("scenario", "note", "error", STRAY):
            return str(event["text"])
        return ""


def _input(name: str, on: bool | int, long: bool) -> str:
    """What somebody did to the meter, in words; `on` of the tariff inputs is the tariff they select."""
    if name == "tariff":
        return f"tariff inputs select T{int(on)}"
    return "button held" if long else NEWS.get((name, bool(on)), f"{name} {'on' if on else 'off'}")
