"""What is watched beside the metering shows in the status and in the events, once each time it changes."""

from fakes.plain_board import board, new_meter, run, told, value
from meter.meter import Meter
from meter.registers.status import COVER, MAGNET, MEMORY, RESET


def new(meter, do):
    """The events that come when `do` is done and two seconds pass."""
    before = len(told(meter))
    do()
    run(meter, 2, 0, 0, 1)
    return told(meter)[before:]


def bits(meter):
    return value(meter, "97.97.0")


def test_a_meter_that_starts_says_so_with_its_version():
    meter = new_meter()
    assert told(meter)[0] == "firmware start: %s -> %s" % (meter.version, value(meter, "96.54.0")[:8])
    assert bits(meter) == 0


def test_cover_magnet_and_seal_are_told_when_they_change():
    meter = new_meter()
    parts = meter.board
    run(meter, 1, 0, 0, 1)
    for part, first, one, other, bit in (
        (parts.cover, False, "cover opened", "cover closed", 1 << COVER),
        (parts.magnet, True, "magnetic field", "magnetic field gone", 1 << MAGNET),
        (parts.seal, False, "seal opened", "seal closed", 0),
    ):
        for _ in range(2):
            assert new(meter, lambda: setattr(part, "on", first)) == [one]  # noqa: B023
            assert bits(meter) == bit
            assert new(meter, lambda: setattr(part, "on", not first)) == [other]  # noqa: B023
            assert bits(meter) == 0


def test_what_is_open_or_near_at_the_start_is_told_then():
    parts = board()
    parts.cover.on = parts.seal.on = False
    parts.magnet.on = True
    meter = Meter(parts)
    run(meter, 1, 0, 0, 1)
    assert bits(meter) == 1 << COVER | 1 << MAGNET
    for text in ("cover opened", "magnetic field", "seal opened"):
        assert told(meter).count(text) == 1, text


def test_a_clock_that_loses_its_time_is_told_until_it_is_set():
    meter = new_meter()
    assert new(meter, lambda: setattr(meter.board.clock, "valid", False)) == ["clock lost its time"]
    assert bits(meter) == 1 << RESET
    found = new(meter, lambda: meter.commands.set_clock(meter.board.clock.seconds + 3, 1))
    assert len(found) == 2 and found[0].startswith("clock set: ") and found[1] == "clock valid"
    assert bits(meter) == 0


def test_an_outage_that_outlasted_the_clock_goes_on_from_the_last_time():
    meter = new_meter()
    run(meter, 3600, 100)
    last = meter.board.clock.seconds
    meter.board.clock.seconds, meter.board.clock.valid = 0, False
    meter = Meter(meter.board)
    run(meter, 60, 100)
    assert value(meter, "1.0.0") == (last + 60, False)
    assert bits(meter) == 1 << RESET
    assert told(meter)[-2:] == ["clock lost its time", "self-test: start -> Err 0001"]


def test_samples_that_were_lost_are_counted_in_an_event():
    meter = new_meter()
    assert new(meter, lambda: setattr(meter.board.sampler, "lost", 512)) == ["samples lost: 0 -> 512"]
    assert new(meter, lambda: None) == []


def test_records_that_the_memory_did_not_take_are_told_and_light_the_triangle():
    meter = new_meter()
    meter.board.memory.left = 0
    run(meter, 5, 1000, 0, 1)
    meter.board.memory.left = None
    run(meter, 5, 1000, 0, 1)
    assert bits(meter) == 1 << MEMORY and meter.status.critical()
    assert told(meter)[-1].startswith("stored record damaged 1: 0 -> ")
    count = len(told(meter))
    run(meter, 60, 1000, 0, 1)
    assert len(told(meter)) == count  # no more than there was
    assert not bits(Meter(meter.board))  # found whole at the next start


def test_a_full_flash_is_told_and_does_not_stop_the_metering():
    meter = new_meter()
    meter.board.logs.content["foreign"] = bytes(meter.board.logs.total)
    for k in range(40):
        meter.board.cover.on = k % 2 == 1
        run(meter, 60, 6000)
        if k == 10:
            assert bits(meter) & 1 << MEMORY and meter.events.lost == 0  # in time
    assert value(meter, "1.8.0") == 4000
    assert bits(meter) & 1 << MEMORY
    assert meter.board.console.notes.count("cover opened") == 20  # the console hears of all
    del meter.board.logs.content["foreign"]
    run(meter, 360, 6000, 0, 1)
    assert new(meter, lambda: setattr(meter.board.cover, "on", False)) == ["cover opened"]


def test_the_temperature_of_the_front_end_is_read_every_ten_seconds():
    meter = new_meter()
    seen = []
    real = meter.board.thermometer.read
    meter.board.thermometer.read = lambda: seen.append(1) or real()
    run(meter, 60, 100, 0, 1)
    assert 5 <= len(seen) <= 7
