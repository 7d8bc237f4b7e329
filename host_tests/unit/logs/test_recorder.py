"""Billing stops, clock settings, outages and tariffs: each done once, at its time, and told."""

from fakes.plain_board import board, codes, new_meter, run, told, value
from meter.clock.calendar import to_seconds
from meter.commands import CommandError
from meter.logs import billing_log
from meter.logs.profile import values
from meter.meter import Meter

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
FEBRUARY, MARCH = to_seconds(2026, 2, 1, 0, 0, 0), to_seconds(2026, 3, 1, 0, 0, 0)
ON_TIME, COMMAND, LATE = 0, 1, 2
HOUR, DAY = 3600, 86_400
MANY = 1000


def at(seconds, **given):
    given.setdefault("configuration", codes())
    return Meter(board(given, seconds))


def stops(meter):
    """[(time, why)] of all."""
    return [(time, payload[0]) for _, time, payload in meter.stops.read(0, MANY)]


def test_a_stop_is_made_at_midnight_of_the_day_that_is_configured():
    meter = at(FEBRUARY - HOUR)
    run(meter, HOUR - 60, 1200)
    assert stops(meter) == []
    run(meter, 120, 1200)
    assert stops(meter) == [(FEBRUARY, ON_TIME)]
    ((_, _, payload),) = meter.stops.read(0, 1)
    assert billing_log.values(payload)[1][0] == 1200  # with the energy up to it
    assert value(meter, "0.1.0") == 1 and value(meter, "1.6.0") == (0, 0)
    assert told(meter)[-1] == "billing stop: 0 -> 1"


def test_a_stop_for_which_a_client_has_left_no_heap_is_made_once_in_the_next_minute():
    meter = at(FEBRUARY - 60)
    record, tried = meter.recorder._record, []

    def full(why):
        tried.append(1)
        if len(tried) == 1:
            raise MemoryError
        return record(why)

    meter.recorder._record = full
    run(meter, 300, 1200)
    ((time, why),) = stops(meter)
    assert FEBRUARY < time <= FEBRUARY + 120 and len(tried) == 2
    assert value(meter, "0.1.0") == 1


def test_midnight_is_normal_time_of_the_zone_in_summer_too():
    midnight = to_seconds(2026, 6, 30, 23, 0, 0)
    meter = at(midnight - HOUR - 60, configuration=codes(third="00-0-01-0-00", fourth="000-001-00"))
    run(meter, 2 * HOUR, 100)
    assert stops(meter) == [(midnight, ON_TIME)]


def test_a_stop_takes_in_the_period_that_ends_with_it():
    meter = at(FEBRUARY - 900)
    run(meter, 900, 2000)
    ((_, _, payload),) = meter.stops.read(0, 1)
    assert billing_log.values(payload)[1][12:14] == [2000, FEBRUARY]


def test_a_stop_that_was_missed_is_made_once_when_the_supply_is_back_and_says_so():
    meter = at(FEBRUARY - HOUR)
    run(meter, 1800, 2000)
    meter.board.clock.seconds = MARCH + DAY  # over two of them
    for _ in range(2):
        meter = Meter(meter.board)
        run(meter, HOUR, 1)
    assert stops(meter) == [(MARCH + DAY, LATE)]
    ((_, _, payload),) = meter.stops.read(0, 1)
    assert billing_log.values(payload)[1][:1] == [1000]  # what was counted until the cut
    assert "billing stop 2: 0 -> 1" in told(meter)


def test_a_stop_that_the_clock_is_set_over_is_made_late():
    meter = at(FEBRUARY - HOUR)
    run(meter, 600, 2000)
    meter.commands.set_clock(FEBRUARY + HOUR, 1)
    run(meter, HOUR, 1)
    assert stops(meter) == [(FEBRUARY + HOUR, LATE)]


def test_a_stop_is_not_doubled_when_the_clock_is_set_back_over_it():
    for back, step in ((60, 60), (2 * HOUR, HOUR), (10 * DAY, DAY)):
        meter = at(FEBRUARY - HOUR)
        run(meter, HOUR + 600, 100, 0, 600)
        meter.commands.set_clock(FEBRUARY + 60 - back, 1)
        for _ in range(2):
            run(meter, back + step, 100, 0, step)
            meter = Meter(meter.board)
        assert stops(meter) == [(FEBRUARY, ON_TIME)], back
        meter.board.clock.seconds = MARCH - 60
        run(meter, 120, 100)
        assert len(stops(meter)) == 2, back


def test_a_stop_by_command_is_made_at_once_and_the_next_one_on_its_day():
    meter = at(FEBRUARY - HOUR)
    run(meter, 600, 100)
    meter.commands.write("0.1.5*128", "1", 1)
    assert stops(meter) == [(FEBRUARY - HOUR + 600, COMMAND)]
    run(meter, HOUR, 100)
    assert stops(meter)[1:] == [(FEBRUARY, ON_TIME)] and value(meter, "0.1.0") == 2


