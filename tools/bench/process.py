"""Programs on MicroPython's unix port as child processes: which interpreter, its arguments, modules and heap."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.scenario import track

ROOT = Path(__file__).resolve().parents[2]
MODULES = (str(ROOT / "boards" / "sim"), str(ROOT / "firmware"), ".frozen")  # .frozen carries asyncio
LONGEST_ARGUMENT = 250  # MicroPython makes each argument an interned string and dies above 255 bytes


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
