"""The meter firmware as a child process, beside it the world that it measures: start, read events, send keys, stop.

Both run in sessions of their own, so that Ctrl-C in the terminal reaches only the bench; the bench then
closes the firmware's standard input, which asks it to save its registers and end. The world ends with it.
"""

import contextlib
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.bench import rom
from tools.bench.process import ROOT, InterpreterError, given, interpreter, start
from tools.bench.world import World
from tools.cycles.build import BuildError

POWER = ROOT / "boards" / "sim" / "power.py"
HEAP = 320 << 10  # bytes, beside its ROM: words are twice a board's, so it is less than a Pico's 233 KiB
CHUNK = 1 << 16

Event = dict[str, Any]
ANEW = "anew"  # the kind of an event that tells what the next process needs to know, and the status that ends this one
START_ANEW = 75
ENDING = 5.0  # seconds for a process that has closed its output
STRAY = "stray"  # the kind given here to a line that is not an event: a traceback, a forgotten print


def event(line: bytes) -> Event:
    """The event of one line; a line that is none becomes an event of kind STRAY with its text."""
    with contextlib.suppress(ValueError):
        found = json.loads(line)
        if isinstance(found, dict) and isinstance(found.get("ev"), str):
            return found
    return {"ev": STRAY, "text": line.decode(errors="replace").rstrip()}


def power_on(arguments: Sequence[str], descriptors: Sequence[int], state: str | None) -> "subprocess.Popen[bytes]":
    """The simulated board with its firmware in ROM, its state directory `state`. Raises InterpreterError."""
    try:
        image = rom.image(interpreter())
    except (BuildError, OSError) as error:
        raise InterpreterError(f"{error}; set MICROPYTHON=path of a MicroPython unix port") from None
    room = image.stat().st_size * 130 // 128 + 64  # with the collector's own two bits for each 16 bytes
    return start(HEAP + room + application_room(state), POWER, [str(image), *arguments], descriptors)


def application_room(state: str | None) -> int:
    """Bytes of heap for the application that a simulated board starts instead of its ROM's."""
    if not state:
        return 0
    chosen = Path(state, "files", "firmware.txt")
    application = Path(state, "application.romfs")
    if not application.exists() or not chosen.exists() or chosen.read_text().split(" ")[0] not in ("trial", "kept"):
        return 0
    return application.stat().st_size * 130 // 128 + 64


class Child:
    """The running firmware. Its standard error is read together with its standard output."""

    def __init__(self, options: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Start world and firmware with `options` (JSON, cut into arguments); the firmware inherits `descriptors`.

        Raises ScenarioError, and InterpreterError when there is no MicroPython or the system will not run it.
        """
        self._options = dict(options)
        self._descriptors = list(descriptors)
        self._anew: Event = {}
        self._asked = self._ended = False
        self._rest = b""
        self._world = World(options)
        try:
            self._process = self._power_on()
        except InterpreterError:
            self._world.handed_over()
            self._world.close()
            raise
        assert self._process.stdin and self._process.stdout
        self._input = self._process.stdin
        self._output = self._process.stdout

    def _power_on(self) -> "subprocess.Popen[bytes]":
        pipe = self._world.pipe
        more = {"anew": self._anew} if self._anew else {}
        arguments = given(self._options, world=pipe, **more)
        return power_on(arguments, [pipe, *self._descriptors], self._options.get("state"))

    def _again(self) -> bool:
        """Start the board anew, where that is what the process wanted that has ended."""
        if self.status(ENDING) != START_ANEW:
            return False
        self._process = self._power_on()
        assert self._process.stdin and self._process.stdout
        os.dup2(self._process.stdout.fileno(), self._output.fileno())  # who waits for it need not know
        self._process.stdout.close()
        with contextlib.suppress(OSError):
            self._input.close()
        self._input = self._process.stdin
        if self._asked:
            self.ask_to_end()
        return True

    def fileno(self) -> int:
        """Readable when events (or the end) wait in `read`."""
        return self._output.fileno()

    def read(self) -> list[Event] | None:
        """The events that have arrived, at last what the world complained of; then None. Blocks if none wait."""
        if self._ended:
            return None
        chunk = os.read(self._output.fileno(), CHUNK)
        if not chunk:
            if self._again():
                return []
            self._ended = True
            self._world.handed_over()
            chunk = b"\n" + self._world.last_words() + b"\n"
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        events = [event(line) for line in lines if line.strip()]
        for told in events:
            if told["ev"] == ANEW:
                self._anew = told
        return [told for told in events if told["ev"] != ANEW]

    def send(self, key: str) -> None:
        """Press a key of the simulated board; a child that has ended does not mind."""
        with contextlib.suppress(OSError, ValueError):
            self._input.write(key.encode())

    def ask_to_end(self) -> None:
        """Close its standard input: it saves the registers, tells the summary and ends."""
        self._asked = True
        with contextlib.suppress(OSError):
            self._input.close()

    def status(self, patience: float) -> int | None:
        """Its exit status, waiting at most `patience` seconds; None when it still runs."""
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """End both at once if they still run, and release pipes and track."""
        self._process.kill()
        self._process.wait()
        self.ask_to_end()
        self._output.close()
        self._world.close()
