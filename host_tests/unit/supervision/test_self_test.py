"""The self-test finds each fault, says which one it is, and is forgotten; the meter goes on with all of them."""

import sys
from array import array

from fakes.plain_board import Switch, board, run, told, value
from meter.commands import CommandError
from meter.meter import Meter
from meter.registers import status as bits

MIDDLE = 1 << 23
PAIRS = 40  # two cycles of 50 Hz at the plain board's 1000 samples/s
MODULE = "meter.supervision.self_test"


def wave(volts=1 << 22, amps=1 << 20, volts_mean=0, amps_mean=0):
    """Codes of two cycles of square waves, exactly symmetrical to their means."""
    codes = array("I", bytes(8 * PAIRS))
    for k in range(PAIRS):
        sign = 1 if k // 10 % 2 else -1
        codes[2 * k] = MIDDLE + volts_mean + sign * volts
        codes[2 * k + 1] = MIDDLE + amps_mean + sign * amps
    return codes


def started(parts=None, codes=None):
    """A meter that has been there for five seconds; its board."""
    parts = parts or board()
    parts.sampler.codes = codes or wave()
    meter = Meter(parts)
    run(meter, 5, 100, 0, 1)
    return meter


def reported(meter):
    return [text for text in told(meter) if text.startswith("self-test")]


def commanded(meter, seconds=90):
    meter.commands.write("199.3.0", "1", 1)
    run(meter, seconds, 100, 0, 1)
    return value(meter, "199.3.0")


def test_a_sound_meter_passes_says_nothing_and_forgets_the_test():
    parts = board()
    parts.sampler.codes = wave()
    meter = Meter(parts)
    assert value(meter, "199.3.0") == "----" and MODULE in sys.modules
    run(meter, 5, 100, 0, 1)
    assert value(meter, "199.3.0") == "PASS" and MODULE not in sys.modules
    assert reported(meter) == [] and not meter.status.critical()
    assert meter.bank.get("199.3.0").unit == ""
    assert "imtest" not in parts.logs.content


def test_on_command_it_sums_up_the_sealed_part_and_always_reports():
    meter = started()
    looked = []
    real = meter.legal.folder.step
    meter.legal.folder.step = lambda: looked.append(1) or real()
    assert commanded(meter, 2) == "----"
    try:
        meter.commands.write("199.3.0", "1", 1)
    except CommandError as refusal:
        assert str(refusal) == "BUSY"
    else:
        raise AssertionError("two at a time")
    run(meter, 120, 100, 0, 1)
    assert value(meter, "199.3.0") == "PASS"
    assert len(looked) > 40  # pieces of 512 bytes
    assert reported(meter) == ["self-test: command -> PASS"] and MODULE not in sys.modules


def test_only_1_and_only_with_the_password_begins_it():
    meter = started()
    for text, level, said in (("2", 1, "1 TESTS"), ("", 1, "1 TESTS"), ("1", 0, "NOT WRITABLE")):
        try:
            meter.commands.write("199.3.0", text, level)
        except CommandError as refusal:
            assert str(refusal) == said
        else:
            raise AssertionError(text)
    assert value(meter, "199.3.0") == "PASS"


def test_samples_that_stand_still_are_found_on_either_channel_at_any_code():
    for code in (0, 0xFFFFFF, MIDDLE, MIDDLE + 1):
        for channel in (0, 1):
            codes = wave()
            for k in range(channel, len(codes), 2):
                codes[k] = code
            meter = started(codes=codes)
            if channel and code == MIDDLE:
                assert value(meter, "199.3.0") == "PASS"  # no current at all
                continue
            found = value(meter, "199.3.0")
            assert int(found[4:], 16) & 1 << bits.CONVERTER, (code, channel, found)
            assert meter.bank.get("199.3.0").unit == "CONVERTER" and meter.status.critical()
            assert "fault CONVERTER" in told(meter) and reported(meter) == ["self-test: start -> " + found]


def test_a_mean_that_no_supply_and_no_load_has_is_found():
    half_wave = (1 << 23) * 318 // 1000  # peaks at full scale
    for given, wrong in (
        ({"volts_mean": 1 << 20}, False),
        ({"volts_mean": (1 << 20) + 1}, True),
        ({"volts_mean": -(1 << 20) - 2}, True),
        ({"amps_mean": half_wave}, False),
        ({"amps_mean": -half_wave}, False),
        ({"amps_mean": (3 << 20) + 1}, True),
    ):
        meter = started(codes=wave(**given))
        assert value(meter, "199.3.0") == ("Err 0200" if wrong else "PASS"), given
        assert ("fault OFFSET" in told(meter)) == wrong


