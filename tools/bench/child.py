"""The meter firmware as a child process, beside it the world that it measures: start, read events, send keys, stop.

Both run in sessions of their own, so that Ctrl-C in the terminal reaches only the bench; the bench then
closes the firmware's standard input, which asks it to save its registers and end. The world ends with it.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.bench import rom
from tools.cycles.build import BuildError
from tools.scenario import track

ROOT = Path(__file__).resolve().parents[2]
POWER = ROOT / "boards" / "sim" / "power.py"
MODULES = (str(ROOT / "boards" / "sim"), str(ROOT / "firmware"), ".frozen")  # .frozen carries asyncio
WORLD = ROOT / "boards" / "sim" / "world.py"
HEAP = 256 << 10  # bytes, beside its ROM
WORLD_HEAP = 2 << 20
CHUNK = 1 << 16
LONGEST_ARGUMENT = 250  # MicroPython makes each argument an interned string and dies above 255 bytes

Event = dict[str, Any]
ANEW = "anew"  # the kind of an event that tells what the next process needs to know, and the status that ends this one
START_ANEW = 75
ENDING = 5.0  # seconds for a process that has closed its output
STRAY = "stray"  # the kind given here to a line that is not an event: a traceback, a forgotten print


class InterpreterError(Exception):
    """There is no MicroPython to run the firmware with; the text says how to name one."""


def interpreter() -> str:
    """Path of the MicroPython unix port: $MICROPYTHON, else `micropython` beside this Python."""
    named = os.environ.get("MICROPYTHON")
    found = shutil.which(named or str(Path(sys.executable).with_name("micropython")))
    if found:
        return str(Path(found).absolute())
    missing = f"{named} (MICROPYTHON) cannot be run" if named else "micropython is not installed beside this Python"
    raise InterpreterError(f"{missing}; set MICROPYTHON=path of a MicroPython unix port")


def event(line: bytes) -> Event:
    """The event of one line; a line that is none becomes an event of kind STRAY with its text."""
    with contextlib.suppress(ValueError):
        found = json.loads(line)
        if isinstance(found, dict) and isinstance(found.get("ev"), str):
            return found
    return {"ev": STRAY, "text": line.decode(errors="replace").rstrip()}


def pieces(text: str) -> list[str]:
    """`text` cut into arguments that MicroPython takes; joined they are `text` again. Plain ASCII only."""
    return [text[start : start + LONGEST_ARGUMENT] for start in range(0, len(text), LONGEST_ARGUMENT)]


def given(options: Mapping[str, Any], **more: Any) -> list[str]:
    """`options` as the arguments of world and firmware, without those that are in the track."""
    return pieces(json.dumps({name: value for name, value in options.items() if name not in track.OPTIONS} | more))


def start(
    heap: int, script: Path, arguments: Sequence[str] = (), descriptors: Sequence[int] = ()
) -> "subprocess.Popen[bytes]":
    """`script` on MicroPython with a heap of `heap` bytes: unbuffered pipes, standard error in standard output.

    It is in a session of its own, so Ctrl-C in the terminal is the host's alone. Raises InterpreterError.
    """
    path = interpreter()
    try:
        return subprocess.Popen(
            [path, "-X", f"heapsize={heap}", str(script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            cwd=ROOT,
            env={**os.environ, "MICROPYPATH": ":".join(MODULES)},
            pass_fds=descriptors,
            start_new_session=True,
        )
    except OSError as error:
        raise InterpreterError(f"{path} cannot be run ({error.strerror}); set MICROPYTHON=path") from None


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


class World:
    """What is around the meter (boards/sim/world.py), to be read from `pipe` by the firmware."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        """Mains, loads and events of `options` go into a file, as the track that it plays.

        Raises ScenarioError, InterpreterError.
        """
        self._track = tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="quadrant-track-")  # noqa: SIM115
        self._track.writelines(track.of_options(options))
        self._track.flush()
        self.pipe, end = os.pipe()
        self._closed = False
        try:
            self._process = start(WORLD_HEAP, WORLD, given(options, track=self._track.name, pipe=end), [end])
        except InterpreterError:
            self.handed_over()
            raise
        finally:
            os.close(end)
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._output = self._process.stdout

    def handed_over(self) -> None:
        """Nobody here starts a firmware any more: close our end, so that the world notices when nobody reads."""
        if not self._closed:
            self._closed = True
            os.close(self.pipe)

    def last_words(self) -> bytes:
        """What it had to say when it ended, which it does when nobody reads the pipe any more."""
        words = self._output.read()
        status = self._process.wait()
        return words if status >= 0 else words + b"the simulated world was killed by signal %d" % -status

    def close(self) -> None:
        """End it at once if it still runs, and release its output and the track."""
        self.handed_over()
        self._process.kill()
        self._process.wait()
        self._output.close()
        self._track.close()


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
