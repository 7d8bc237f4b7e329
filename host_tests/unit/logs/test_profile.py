"""Load profile and analysis logger: columns, periods, and what a record says about its quality."""

import json

from fakes.plain_board import board, codes, new_meter, run, told, value, window
from meter.clock.calendar import to_seconds
from meter.logs import marks as m
from meter.logs.profile import record_size, values
from meter.meter import Meter
from meter.registers.status import MEMORY

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
QUARTER = 900


def records(profile, first=0):
    """[(time, marks, values)] from number `first` on."""
    return [(time,) + values(payload) for _, time, payload in profile.log.read(first, 100_000)]


def timed(profile):
    """[(seconds after FIRST, marks)]"""
    return [(time - FIRST, marks) for time, marks, _ in records(profile)]


def test_columns_are_the_energies_that_x5_of_the_type_number_orders():
    for x5, wanted in ((1, [1]), (2, [1, 2]), (3, [1, 12]), (4, [1, 2, 12, 48]), (5, [1, 4])):
        meter = new_meter(type_number="686-18BK%dC3010" % x5)
        energies = (1, 2, 4, 8, 16, 32)  # A+, A-, R1 to R4
        for register, wh in zip(meter.energy.stored, energies):
            register.wh = wh
        run(meter, QUARTER, 0, 0, QUARTER)
        assert records(meter.load) == [(FIRST + QUARTER, 0, wanted)], x5


def test_a_record_holds_the_registers_as_they_were_at_the_end_of_the_period():
    meter = new_meter()
    for watts, vars_ in ((400, 800), (-1200, -1600)):
        run(meter, QUARTER, watts, vars_)
    assert records(meter.load) == [
        (FIRST + QUARTER, 0, [100, 0, 200, 0]),
        (FIRST + 2 * QUARTER, 0, [100, 300, 200, 400]),
    ]


def test_a_record_is_as_long_as_its_columns_and_holds_the_largest_register():
    meter = new_meter()
    meter.energy.a_plus.wh = 9_999_999_999
    meter.load.close(FIRST + QUARTER, 0)
    ((_, _, payload),) = meter.load.log.read(0, 9)
    assert len(payload) == record_size(4) == 22
    assert values(payload)[1][0] == 9_999_999_999


