"""The scenarios of breaker and prepayment, played to a whole meter: what moves, when, and what is counted meanwhile."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "boards/sim/scenarios"


def played(scenario, seconds, *options):
    """([(second, text)] of its events, summary) of so many seconds, as fast as it goes."""
    command = [sys.executable, "-m", "tools.bench", "--speed", "max", "--seconds", str(seconds), "--scenario", scenario]
    done = subprocess.run(
        [*map(str, command), *map(str, options)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    *lines, _, last = done.stdout.splitlines()
    events = []
    for line in lines:
        time, _, text = line.strip().partition("  ")
        hours, minutes, rest = time.split(":")
        if not text.startswith("LCD"):
            events.append((3600 * int(hours) + 60 * int(minutes) + int(rest), text))
    return events, json.loads(last)


def moves(events):
    return [(second, text.removeprefix("relay ")) for second, text in events if text.startswith("relay ")]


@pytest.fixture(scope="module")
def overload():
    return played(SCENARIOS / "overload.txt", 250)


def test_each_stage_of_the_load_limit_cuts_after_its_time_and_the_button_closes(overload):
    events, _ = overload
    assert moves(events)[:6] == [
        (15, "opened"), (34, "closed"),
        (60, "opened"), (79, "closed"),
        (125, "opened"), (144, "closed"),
    ]  # fmt: skip


def test_contacts_that_stick_are_told_and_commands_from_afar_reconnect(overload):
    events, _ = overload
    assert moves(events)[6:] == [(215, "opened"), (235, "closed")]
    at = {text: second for second, text in events}
    assert at["breaker command 1: 4 -> 1"] == 197 < at["breaker does not move, should be open"] < 215
    assert at["breaker has moved, is open"] == 215


def test_no_energy_is_counted_while_it_is_open(overload):
    _, summary = overload
    seconds_amps = (
        (10, 8), (5, 44), (11, 8), (15, 33), (11, 8), (35, 24), (8, 8), (13, 21.9), (4, 50), (21, 21.9), (40, 8),
    )  # fmt: skip
    expected = sum(230 * seconds * amps for seconds, amps in seconds_amps) * 1e6 / 3600
    assert summary["a_plus_uwh"] == pytest.approx(expected, rel=0.01)
    assert summary["a_minus_uwh"] == 0 and summary["lost_samples"] == 0


def test_the_same_scenario_gives_the_same_summary(overload):
    assert played(SCENARIOS / "overload.txt", 250)[1] == overload[1]


def test_credit_that_runs_out_at_a_weekend_cuts_on_monday_and_a_token_counts_once():
    events, _ = played(SCENARIOS / "prepayment_week.txt", 575)
    at = {text: second for second, text in events}
    assert at["credit low"] == 201
    assert at["credit used up, cut-off deferred"] == 401
    assert at["credit used up"] == 430
    closed_for_lamps, cut_by_kettle, paid = 451, 500, 536
    assert moves(events) == [
        (430, "opened"),
        (closed_for_lamps, "closed"),
        (cut_by_kettle, "opened"),
        (paid, "closed"),
    ]
    top_ups = [text for _, text in events if text.startswith("top-up")]
    assert top_ups[0] == "top-up 1: 0 -> 2000" and len(top_ups) == 3
    owed, left = [int(number) for number in top_ups[1].partition(": ")[2].split(" -> ")]
    assert owed < 0 and left == owed + 5000
    assert top_ups[2].startswith("top-up again: 2")


def test_the_position_outlasts_the_process_and_a_relay_left_open_cuts(tmp_path):
    (tmp_path / "cut.txt").write_text("0 load heater amps=10\n1 command 1\n", encoding="utf-8")
    first, _ = played(tmp_path / "cut.txt", 9, "--state", tmp_path / "state")
    assert [what for _, what in moves(first)] == ["opened"]
    (tmp_path / "on.txt").write_text("0 load heater amps=10\n", encoding="utf-8")
    _, after = played(tmp_path / "on.txt", 5, "--state", tmp_path / "state")
    assert after["i_rms_ua"] == 0 and after["v_rms_mv"] > 229_000
    (tmp_path / "back.txt").write_text("0 load heater amps=10\n1 command 2\n2 command 3\n", encoding="utf-8")
    back, closed = played(tmp_path / "back.txt", 12, "--state", tmp_path / "state")
    assert ("closed" in [what for _, what in moves(back)]) and closed["i_rms_ua"] == pytest.approx(10e6, rel=1e-3)


def test_what_the_meter_refuses_and_settings_that_cannot_be_are_told(tmp_path):
    (tmp_path / "a.txt").write_text("0 load heater amps=1\n1 command 3\n2 topup 5 1\n", encoding="utf-8")
    events, _ = played(tmp_path / "a.txt", 4)
    assert [text for _, text in events if text.startswith("refused")] == [
        "refused 128.0.0 3: NOT IN STATE 4",
        "refused 199.4.0 5 1: PREPAYMENT OFF",
    ]
    (tmp_path / "b.txt").write_text("0 setting limit_k1=5\n0 press\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"b\.txt: setting: limit_k: must be k3 <= k2 <= k1"):
        played(tmp_path / "b.txt", 1)
