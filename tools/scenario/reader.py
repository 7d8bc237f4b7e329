"""Scenario files: what happens to the simulated meter and when, one event a line (scenarios/README.md).

Text in, events out; track.py makes of them what the board plays. Every error names file, line and word in one line.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.scenario.fields import ScenarioError, digits, listed
from tools.scenario.verbs import argument

_MARK = "\ufeff"  # some editors begin a file with it
_LONGEST_LINE = 1000
_LATEST_MS = 366 * 86_400_000
_SHORTEST_ROUND_MS = 1000


Event = tuple[int, str, Any]  # ms since the start of the round, verb, argument


@dataclass(frozen=True)
class Scenario:
    """events: in order; repeat_ms: length of a round, 0 for one that ends.

    settings, clock: those that the meter starts with, and the time, seconds since 2000 UTC; None: whatever it has.
    """

    name: str
    events: list[Event]
    repeat_ms: int
    settings: list[tuple[str, Any]] = field(default_factory=list)
    clock: int | None = None


def load(path: str) -> Scenario:
    """The Scenario in the file `path`. Raises ScenarioError."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            return _read(path, file)
    except FileNotFoundError:
        reason = "no such file"
    except OSError as error:
        reason = "cannot be read (error %d)" % error.args[0]
    except UnicodeError:
        reason = "is not UTF-8 text"
    raise ScenarioError("%s: %s" % (path, reason))


def parse(name: str, text: str) -> Scenario:
    """The Scenario written in `text`; `name` is the file that errors name."""
    return _read(name, text.split("\n"))


def _read(name: str, rows: Iterable[str]) -> Scenario:
    reader = _Reader()
    line = 0
    for row in rows:
        line += 1
        try:
            reader.take(row[1:] if line == 1 and row[:1] == _MARK else row)
        except ScenarioError as error:
            raise ScenarioError("%s:%d: %s" % (name, line, error)) from None
    if not reader.events:
        raise ScenarioError("%s:%d: no event in the file" % (name, line or 1))
    return Scenario(name, reader.events, reader.repeat_ms, reader.settings, reader.clock)


class _Reader:
    """Takes line after line and remembers what later ones depend on."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.repeat_ms = 0
        self.settings: list[tuple[str, Any]] = []
        self.clock: int | None = None
        self._now_ms = 0
        self._loads: set[str] = set()

    def take(self, row: str) -> None:
        words = _words(row)
        if not words:
            return
        if self.repeat_ms:
            raise ScenarioError("%s: follows repeat, which must be the last line" % words[0])
        self._now_ms = _time(words[0], self._now_ms)
        if len(words) == 1:
            raise ScenarioError("%s: no verb after the time" % words[0])
        verb = words[1]
        try:
            if verb == "repeat":
                self._repeat(words[2:])
            else:
                self._event(verb, self._argument(verb, words[2:]))
        except ScenarioError as error:
            raise ScenarioError("%s: %s" % (verb, error)) from None

    def _event(self, verb: str, value: Any) -> None:
        if verb == "setting":
            if self._now_ms:
                raise ScenarioError("only at 0, before the meter starts")
            self.settings.append(value)
        elif verb == "clock" and not self._now_ms:
            self.clock = value
        else:
            self.events.append((self._now_ms, verb, value))

    def _argument(self, verb: str, words: list[str]) -> Any:
        value = argument(verb, words)
        if verb == "load":
            self._loads.add(value[0])
        elif verb == "unload":
            if value not in self._loads:
                raise ScenarioError("%s is not connected; connected: %s" % (value, listed(self._loads) or "nothing"))
            self._loads.remove(value)
        return value

    def _repeat(self, words: list[str]) -> None:
        if words:
            raise ScenarioError("%s is too much" % words[0])
        if self._now_ms < _SHORTEST_ROUND_MS:
            raise ScenarioError("a round takes 1 s at least")
        self.repeat_ms = self._now_ms


def _words(row: str) -> list[str]:
    """The words of a line without its comment: from a # that begins a word to the end."""
    if len(row) > _LONGEST_LINE:
        raise ScenarioError("line: longer than %d characters" % _LONGEST_LINE)
    words = row.split()
    for k in range(len(words)):
        if words[k][0] == "#":
            return words[:k]
        for character in words[k]:
            # a terminal would obey it when the text is shown
            if character < " " or "\x7f" <= character < "\xa0":
                raise ScenarioError("line: control character 0x%02x" % ord(character))
    return words


def _time(word: str, before_ms: int) -> int:
    """Milliseconds of 12.5, mm:ss, h:mm:ss, or of these after a + and counted from the line before."""
    time_ms = _milliseconds(word[1:] if word[0] == "+" else word)
    if time_ms is None:
        raise ScenarioError("time: %s is not seconds, mm:ss or h:mm:ss (at most three decimals)" % word)
    if word[0] == "+":
        time_ms += before_ms
    elif time_ms < before_ms:
        raise ScenarioError("time: %s comes before the line above (%s s)" % (word, _seconds(before_ms)))
    if time_ms > _LATEST_MS:
        raise ScenarioError("time: %s is beyond 366 days" % word)
    return time_ms


def _milliseconds(text: str) -> int | None:
    """Of seconds, mm:ss or h:mm:ss; None where it is none of them."""
    clock, dot, decimals = text.partition(".")
    parts = clock.split(":")
    if len(parts) > 3 or len(decimals) > 3 or bool(dot) != digits(decimals):
        return None
    total = 0
    for k in range(len(parts)):
        if not digits(parts[k]) or len(parts[k]) > 8 or (k and int(parts[k]) > 59):
            return None
        total = total * 60 + int(parts[k])
    return total * 1000 + int((decimals + "000")[:3])


def _seconds(time_ms: int) -> str:
    """12.5 of 12500."""
    return ("%d.%03d" % (time_ms // 1000, time_ms % 1000)).rstrip("0").rstrip(".")
