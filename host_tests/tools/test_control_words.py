"""What `make control` says of a breaker's state, and what would help where it is not obeyed."""

from dataclasses import replace
from datetime import datetime

import pytest

from tools.control.state import State
from tools.control.words import DISCONNECT, RECONNECT, RELEASE, last_cut, lasting, limits, table, why

READY = State(
    state=8, feedback=0x38, basis=1, threshold=20, factors=(20, 15, 11), seconds=(5, 30, 300), wait_s=60,
    reconnection=0, low=6, low_days=2, over_v=285, over_s=1, credit_wh=0, owed_wh=1500, top_up_wh=5000,
    remaining_s=0, alarm_kwh=0, token=3,
)  # fmt: skip
UNPAID, LOW, OVER = {"basis": 2, "feedback": 0x18}, 0x18, 64


def test_the_stages_of_the_limit_are_shown_as_what_cuts_after_how_long():
    stages = ["above 40 A after 5 s", "above 30 A after 35 s", "above 22 A after 335 s"]
    assert [*limits(READY)] == stages
    assert [*limits(replace(READY, basis=5))] == [stage.replace("A", "kW") for stage in stages]
    assert [*limits(replace(READY, factors=(10, 10, 0)))] == ["above 20 A after 5 s"]
    assert [*limits(replace(READY, factors=(0, 15, 15)))] == ["above 30 A after 35 s"]
    assert [*limits(replace(READY, basis=0))] == [*limits(replace(READY, threshold=0))] == []
    exhausted = replace(READY, **UNPAID, threshold=6, factors=(10, 10, 10))
    assert [*limits(exhausted)] == ["low, for want of credit", "above 6 A after 5 s"]


@pytest.mark.parametrize(
    ("state", "wish", "changed", "said"),
    [
        (1, RECONNECT, {}, "it is disconnected by command; it must be made ready first"),
        (5, RELEASE, {}, "it is connected, load above the limit; nothing has opened it"),
        (6, RELEASE, {}, "it is cut off: load; it becomes ready to be reconnected 60 s after that"),
        (6, RELEASE, {"reconnection": 1}, "it is cut off: load; it closes 60 s after that"),
        (7, RELEASE, {}, "it is cut off: credit used up; a top-up makes it ready to be reconnected, "
         "the button allows 6 A"),
        (7, RELEASE, {"low_days": 0, "reconnection": 1}, "it is cut off: credit used up; a top-up closes it"),
        (8, RELEASE, {}, "it is ready to be reconnected; it waits for a command or the button"),
        (9, RELEASE, {}, "it is cut off: reduced load used up; a top-up makes it ready to be reconnected"),
        (11, RELEASE, {}, "it is opened by the button; whoever opened it by the button closes it by the button; or "
         "disconnect it first"),
        (14, RELEASE, {"reconnection": 1}, "it is cut off: overvoltage; the voltage, when it is back, closes it"),
        (8, RECONNECT, UNPAID, "the credit is used up and the load above 6 A"),
        (8, RECONNECT, UNPAID | {"low": 0}, "the credit is used up"),
        (8, RECONNECT, {"basis": 66, "feedback": LOW, "low": 0}, "the credit is used up or the voltage is too high"),
        (8, RECONNECT, {"basis": OVER}, "the voltage is too high"),
        (8, RECONNECT, {}, "its memory does not keep the new state"),
        (4, DISCONNECT, {}, "its memory does not keep the new state"),
    ],
)  # fmt: skip
def test_a_refusal_is_explained_by_the_state_and_what_would_help(state, wish, changed, said):
    assert why(replace(READY, state=state, **changed), wish) == said


def test_the_time_that_the_credit_lasts():
    credit = replace(READY, credit_wh=1)
    seconds = (59, 3_660, 86_399, 90_000, 99_999_999)
    shown = ["0 h 0 min", "1 h 1 min", "23 h 59 min", "1 d 1 h", "not known before an hour of use"]
    assert [lasting(replace(credit, remaining_s=left)) for left in seconds] == shown
    assert lasting(READY) == "used up" and lasting(replace(READY, token=0)) == "nothing bought yet"


def test_the_last_cut_is_the_last_time_that_it_opened():
    day = datetime(2026, 11, 26)
    rows = [[day, 1, 0x79, 1, 4, 5000], [day, 8, 0, 1, 1, 0], [day, 4, 0, 1, 8, 0], [day, 5, 0, 3, 4, 25_000]]
    assert last_cut(rows) == "2026-11-26 00:00:00, command"
    assert last_cut(rows[1:]) == "none in the last 3 changes" and last_cut([]) == "none"
    assert last_cut([*rows, [day.replace(hour=7), 6, 0, 3, 5, 25_000]]) == "2026-11-26 07:00:00, load"


def test_a_port_without_logs_has_no_row_for_the_last_cut_and_prepayment_only_where_it_is_on():
    names = [name for name, _ in table(READY, None)]
    assert names[-1] == "prepayment" and "last cut" not in names
    rows = dict(table(replace(READY, basis=67), "none"))
    assert rows["owed"] == "1.500 kWh" and rows["without credit"] == "up to 6 A for 2 days"
    assert rows["last cut"] == "none" and rows["voltage limit"] == "285 V for 1 s"
