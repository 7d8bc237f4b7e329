"""The meter firmware as a child process: start it, read its events, send it keys, stop it.

It runs in a session of its own, so that Ctrl-C in the terminal reaches only the bench; the bench then
closes the child's standard input, which asks the firmware to save its registers and end.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIRMWARE = ROOT / "firmware" / "main.py"
MODULES = (str(ROOT / "boards" / "sim"), str(ROOT / "firmware"), ".frozen")  # .frozen carries asyncio
HEAP = "256k"
CHUNK = 1 << 16
LONGEST_ARGUMENT = 250  # MicroPython makes each argument an interned string and dies above 255 bytes

Event = dict[str, Any]
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


def start(
    heap: str, script: Path, arguments: Sequence[str] = (), descriptors: Sequence[int] = ()
) -> "subprocess.Popen[bytes]":
    """`script` on MicroPython with a heap of `heap`: unbuffered pipes, standard error in standard output.

    It is in a session of its own, so Ctrl-C in the terminal is the host's alone. Raises InterpreterError.
    """
    path = interpreter()
    try:
        return subprocess.Popen(
            [path, "-X", "heapsize=" + heap, str(script), *arguments],
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


class Child:
    """The running firmware. Its standard error is read together with its standard output."""

    def __init__(self, options: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Start it with `options` (JSON, cut into arguments to be joined) and let it inherit `descriptors`.

        Raises InterpreterError when there is no MicroPython or the system will not run it.
        """
        self._process = start(HEAP, FIRMWARE, pieces(json.dumps(options)), descriptors)
        assert self._process.stdin and self._process.stdout
        self._input = self._process.stdin
        self._output = self._process.stdout
        self._rest = b""

    def fileno(self) -> int:
        """Readable when events (or the end) wait in `read`."""
        return self._output.fileno()

    def read(self) -> list[Event] | None:
        """The events that have arrived; None at the end of the child's output. Blocks if none wait."""
        chunk = os.read(self._output.fileno(), CHUNK)
        if not chunk and not self._rest:
            return None
        *lines, self._rest = (self._rest + (chunk or b"\n")).split(b"\n")
        return [event(line) for line in lines if line.strip()]

    def send(self, key: str) -> None:
        """Press a key of the simulated board; a child that has ended does not mind."""
        with contextlib.suppress(OSError, ValueError):
            self._input.write(key.encode())

    def ask_to_end(self) -> None:
        """Close its standard input: it saves the registers, tells the summary and ends."""
        with contextlib.suppress(OSError):
            self._input.close()

    def status(self, patience: float) -> int | None:
        """Its exit status, waiting at most `patience` seconds; None when it still runs."""
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        """End it at once if it still runs, and release the pipes."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self.ask_to_end()
        self._output.close()
