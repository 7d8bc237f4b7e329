"""The module search path on CPython: what a board sees, and the stand-ins for what only a board has."""

import gc
import signal
import sys
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent

sys.path[:0] = map(str, (ROOT / "firmware", ROOT / "boards/sim", ROOT, TESTS, TESTS / "fakes", TESTS / "fakes/pico"))

import soc.world  # noqa: E402, F401 — gives CPython's module time the ticks of MicroPython's


def pytest_collection_finish():
    """Spare the sweeps of the simulator's code, which a small heap needs, all that pytest and numpy have loaded."""
    gc.collect()
    gc.freeze()


def pytest_configure():
    """What runs in the background ignores interrupts, and so would all that it starts: tests send them."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