def test_a_clock_that_stands_still_or_does_not_answer_is_found():
    parts = board()
    parts.clock.read = lambda: (820_540_800, True)
    assert value(started(parts), "199.3.0") == "Err 0400"
    parts = board()
    parts.clock.read = lambda: (0, False)
    meter = started(parts)
    assert value(meter, "199.3.0") == "Err 0401" and meter.bank.get("199.3.0").unit == "CLOCK"
    assert value(meter, "97.97.0") == 1 and not meter.status.critical()


def test_a_log_file_system_that_keeps_nothing_is_found():
    meter = started()
    append = meter.board.logs.append
    meter.board.logs.append = lambda name, data: None if name == "imtest" else append(name, data)
    assert commanded(meter) == "Err 0800"
    assert reported(meter) == ["self-test: command -> Err 0800"]
    meter.board.logs.append = append
    assert commanded(meter) == "PASS"
    assert told(meter)[-2:] == ["fault gone FLASH", "self-test: command -> PASS"]


def test_a_memory_that_acknowledges_and_does_not_keep_is_found():
    meter = started()
    meter.board.memory.write = lambda address, data: None
    assert commanded(meter) == "Err 0002" and value(meter, "97.97.0") == 2


def test_a_display_and_a_thermometer_that_do_not_answer_are_found_and_their_return_is():
    for part, name, code in (("lcd", "DISPLAY", "Err 1000"), ("thermometer", "HEAT", "Err 2000")):
        parts = board()
        getattr(parts, part).there = False
        meter = started(parts)
        assert value(meter, "199.3.0") == code and meter.bank.get("199.3.0").unit == name
        assert not meter.status.critical() and value(meter, "1.8.0") == 0
        getattr(parts, part).there = True
        run(meter, 12, 100, 0, 1)
        assert value(meter, "199.3.0") == "PASS" and told(meter)[-1] == "fault gone " + name


def test_a_sealed_part_that_was_changed_is_found_on_command():
    meter = started()
    meter.legal.right = (1, meter.legal.right[1])
    assert commanded(meter) == "Err 0010" and value(meter, "97.97.0") == 16


class Heap:
    """What the module gc offers; `free` bytes."""

    def __init__(self, free):
        self._free = free

    def collect(self):
        pass

    def mem_free(self):
        return self._free


def test_a_heap_that_is_nearly_full_is_found():
    meter = started()
    for free, found in ((8191, "Err 0008"), (8192, "PASS")):
        meter.commands.write("199.3.0", "1", 1)
        sys.modules[MODULE].gc = Heap(free)
        run(meter, 90, 100, 0, 1)
        assert value(meter, "199.3.0") == found


def test_all_faults_at_once_are_one_number():
    parts = board()
    parts.lcd.there = parts.thermometer.there = False
    parts.clock.read = lambda: (0, False)
    parts.logs.append = refusing
    codes = wave(volts_mean=1 << 22)
    for k in range(1, len(codes), 2):
        codes[k] = 0
    parts.memory.read = refusing
    meter = started(parts, codes)
    assert value(meter, "199.3.0") == "Err 3F13"  # with CHECKSUM: what is right was kept in the memory


def refusing(*arguments):
    raise OSError(5)


def test_a_meter_set_up_anew_with_its_supply_is_not_tested_again():
    meter = started()
    meter.close()
    again = Meter(meter.board, True)
    assert value(again, "199.3.0") == "PASS" and MODULE not in sys.modules


def test_why_the_board_was_reset_is_told_once():
    parts = board()
    parts.reset_cause = "watchdog"
    meter = started(parts)
    assert told(meter)[0].startswith("firmware start watchdog: 0.1.0 -> ")
    meter.close()
    again = Meter(parts)
    assert told(again)[-1].startswith("firmware start: 0.1.0 -> ")


def test_errors_of_ports_are_logged_a_few_an_hour():
    meter = started()
    for k in range(20):
        meter.watch.error("optical", KeyError("part %d" % k))
    errors = [text for text in told(meter) if text.startswith("error")]
    assert len(errors) == 4 and errors[0].startswith("error optical: KeyError -> ")
    run(meter, 3600, 100)
    meter.watch.error("network", ValueError("later"))
    assert told(meter)[-1] == "error network: ValueError -> later"


def test_faults_that_come_later_are_found_without_a_command():
    meter = started()
    meter.board.sampler.codes = array("I", [5] * 2 * PAIRS)
    meter.board.lcd.there = False
    run(meter, 12, 100, 0, 1)
    assert value(meter, "199.3.0") == "Err 1100"
    assert told(meter)[-2:] == ["fault DISPLAY", "fault CONVERTER"]
    meter.board.cover = Switch(False)
    run(meter, 2, 100, 0, 1)
    assert told(meter)[-1] == "cover opened"
