"""The firmware compiled for this PC's MicroPython, for what starts an interpreter again and again."""

import atexit
import functools
import tempfile
from pathlib import Path

from tools.bench.process import interpreter
from tools.bench.rom import architecture_of, compiled_tree

FIRMWARE = Path(__file__).parents[1] / "firmware"


@functools.cache
def firmware() -> str:
    """The folder that it is in, for MICROPYPATH; it lasts as long as this process."""
    folder = tempfile.TemporaryDirectory(prefix="quadrant-tests-")
    atexit.register(folder.cleanup)
    compiled_tree(FIRMWARE, Path(folder.name), architecture_of(interpreter()))
    return folder.name
