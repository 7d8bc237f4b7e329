"""A simulated night with a low voltage and two outages: its logs, the report of the week, and a DLMS client's view."""

import contextlib
import csv
import io
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from clients.gurux import Reader
from clients.meter import Meter

from tools.bench.child import Child
from tools.logs.cli import EPOCH, LAST, read
from tools.quality.cli import main

BEGIN = int((datetime(2026, 11, 22, 22, 35, tzinfo=UTC) - EPOCH).total_seconds())  # 23:35 normal time, a Sunday
HALF_CYCLES = ("dip", "swell", "interruption")
NIGHT = """\
0      mains volts=230 hertz=50
10     mains volts=120
15     mains volts=230
5:00   mains volts=190
15:30  mains volts=230
17:00  mains volts=255
17:01  mains volts=230
"""


@pytest.fixture(scope="module")
def night(tmp_path_factory):
    """The state directory after 26 minutes, and after a cut of 400 s and a minute more."""
    state = tmp_path_factory.mktemp("night")
    scenario = state / "night.txt"
    scenario.write_text(NIGHT)
    for clock, seconds in ((BEGIN, 1560), (BEGIN + 1960, 60)):
        options = {"state": str(state), "scenario": str(scenario), "speed": 0, "seconds": seconds, "rate": 4000}
        stray, last = [], {}
        if seconds == 60:
            scenario.write_text("0 mains volts=230 hertz=50\n")
        with contextlib.closing(Child(options | {"clock": clock, "set_clock": True})) as child:
            while (events := child.read()) is not None:
                stray += [event["text"] for event in events if event["ev"] in ("stray", "error")]
                last = events[-1] if events else last
        assert not stray and last["ev"] == "summary", stray
    return state


def seconds_of(text):
    return (datetime.strptime(text, "%Y-%m-%d %H:%M:%S") - datetime(2026, 11, 22, 23, 35)).total_seconds()


def test_the_logs_tell_the_night(night):
    columns, rows = read(night, "outages", 0, LAST)
    assert columns == ["event", "seconds"] and [row[1] for row in rows] == ["outage", "restored"] * 2
    assert seconds_of(rows[0][0]) in (10, 11) and rows[1][2] in (5, 6)
    assert seconds_of(rows[2][0]) in (1559, 1560) and seconds_of(rows[3][0]) == 1960
    columns, rows = read(night, "voltage", 0, LAST)
    rows = [row for row in rows if row[1] not in HALF_CYCLES]
    told = [row[1] for row in rows]
    assert told == [
        "low", "outage", "restored", "lowest", "low ends", "low", "mean low", "lowest", "low ends", "high", "outage",
        "restored",
    ]  # fmt: skip
    assert abs(rows[3][4] - 120) < 1 and abs(rows[4][5] - 5) <= 1
    mean = rows[6]
    assert seconds_of(mean[0]) == 300 and abs(mean[2] - 190) < 1


def report(state, *arguments):
    done = CliRunner().invoke(main, [str(state), *arguments])
    return done.exit_code, list(csv.reader(io.StringIO(done.stdout)))


def test_the_week_that_ended_is_held_against_the_standard(night):
    status, (head, *rows) = report(night)
    found = {row[0]: row[1:] for row in rows}
    assert status == 1 and head[0] == "what"
    # whole ten minutes of Sunday: 23:40 to 23:50, low, and 23:50 to 24:00, low for half a minute
    assert found["voltage within ±10 %"] == ["4.2.2.2", "2", "50.00", "95", "exceeded"]
    assert found["voltage within +10/-15 %"][-1] == "exceeded"
    assert found["frequency within ±1 %"][-1] == "kept"
    assert found["interruptions to 3 min"][1] == "1"


def test_the_running_week_and_its_events_can_be_asked_for(night):
    status, rows = report(night, "--week", "2026-11-25")
    assert status == 0 and {row[0]: row[2] for row in rows}["interruptions beyond 3 min"] == "1"
    _, (head, *rows) = report(night, "--week", "2026-11-22", "--events")
    assert head == ["time", "event", "duration_s", "volts", "depth_percent"]
    lows = [row for row in rows if row[1] == "lowest"]
    assert abs(float(lows[0][3]) - 120) < 1 and abs(float(lows[0][4]) - 47.8) < 0.5
    assert report(night, "--week", "2025-01-01")[0] == 2


def test_a_client_reads_the_events_of_the_voltage(night):
    with Meter(night, clock=BEGIN + 2100, set_clock=True) as meter, Reader(meter.tcp, 18, password=b"12345") as client:
        client.connect()
        rows = [row for row in client.get(7, "1.0.99.98.16.255", 2) if row[2] < 10]
        assert [row[2] for row in rows][:12] == [6, 4, 5, 2, 7, 6, 0, 2, 7, 8, 4, 5]
        assert abs(rows[6][3] - 190) <= 1 and rows[0][1] == 1
        assert len(client.get(7, "1.0.99.98.4.255", 2)) >= 4
        assert len(client.get(7, "1.0.99.98.17.255", 2)) == 1
        assert client.get(1, "1.0.133.0.14.255", 2) >= 1
