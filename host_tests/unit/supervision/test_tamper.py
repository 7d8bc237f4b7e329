"""Tampering counts once it has lasted, is told when it begins and when it ends, and shows in the status words."""

from fakes.plain_board import RATE, board, new_meter, run, told, value
from meter.meter import Meter
from meter.registers import status as s

ONE_WAY = "686-18BK1C3010"  # A+ only
DAY = 86_400


def of_b(meter, bit):
    return bool(value(meter, "96.10.2") >> bit - s.B & 1)


def step(meter, seconds, watts=0, volts=230, amps=None):
    """Windows of a second."""
    for _ in range(seconds):
        meter.board.clock.seconds += 1
        window = meter.window
        window.samples = RATE
        window.v_rms_mv = 1000 * volts
        window.p_mw, window.q_mvar = 1000 * watts, 0
        window.energy_uj, window.reactive_uj = 1_000_000 * watts, 0
        window.i_rms_ua = 1_000_000 * abs(watts) // 230 if amps is None else round(1_000_000 * amps)
        meter.step(0)


def new(meter, do, *arguments):
    before = len(told(meter))
    do(meter, *arguments)
    return told(meter)[before:]


def test_a_terminal_cover_is_told_like_the_meter_cover_and_lights_no_triangle():
    meter = new_meter()
    step(meter, 2)
    meter.board.terminal_cover.on = False
    assert new(meter, step, 1) == ["terminal cover opened"]
    assert meter.status.tamper() and not meter.status.critical()
    assert value(meter, "97.97.0") == 0 and of_b(meter, s.B_COVER)
    meter.board.terminal_cover.on = True
    assert new(meter, step, 1) == ["terminal cover closed"]
    assert not meter.status.tamper() and of_b(meter, s.B_COVER)


def test_contacts_that_bounce_are_told_once():
    meter = new_meter()
    step(meter, 2)
    window = meter.window
    found = len(told(meter))
    for k in range(41):
        for part in (meter.board.cover, meter.board.terminal_cover):
            part.on = bool(k % 3)
        meter.board.magnet.on = not k % 3
        window.samples, window.v_rms_mv = RATE // 5, 230_000
        meter.step(0)
    assert told(meter)[found:] == []
    for part, on in ((meter.board.cover, False), (meter.board.terminal_cover, False), (meter.board.magnet, True)):
        part.on = on
    for k in range(5):
        assert len(told(meter)) == found, k
        window.samples = RATE // 5
        meter.step(0)
    assert sorted(told(meter)[found:]) == ["cover opened", "magnetic field", "terminal cover opened"]


def test_a_cover_that_was_opened_without_supply_is_told_at_the_next_start():
    meter = new_meter()
    step(meter, 60)
    meter.close()
    meter.board.terminal_cover.on = False
    meter = Meter(meter.board)
    assert "terminal cover opened" not in told(meter)
    assert new(meter, step, 2) == ["terminal cover opened"]


def test_latched_tampering_shows_until_it_is_acknowledged_through_an_outage_too():
    meter = new_meter(tamper_latched=1)
    step(meter, 2)
    meter.board.magnet.on = True
    step(meter, 2)
    meter.board.magnet.on = False
    step(meter, 2)
    assert value(meter, "97.97.0") == 1 << s.MAGNET and meter.status.tamper()
    meter.close()
    meter = Meter(meter.board)
    step(meter, 2)
    assert value(meter, "97.97.0") == 1 << s.MAGNET and meter.status.tamper()
    meter.commands.configure("tamper_latched", 0)
    assert not meter.status.tamper() and not meter.restart
    meter.commands.configure("tamper_latched", 1)
    meter.commands.write("96.10.2", "0", 1)
    assert value(meter, "97.97.0") == 0 and not meter.status.tamper()


def test_a_current_turned_round_counts_after_a_minute_where_a_minus_is_not_registered():
    meter = new_meter(type_number=ONE_WAY)
    step(meter, 2, 100)
    for _ in range(3):  # swings
        assert new(meter, step, 59, -100) == []
        assert new(meter, step, 1, 100) == []
    assert new(meter, step, 59, -100) == [] and not of_b(meter, s.B_REVERSED)
    assert new(meter, step, 1, -100) == ["current reversed"]
    assert of_b(meter, s.B_REVERSED) and meter.status.tamper()
    assert new(meter, step, 300, -100) == []
    assert new(meter, step, 59, 100) == []
    assert new(meter, step, 1, 0) == ["current no longer reversed"]  # nothing is as good as the right way
    assert of_b(meter, s.B_REVERSED) and not meter.status.tamper()


def test_below_the_cut_off_and_on_a_meter_for_both_directions_nothing_is_reversed():
    meter = new_meter(type_number=ONE_WAY)
    assert new(meter, step, 300, -2) == []
    meter = new_meter()
    step(meter, 2)
    assert new(meter, step, 300, -5000) == [] and not of_b(meter, s.B_REVERSED)


def test_a_current_without_voltage_counts_after_ten_seconds():
    meter = new_meter()
    step(meter, 5)
    for _ in range(3):
        assert new(meter, step, 9, 0, 0, 5) == []
        assert new(meter, step, 1, 0, 230, 5) == []
    assert new(meter, step, 9, 0, 159, 0.02) == []
    assert new(meter, step, 1, 0, 159, 0.02) == ["current without voltage"]
    assert of_b(meter, s.B_MISSING_PHASE) and meter.status.tamper()
    assert new(meter, step, 9, 0, 160, 0.02) == []
    assert new(meter, step, 1, 0, 160, 0.02) == ["current without voltage has ended"]
    assert not meter.status.tamper()
    assert new(meter, step, 60, 0, 0, 0.019) == []  # no current, no voltage: an outage


def test_the_level_of_the_voltage_follows_setting_and_board():
    parts = board({"voltage_limit_v": 115})
    parts.nominal_mv = 12_000
    meter = Meter(parts)
    step(meter, 5, 0, 12, 1)
    assert new(meter, step, 20, 0, 6, 1) == []
    assert new(meter, step, 10, 0, 5, 1) == ["current without voltage"]


def test_a_day_without_current_shows_in_the_status_word_and_is_no_event():
    meter = new_meter()
    run(meter, 60, 0)
    meter.commands.write("96.10.2", "0", 1)
    assert new(meter, run, DAY - 120, 0) == [] and not of_b(meter, s.B_NO_CURRENT)
    run(meter, 60, 0)
    assert of_b(meter, s.B_NO_CURRENT) and not meter.status.tamper()
    step(meter, 600, 0, 0)  # without voltage nobody can tell
    meter.commands.write("96.10.2", "0", 1)
    assert of_b(meter, s.B_NO_CURRENT)
    run(meter, 60, 3)
    meter.commands.write("96.10.2", "0", 1)
    assert not of_b(meter, s.B_NO_CURRENT)


def test_a_converter_that_fails_is_no_tampering():
    meter = new_meter(type_number=ONE_WAY)
    step(meter, 5, 1000)
    for _ in range(1000):
        meter.step(0, 200_000)
    assert not meter.status.tamper()
