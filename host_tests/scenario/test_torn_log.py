"""A log loses nothing to supply cuts on real littlefs: the soak of `make soak`, shortened."""

import os
import subprocess
from pathlib import Path

from tools.bench.child import interpreter

TESTS = Path(__file__).parents[1]
SEARCH = (str(TESTS.parent / "firmware"), str(TESTS), str(TESTS / "fakes"), ".frozen")


def test_a_cut_at_any_step_of_inbox_and_flash_loses_doubles_and_alters_no_record():
    done = subprocess.run(
        [interpreter(), "-X", "heapsize=16M", str(TESTS / "soak/torn_log.py"), "60"],
        env={**os.environ, "MICROPYPATH": ":".join(SEARCH)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("60 appends, ")
    assert int(done.stdout.split()[2]) > 1400
