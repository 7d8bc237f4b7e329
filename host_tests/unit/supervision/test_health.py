"""The meter tells its last errors, why it started, how worn its memories are, and a clock that goes wrong."""

import sys

from fakes.eeprom import Fram
from fakes.plain_board import board, new_meter, run, told, value, window
from meter.logs import event_codes as e
from meter.meter import Meter
from meter.registers import status as bits

HOUR, DAY = 3600, 86_400
MODULE = "meter.supervision.health"


def errors(meter):
    return [value(meter, "199.3.%d" % number) for number in (1, 2, 3, 4)]


def slept(meter, seconds):
    """The clock goes on and the samples do not tell."""
    meter.board.clock.seconds += seconds


def test_errors_are_told_newest_first_with_their_time_and_survive_the_supply():
    meter = new_meter()
    run(meter, 60, 100)
    assert errors(meter) == ["", "", "", ""] and MODULE not in sys.modules
    meter.watch.error("optical", ValueError("five"))
    meter.events.add(e.COVER_OPEN)  # no error
    run(meter, 60, 100)
    meter.board.sampler.lost = 3
    run(meter, 60, 100)
    found = errors(meter)
    assert found[0] == "2026-01-01 00:03:00 samples lost: 0 -> 3"
    assert found[1] == "2026-01-01 00:01:00 error optical: ValueError -> five"
    assert found[2:] == ["", ""]
    meter.close()
    meter = Meter(meter.board)
    assert errors(meter)[:2] == found[:2]
    for k in range(7):
        meter.watch.fault(bits.DISPLAY, k % 2 == 0)  # a fault that is gone is no error
    assert [text[20:] for text in errors(meter)] == ["fault DISPLAY"] * 4
    meter.watch.error("network", ValueError("(a)*b/!"))
    assert errors(meter)[0][20:] == "error network: ValueError ->  a  b  "


def test_an_error_that_cannot_be_read_is_not_there():
    meter = new_meter()

    def fail(*_):
        raise OSError(5)

    meter.watch.error("optical", OSError(5))
    meter.events.log.read = fail
    try:
        value(meter, "199.3.1")
    except OSError:
        assert MODULE not in sys.modules
    else:
        raise AssertionError("hidden")


def test_the_cause_of_the_start_is_a_register():
    parts = board()
    parts.reset_cause = "watchdog"
    meter = Meter(parts)
    assert value(meter, "199.3.5") == "watchdog"
    assert value(Meter(parts, planned=True), "199.3.5") == "settings"
    assert value(Meter(parts), "199.3.5") == "power"
    assert meter.bank.get("199.3.8") is None


def small(endurance):
    parts = board()
    parts.memory = Fram(32_768)
    parts.memory.endurance = endurance
    return parts


def test_the_memory_is_worn_by_its_most_used_ring():
    parts = small(1000)
    meter = Meter(parts)
    assert value(meter, "199.3.6") == "0"
    for _ in range(600):
        meter.keeper.save_state(meter.recorder.parts, 0)
    assert value(meter, "199.3.6") == "10"  # of 6 places
    assert value(Meter(parts), "199.3.6") == "10"


def test_the_rings_of_breaker_and_voltage_wear_too():
    """A top-up or a change of state is a save of one, an outage of the other."""
    for save in (lambda meter: meter.control.save(), lambda meter: meter.quality.save()):
        parts = small(1000)
        meter = Meter(parts)
        for _ in range(1200):
            save(meter)
        assert value(meter, "199.3.6") == "30"  # of 4 places
        assert value(Meter(parts), "199.3.6") == "30"
    parts = board({"type_number": "686-18BK433010"})
    meter = Meter(parts)
    assert not meter.control and value(meter, "199.3.6") == "0"


def test_wear_is_told_once_a_life():
    parts = small(1)
    meter = Meter(parts)
    run(meter, 60, 0)
    for _ in range(6):
        meter.keeper.save_state(meter.recorder.parts, 0)
    run(meter, 2 * HOUR, 0)
    found = [text for text in told(meter) if text.startswith("worn")]
    assert len(found) == 1 and found[0].startswith("worn, percent: 0 -> 1")
    run(meter, DAY, 0)
    assert [text for text in told(meter) if text.startswith("worn")] == found
    assert MODULE not in sys.modules


def test_the_flash_is_worn_by_what_the_logs_file():
    meter = new_meter()
    assert value(meter, "199.3.7") == "0"
    log = meter.load.log
    blocks = meter.board.logs.total // 4096
    log.next = blocks * 100_000 // 2 * 90 // 100  # two erases a record
    assert value(meter, "199.3.7") == "90"


def test_a_flash_that_does_not_answer_is_worn_nobody_knows_how():
    class Silent:
        @property
        def total(self):
            raise OSError(5)

    meter = new_meter()
    meter.board.logs = Silent()
    assert value(meter, "199.3.7") == "-"


def test_a_clock_that_agrees_with_the_samples_is_not_told():
    meter = new_meter()
    run(meter, 60, 100)
    found = len(told(meter))
    for _ in range(4):
        run(meter, HOUR, 100)
        slept(meter, 5)
    assert told(meter)[found:] == []


def test_a_clock_that_runs_behind_or_away_is_told_until_it_goes_right():
    for off, last in ((-6, HOUR - 6), (6, HOUR + 6)):
        meter = new_meter()
        run(meter, HOUR, 100)
        found = len(told(meter))
        run(meter, HOUR - 60, 100)
        slept(meter, off)
        run(meter, 120, 100)
        assert told(meter)[found:] == ["clock goes wrong, s in an hour: 3600 -> %d" % last, "fault CLOCK"], off
        assert value(meter, "199.3.0") == "Err 0400" and not meter.status.critical()
        run(meter, 2 * HOUR, 100)
        assert told(meter)[found + 2 :] == ["fault gone CLOCK"], off


def test_a_clock_that_stands_still_is_told_within_an_hour_or_two():
    meter = new_meter()
    run(meter, HOUR, 100)
    for _ in range(60):
        window(meter, 60, 100, 0)
    assert "clock goes wrong, s in an hour: 3600 -> 0" in told(meter)
    assert value(meter, "199.3.0") == "Err 0400"


def test_an_hour_in_which_something_else_explains_it_is_not_looked_at():
    def set_it(meter):
        meter.commands.set_clock(meter.board.clock.seconds + 600, 1)

    def lose_samples(meter):
        meter.board.sampler.lost += 100
        slept(meter, 100)

    def lose_the_converter(meter):
        meter.step(0, 200_000)
        slept(meter, 100)

    def lose_its_time(meter):
        meter.board.clock.valid = False
        slept(meter, 100)

    for do in (set_it, lose_samples, lose_the_converter, lose_its_time):
        meter = new_meter()
        run(meter, 2 * HOUR - 600, 100)
        do(meter)
        run(meter, 1200, 100)
        assert not [text for text in told(meter) if text.startswith("clock goes wrong")], do
