"""The whole meter in 320 KiB with every log full, and what `make logs` shows of it."""

import contextlib
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tools.bench.child import Child
from tools.bench.process import MODULES, interpreter
from tools.logs.cli import EPOCH, main, read

ROOT = Path(__file__).parents[2]
FILL = ROOT / "host_tests/scenario/fill_logs.py"
END = int((datetime(2026, 11, 1, tzinfo=UTC) - EPOCH).total_seconds())
LAST = 0xFFFFFFFF


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    """A state directory with full logs, after a quarter of an hour of a watched meter."""
    state = tmp_path_factory.mktemp("full")
    environment = {**os.environ, "MICROPYPATH": ":".join(MODULES)}
    done = subprocess.run(
        [interpreter(), "-X", "heapsize=4M", FILL, state, str(END)], env=environment, capture_output=True, text=True
    )
    counts = list(map(int, done.stdout.split()))
    assert counts[0] >= 17_616 and counts[1] > 2000 and counts[2] >= 36 and counts[3] >= 200, done.stderr
    scenario = str(ROOT / "boards/sim/scenarios/household.txt")
    options = {"state": str(state), "scenario": scenario, "speed": 0, "live": True, "seconds": 1000}
    options |= {"clock": END + 60, "set_clock": True}
    stray, last = [], {}
    with contextlib.closing(Child(options)) as child:
        while (events := child.read()) is not None:
            stray += [event["text"] for event in events if event["ev"] in ("stray", "error")]
            last = events[-1] if events else last
    assert not stray, "\n".join(stray)
    assert last["ev"] == "summary"
    return state, counts, last


def test_full_logs_go_on_and_keep_their_depth(full):
    state, counts, last = full
    columns, rows = read(state, "load", 0, LAST)
    assert columns == ["status", "quality", "A+", "A-", "R+", "R-"]
    assert len(rows) == counts[0] + 1 and len(rows) >= 17_616
    assert rows[-1][0] == "2026-11-01 01:15:00" and rows[-1][3] <= last["a_plus_uwh"] // 1_000_000
    assert rows[-2][0] == "2026-11-01 01:00:00"  # the last that was filled in


def test_one_day_can_be_read(full):
    midnight = END - 3 * 86_400
    _, rows = read(full[0], "load", midnight + 1, midnight + 86_400)
    assert len(rows) == 96


def test_events_are_shown_as_people_read_them(full):
    done = CliRunner().invoke(main, [str(full[0]), "events"])
    lines = done.output.splitlines()
    assert done.exit_code == 0 and lines[0] == "time,event"
    assert any("firmware start: 0.1.0" in line for line in lines[-4:])


def test_a_directory_without_a_meter_is_one_clear_line(tmp_path):
    done = CliRunner().invoke(main, [str(tmp_path)])
    assert done.exit_code and "no meter has run" in done.output
