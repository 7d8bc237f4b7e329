"""Metrology takes no memory: the soak of `make soak`, shortened to half an hour of simulated mains."""

import os
import subprocess
from pathlib import Path

from tools.bench.child import interpreter

TESTS = Path(__file__).parents[1]
SEARCH = (str(TESTS.parent / "firmware"), str(TESTS), str(TESTS / "fakes"), ".frozen")


def test_no_window_takes_memory_and_the_heap_stays_as_it_was():
    done = subprocess.run(
        [interpreter(), "-X", "heapsize=256k", str(TESTS / "soak/memory.py"), "0.02"],
        env={**os.environ, "MICROPYPATH": ":".join(SEARCH)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("0 bytes more at the end")
