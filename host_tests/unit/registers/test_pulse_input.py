"""Pulses of another meter become units of what it measures, and none is lost."""

from fakes.plain_board import board, codes, run, value
from meter.commands import CommandError
from meter.config.settings import Settings
from meter.meter import Meter
from meter.registers.pulse_input import PulseInput


def made(divisor_milli):
    return PulseInput(Settings({"pulse_input_divisor_milli": divisor_milli}))


def test_pulses_are_divided_by_0_100_to_1000_000_and_the_rest_is_kept():
    for divisor, pulses, wanted in (
        (100, 7, 70),
        (1000, 7, 7),
        (1500, 7, 4),
        (333, 1000, 3003),
        (1_000_000, 999, 0),
        (1_000_000, 2001, 2),
    ):
        at_once, one_by_one = made(divisor), made(divisor)
        at_once.add(pulses)
        for _ in range(pulses):
            one_by_one.add(1)
        assert at_once.read() == one_by_one.read() == wanted, divisor


def test_seven_digits_roll_over():
    pulses = made(1000)
    pulses.write("9999999")
    pulses.add(3)
    assert pulses.read() == 2


def test_it_may_be_preset_which_begins_a_new_unit():
    pulses = made(1000)
    halves = made(2000)
    halves.add(1)
    for text in ("0", "42", "0001234"):
        pulses.write(text)
        halves.write(text)
        assert pulses.read() == halves.read() == int(text)
    halves.add(1)
    assert halves.read() == 1234


def test_a_preset_that_is_no_number_of_seven_digits_is_refused():
    pulses = made(1000)
    pulses.write("5")
    for text in ("", "12345678", "-1", "1.0", " 1", "x"):
        try:
            pulses.write(text)
        except ValueError as error:
            assert str(error) == "UP TO 7 DIGITS"
        else:
            raise AssertionError("accepted %s" % text)
        assert pulses.read() == 5


def test_units_and_the_rest_come_back():
    pulses = made(2500)
    pulses.add(9)
    again = made(2500)
    again.unpack(b"before" + pulses.pack(), 6)
    assert again.read() == 3
    again.add(1)  # 9 - 3 · 2.5 = 1.5, and one more
    assert again.read() == 4


def test_pulses_of_the_board_are_in_the_register_with_its_unit_and_survive_a_cut():
    kept = board({"configuration": codes(third="00-0-00-0-02"), "pulse_input_divisor_milli": 10_000})
    meter = Meter(kept)
    for _ in range(3):
        kept.pulse_input.pulses = 25
        run(meter, 60, 0)
    assert value(meter, "0.128.1") == 7 and meter.bank.get("0.128.1").unit == "m3"
    meter = Meter(kept)  # without a warning
    assert value(meter, "0.128.1") == 7
    kept.pulse_input.pulses = 5
    run(meter, 60, 0)
    assert value(meter, "0.128.1") == 8


def test_a_preset_is_an_event_with_old_and_new_value_and_a_bad_one_changes_nothing():
    meter = Meter(board())
    meter.commands.write("0.128.1", "123", 1)
    assert meter.board.console.notes[-1] == "setting 0.128.1: 0 -> 123"
    count = len(meter.board.console.notes)
    for text, level in (("many", 1), ("5", 0)):
        try:
            meter.commands.write("0.128.1", text, level)
        except CommandError:
            pass
        else:
            raise AssertionError(text)
    assert value(meter, "0.128.1") == 123 and len(meter.board.console.notes) == count
    assert value(Meter(meter.board), "0.128.1") == 123
