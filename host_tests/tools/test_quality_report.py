"""Shares of a week's values within limits, at the limits, without values, and with counters that are full."""

from tools.quality.report import HELD, event_row, total, verdicts


def kept(**counters):
    """{name: whether kept, None without values} of each limit."""
    return {verdict.limit.name: verdict.kept for verdict in verdicts(counters) if verdict.percent is not None}


def percents(**counters):
    return [verdict.percent for verdict in verdicts(counters)]


def test_a_good_week_keeps_all_limits():
    assert percents(windows=1008, tens=60_480) == [100.0] * 5
    assert all(kept(windows=1008, tens=60_480).values())


def test_ninety_five_percent_are_enough_for_ten_percent_of_voltage_and_not_for_fifteen():
    found = kept(windows=1000, u_below_10=30, u_above_10=0)
    assert found["voltage within ±10 %"] and found["voltage within +10/-15 %"]
    found = kept(windows=1000, u_below_10=50, u_below_15=1)
    assert found["voltage within ±10 %"] and not found["voltage within +10/-15 %"]
    assert not kept(windows=1000, u_below_10=31, u_above_10=20)["voltage within ±10 %"]
    assert not kept(windows=1000, u_above_10=1)["voltage within +10/-15 %"]


def test_frequency_and_distortion_have_their_own_shares():
    assert kept(tens=1000, f_below_1=3, f_above_1=2)["frequency within ±1 %"]
    assert not kept(tens=1000, f_below_1=3, f_above_1=3)["frequency within ±1 %"]
    assert not kept(tens=60_480, f_below_6=1)["frequency within +4/-6 %"]
    assert not kept(tens=60_480, f_above_4=1)["frequency within +4/-6 %"]
    assert kept(windows=100, thd_u=5)["THD of the voltage to 8 %"]
    assert not kept(windows=100, thd_u=6)["THD of the voltage to 8 %"]


def test_without_values_nothing_is_exceeded_and_nothing_told():
    assert percents() == [None] * 5 and all(verdict.kept for verdict in verdicts({}))


def test_a_full_counter_says_that_there_may_be_more():
    held = [verdict.held for verdict in verdicts({"windows": 1008, "tens": 70_000, "f_below_1": HELD})]
    assert held == [False, False, True, False, False]


def test_days_add_up_to_a_week():
    assert total([{"windows": 144, "dips": 1}, {"windows": 140, "left_out": 4}]) == {
        "windows": 284,
        "dips": 1,
        "left_out": 4,
    }


def test_no_voltage_at_all_is_a_voltage():
    began = "2026-11-22 23:35:10"
    for event in ("dip", "interruption", "lowest"):
        assert event_row([began, event, 0.0, 0.0, 0.0, 0.12, 7], 230) == [began + ".07", event, 0.12, 0.0, 100.0]
    assert event_row([began, "mean low", 0.0, 0.0, 0.0, 0.0, 0], 230)[2:] == ["", 0.0, 100.0]
    assert event_row([began, "swell", 0.0, 276.0, 0.0, 0.5, 0], 230)[2:] == [0.5, 276.0, -20.0]
    assert event_row([began, "outage", 0.0, 0.0, 0.0, 0.0, 0], 230)[2:] == ["", "", ""]
    assert event_row([began, "restored", 0.0, 0.0, 0.0, 0.0, 0], 230)[2:] == [0.0, "", ""]