def test_a_stop_needs_the_right_to_make_it():
    meter = at(FIRST)
    for text, level in (("1", 0), ("0", 1), ("", 1)):
        try:
            meter.commands.write("0.1.5*128", text, level)
        except CommandError:
            pass
        else:
            raise AssertionError(text)
    assert stops(meter) == []


def test_a_stop_that_the_memory_does_not_take_changes_nothing_and_is_made_later():
    meter = at(FEBRUARY - HOUR)
    run(meter, 900, 2000)
    meter.board.memory.left = 0
    try:
        meter.commands.write("0.1.5*128", "1", 1)
    except CommandError as refusal:
        assert str(refusal) == "MEMORY FAULT"
    else:
        raise AssertionError("made")
    run(meter, HOUR, 0)
    assert (value(meter, "0.1.0"), value(meter, "1.6.0")[0]) == (0, 2000)
    meter.board.memory.left = None
    run(meter, 120, 0)
    assert len(stops(meter)) == 1 and stops(meter)[0][1] == LATE
    assert (value(meter, "0.1.0"), value(meter, "1.6.0")[0]) == (1, 0)


def test_a_clock_setting_is_logged_with_old_and_new_time():
    meter = at(FIRST)
    run(meter, 120, 100)
    meter.commands.set_clock(FIRST + DAY, 1)
    assert told(meter)[-1] == "clock set: 2026-01-01 00:02:00 -> 2026-01-02 00:00:00"
    assert meter.board.clock.seconds == FIRST + DAY


def test_a_time_outside_the_calendar_leaves_everything_as_it_was():
    meter = at(FIRST)
    run(meter, 120, 100)
    before = told(meter), meter.load.start, meter.load.marks, meter.board.clock.seconds
    for seconds in (-1, to_seconds(2099, 12, 31, 23, 59, 59) + 1):
        try:
            meter.commands.set_clock(seconds, 1)
        except CommandError as refusal:
            assert str(refusal) == "OUTSIDE 2000 TO 2099"
        else:
            raise AssertionError(seconds)
        assert (told(meter), meter.load.start, meter.load.marks, meter.board.clock.seconds) == before


def test_a_supply_failure_is_logged_from_the_last_kept_second_to_the_return():
    meter = at(FIRST)
    run(meter, HOUR, 100)
    run(meter, 30, 100, 0, 1)
    meter.board.clock.seconds = FIRST + 2 * HOUR
    meter = Meter(meter.board)
    assert "power failure: 2026-01-01 01:00:30 -> 2026-01-01 02:00:00" in told(meter)


def test_a_meter_that_is_set_up_anew_while_it_has_supply_logs_no_failure_and_marks_none():
    meter = at(FIRST)
    run(meter, 300, 1000)
    meter.recorder.save()
    meter = Meter(meter.board, True)
    run(meter, 600, 1000)
    assert "power failure" not in " ".join(told(meter))
    ((_, time, payload),) = meter.load.log.read(0, 9)
    assert (time, values(payload)) == (FIRST + 900, (0, [250, 0, 0, 0]))
    assert value(meter, "1.6.0") == (1000, FIRST + 900)


def test_a_forced_tariff_survives_a_cut():
    meter = at(FIRST)
    meter.commands.write("129.0.0", "5", 1)
    run(meter, 60, 100)
    again = Meter(meter.board)
    run(again, 60, 60_000)
    assert value(again, "129.0.0") == 5 and value(again, "1.8.5") == 1000


def test_the_time_switch_goes_by_local_time():
    table = "day all 00:00 T1 06:00 T2\nweek w all all all all all all all\nseason s from 01-01 w\n"
    six = to_seconds(2026, 7, 1, 4, 0, 0)  # 06:00 summer time, one hour east
    kept = board({"configuration": codes(third="00-0-01-0-00", fourth="001-001-00")}, six - 300)
    kept.files.files["tariffs-001.txt"] = table
    meter = Meter(kept)
    run(meter, 300, 12_000)
    run(meter, 300, 12_000)
    assert [value(meter, "1.8.%d" % tariff) for tariff in (1, 2)] == [1000, 1000]
    assert value(meter, "129.0.0") == 2


def test_tariff_inputs_switch_with_the_window():
    meter = new_meter(configuration=codes("1-1-018-00-2"))
    for levels, tariff in (((True, False), 2), ((False, True), 3), ((True, True), 4), ((False, False), 1)):
        meter.board.tariff_inputs.state = levels
        run(meter, 60, 60_000)
        assert meter.energies.active == tariff
    assert [value(meter, "1.8.%d" % tariff) for tariff in (1, 2, 3, 4)] == [1000, 1000, 1000, 1000]