def test_the_analysis_logger_has_its_own_registers_and_period_and_means_of_it():
    meter = new_meter(analysis=["1.8.0", "2.7.0", "31.25.0", "32.25.0"], analysis_period_s=300)
    for _ in range(2):
        run(meter, 60, 2300)
        run(meter, 240, -230)
    assert [time for time, _, _ in records(meter.analysis)] == [FIRST + 300, FIRST + 600]
    assert records(meter.analysis)[0][2] == [38, 230_000, (10_000_000 + 4 * 1_000_000) // 5, 230_000]
    assert records(meter.load) == []


def test_a_meter_without_profiles_works_as_well():
    meter = new_meter(type_number="686-18BB433010")
    run(meter, 2 * QUARTER, 1000)
    assert (meter.load.log, meter.analysis.log) == (None, None)
    assert value(meter, "1.6.0") == (1000, FIRST + QUARTER)  # demand has the period all the same


def test_every_day_has_96_quarter_hours_whatever_summer_time_does():
    """The logs are in normal time: on the wall 2026-03-29 has 23 hours and 2026-10-25 has 25."""
    for month, day, summer in ((3, 29, range(8, 97)), (10, 25, range(8)), (1, 1, ())):
        first = to_seconds(2026, month, day, 0, 0, 0) - 3600  # 00:00 in the zone
        meter = Meter(board({"configuration": codes(third="00-0-01-0-00", fourth="000-001-00")}, first))
        run(meter, 96 * QUARTER, 400, 0, QUARTER)
        found = records(meter.load)
        wanted = [(first + k * QUARTER, m.SUMMER if k in summer else 0) for k in range(1, 97)]
        assert [(time, marks) for time, marks, _ in found] == wanted, (month, day)
        assert [values[0] for _, _, values in found] == list(range(100, 9601, 100))


def test_a_gap_is_marked_and_not_invented():
    meter = new_meter()
    run(meter, QUARTER, 100)
    meter.board.clock.seconds += 10 * QUARTER  # nobody measured: the processor stood still
    window(meter, 60, 100, 0)
    run(meter, 2 * QUARTER, 100)
    found = timed(meter.load)
    assert found[:2] == [(QUARTER, 0), (2 * QUARTER, 0)]
    assert found[2] == (12 * QUARTER, m.GAP) and found[3] == (13 * QUARTER, 0) and len(found) == 4


def test_a_supply_that_fails_within_a_period_marks_its_record():
    meter = new_meter()
    run(meter, 300, 100)
    meter.board.clock.seconds += 60
    meter = Meter(meter.board)
    run(meter, 2 * QUARTER, 100)
    assert timed(meter.load) == [(QUARTER, m.OUTAGE), (2 * QUARTER, 0)]


def test_an_outage_over_several_periods_leaves_a_gap_and_marks_both_of_its_ends():
    meter = new_meter()
    run(meter, 300, 100)
    meter.board.clock.seconds = FIRST + 4 * QUARTER + 60
    meter = Meter(meter.board)
    run(meter, QUARTER, 100)
    assert timed(meter.load) == [(QUARTER, m.OUTAGE), (5 * QUARTER, m.OUTAGE | m.GAP)]


def test_an_outage_from_one_period_into_the_next_leaves_no_gap():
    meter = new_meter()
    run(meter, 840, 100)
    meter.board.clock.seconds += 120
    meter = Meter(meter.board)
    run(meter, QUARTER, 100)
    assert timed(meter.load) == [(QUARTER, m.OUTAGE), (2 * QUARTER, m.OUTAGE)]


def test_how_far_the_clock_was_set_is_told_in_bands():
    for change, wanted in (
        (6, 0),
        (7, m.SET_7_S),
        (14, m.SET_7_S),
        (15, m.SET_15_S),
        (29, m.SET_15_S),
        (30, m.SET_30_S),
        (59, m.SET_30_S),
        (60, m.SET_60_S),
        (100_000_000, m.SET_60_S),
    ):
        assert m.of_clock(change) == (wanted | m.FORWARD if wanted else 0), change
        assert m.of_clock(-change) == (wanted | m.BACKWARD if wanted else 0), change


def test_a_clock_that_is_set_within_a_period_marks_its_record():
    for change, wanted in ((6, 0), (-20, m.SET_15_S | m.BACKWARD), (45, m.SET_30_S | m.FORWARD)):
        meter = new_meter()
        run(meter, 300, 100)
        meter.commands.set_clock(FIRST + 300 + change, 1)
        run(meter, 2 * QUARTER, 100)
        assert timed(meter.load) == [(QUARTER, wanted), (2 * QUARTER, 0)], change


def test_a_clock_that_is_set_into_another_period_ends_the_one_that_it_leaves():
    for change, gap in ((QUARTER, 0), (2 * QUARTER, m.GAP), (-QUARTER, 0)):
        meter = new_meter()
        run(meter, 2 * QUARTER + 300, 100)
        meter.commands.set_clock(FIRST + 2 * QUARTER + 300 + change, 1)
        run(meter, 600, 100)
        mark = m.SET_60_S | (m.FORWARD if change > 0 else m.BACKWARD)
        assert timed(meter.load)[2:] == [(2 * QUARTER + 300, mark), (3 * QUARTER + change, mark | gap)], change


def test_records_of_a_clock_that_has_lost_its_time_say_so_until_it_is_set():
    meter = new_meter()
    meter.board.clock.valid = False
    run(meter, 2 * QUARTER, 100)
    meter.commands.set_clock(FIRST + 2 * QUARTER + 1, 1)
    run(meter, 2 * QUARTER, 100)
    assert [marks for _, marks in timed(meter.load)] == [m.INVALID_TIME, m.INVALID_TIME, 0, 0]


def test_a_change_of_the_period_ends_the_running_one_and_marks_both():
    meter = new_meter()
    run(meter, QUARTER + 300, 100)
    meter.commands.write("0.129.1", "1-1-000-00-1", 1)
    run(meter, 600, 100)
    assert timed(meter.load) == [
        (QUARTER, 0),
        (QUARTER + 300, m.PERIOD_CHANGED),
        (QUARTER + 600, m.PERIOD_CHANGED),
        (QUARTER + 900, 0),
    ]
    assert "load profile set up anew 5: 900 -> 300" in told(meter)


def test_the_upper_marks_are_the_logger_s_status():
    assert m.logger_status(m.GAP) == 1 << 6
    assert m.logger_status(m.RECONFIGURED) == 1 << 7
    assert m.logger_status(m.PERIOD_CHANGED) == 1 << 8
    assert m.logger_status(m.QUALITY) == 0


def test_no_two_marks_share_a_bit():
    bits = 0
    for bit in (
        m.SET_7_S, m.SET_15_S, m.SET_30_S, m.SET_60_S, m.FORWARD, m.BACKWARD, m.LEGAL, m.OUTAGE, m.INVALID_TIME,
        m.SUMMER, m.GAP, m.RECONFIGURED, m.PERIOD_CHANGED,
    ):  # fmt: skip
        assert bit and not bit & bits and not bit & bit - 1 and bit < 1 << 16, bit
        bits |= bit


def test_other_columns_drop_the_old_records_and_say_so():
    meter = new_meter()
    run(meter, 2 * QUARTER, 1000)
    kept = meter.board
    kept.files.files["settings.json"] = json.dumps(
        {"analysis": ["32.7.0", "31.7.0", "1.7.0", "2.7.0", "3.7.0", "4.7.0"]}
    )
    meter = Meter(kept)
    assert records(meter.analysis) == [] and len(records(meter.load)) == 2
    assert "load profile set up anew 2: 900 -> 900" in told(meter)
    run(meter, QUARTER, 1000)
    ((_, marks, found),) = records(meter.analysis)
    assert marks == m.RECONFIGURED | m.OUTAGE and found[2] == 1_000_000
    run(meter, QUARTER, 1000)
    meter = Meter(kept)
    assert len(records(meter.analysis)) == 2  # once is enough


def test_another_choice_of_energies_drops_the_load_profile():
    meter = new_meter(type_number="686-18BJ2C3010")
    run(meter, 2 * QUARTER, 1000)
    kept = meter.board
    kept.files.files["settings.json"] = json.dumps({"type_number": "686-18BJ3C3010"})  # as many columns, but others
    meter = Meter(kept)
    assert records(meter.load) == []
    run(meter, QUARTER, 1000, 2000)
    ((_, marks, found),) = records(meter.load)
    assert marks & m.RECONFIGURED and found == [750, 500]


def test_a_full_flash_loses_records_but_not_the_metering_and_shows_in_the_status():
    meter = new_meter()
    logs = meter.board.logs
    logs.content["foreign"] = bytes(logs.total)
    run(meter, 20 * QUARTER, 1000, 0, QUARTER)
    assert value(meter, "1.8.0") == 5000
    assert meter.load.lost == 4 == meter.analysis.lost - 8  # their inboxes have 16 places and 8
    run(meter, 60, 0)
    assert value(meter, "97.97.0") >> MEMORY & 1
    del logs.content["foreign"]
    run(meter, 2 * QUARTER, 1000)
    assert len(records(meter.load)) == 18


def test_running_periods_and_their_marks_survive_a_cut():
    meter = new_meter()
    run(meter, 300, 100)
    meter.commands.set_clock(FIRST + 400, 1)
    meter = Meter(meter.board)
    run(meter, 540, 100)
    assert timed(meter.load) == [(QUARTER, m.SET_60_S | m.FORWARD | m.OUTAGE)]
