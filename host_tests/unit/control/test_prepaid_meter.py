"""Prepayment in a whole meter: registers and who writes them, the breaker that follows, restarts, configuration."""

from fakes.plain_board import board, codes, new_meter, run, told, value
from fakes.refused import refused
from meter.clock.calendar import to_seconds
from meter.commands import CommandError
from meter.meter import Meter
from meter.panel.display import LOW_CREDIT, PREPAID
from meter.registers.status import B_PREPAYMENT, B
from meter.registers.text import readout, shown

MODULE, PASSWORD = 2, 1
MONDAY = to_seconds(2026, 1, 5, 12, 0, 0)
ON = codes(third="02-0-00-0-00")
KW = 3600  # W for as many s are so many Wh


def prepaid(kwh="1", seconds=MONDAY, **given):
    """A meter that has had one top-up."""
    meter = Meter(board(dict({"configuration": ON}, **given), seconds))
    run(meter, 6, 0, step=1)  # the contacts may move after five seconds
    top_up(meter, 1, kwh)
    return meter


def top_up(meter, token, kwh):
    meter.commands.write("199.4.0", "%d %s" % (token, kwh), MODULE)


def use(meter, wh):
    """In Wh seconds."""
    run(meter, wh, KW, step=1)


def refusal(meter, code, text, level=MODULE):
    return refused(CommandError, meter.commands.write, code, text, level)


def again(meter, planned=False):
    """The meter after a cut without warning, or set up anew."""
    if planned:
        meter.close()
    return Meter(meter.board, planned)


def text(meter, code):
    return shown(meter.bank.get(code), meter.settings.energy_digits())


def test_registers_as_people_read_them():
    meter = prepaid("1234.567")
    run(meter, 3600, 100, step=60)
    for code, wanted, long in (
        ("130.0.0", ("0001234", "kWh"), ("0001234.46", "kWh")),
        ("130.0.1", ("0000000", "kWh"), ("0000000.00", "kWh")),
        ("130.0.4", ("0001234", "kWh"), ("0001234.56", "kWh")),
        ("130.0.7", ("0010", "kWh"), ("0010", "kWh")),
        ("199.4.0", ("1", ""), ("1", "")),
        ("199.4.1", ("12345", ""), ("12345", "")),
        ("128.0.9", ("00", ""), ("00", "")),
        ("128.0.11", ("02", ""), ("02", "")),
    ):
        assert text(meter, code) == wanted and readout(meter.bank.get(code)) == long, (code, text(meter, code))
    left, unit = text(meter, "130.0.6")
    assert unit == "s" and len(left) == 8 and 0.98 * 36 * 1234_467 <= int(left) <= 1.02 * 36 * 1234_467
    meter = prepaid("999999.9", configuration=codes("2-1-000-00-2", third="02-0-00-0-00"))
    assert text(meter, "130.0.0") == ("999999.9", "kWh")


def test_a_view_may_be_named_whether_prepayment_is_on_or_off():
    for configuration in (ON, codes()):
        meter = new_meter(configuration=configuration, manual=["130.0.0", "1.8.0"])
        assert text(meter, "130.0.0") == ("0000000", "kWh")
    meter = new_meter(type_number="686-18BK433010")  # without a breaker
    assert meter.control is None and meter.bank.get("130.0.0") is None and meter.bank.get("199.4.0") is None


def test_only_the_module_port_writes():
    meter = prepaid("1")
    for code, written in (
        ("130.0.0", "5000"), ("199.4.0", "2 1"), ("130.0.7", "20"), ("199.4.1", "123"), ("199.4.2", "12-24"),
        ("199.4.3", "22:00-08:00"),
    ):  # fmt: skip
        before = value(meter, code)
        for level in (0, PASSWORD):
            assert refusal(meter, code, written, level) == "NOT WRITABLE" and value(meter, code) == before
        meter.commands.write(code, written, MODULE)
    assert value(meter, "130.0.0") == 6000 and value(meter, "199.4.0") == "2"
    assert (meter.settings.credit_alarm_kwh, meter.settings.working_days) == (20, "123")
    assert not meter.restart  # all of it is in force at once
    for code in ("130.0.1", "130.0.4", "130.0.6"):
        assert refusal(meter, code, "1") == "NOT WRITABLE"
    assert refusal(meter, "199.4.3", "25:00-08:00").startswith("no_cut_slot: ")
    assert refusal(meter, "130.0.0", "x") == "NOT A NUMBER"


def test_while_it_is_off_nothing_can_be_bought():
    meter = new_meter(configuration=codes())
    assert refusal(meter, "199.4.0", "1 5") == refusal(meter, "130.0.0", "5") == "PREPAYMENT OFF"
    assert value(meter, "130.0.0") == value(meter, "130.0.1") == 0 and value(meter, "199.4.0") == ""


def test_the_supply_goes_with_the_credit_and_comes_back_with_it():
    for reconnection, state in ((1, 4), (0, 8)):
        meter = prepaid("0.01", reconnection=reconnection)
        use(meter, 9)
        assert meter.control.state == 4 and value(meter, "130.0.0") == 1
        use(meter, 2)
        assert meter.control.state == 7 and meter.board.relay.moves == [False] and meter.control.exhausted
        assert not value(meter, "128.0.18") & 32
        top_up(meter, 2, "0.005")
        run(meter, 6, 0, step=1)
        assert meter.control.state == state and meter.control.feedback & 32
        if state == 8:
            meter.control.button(False)
            run(meter, 1, 0, step=1)
        assert meter.board.relay.position
        assert value(meter, "130.0.0") - value(meter, "130.0.1") == 10 + 5 - value(meter, "1.8.0")


def test_nobody_closes_it_without_credit():
    meter = prepaid("0.01")
    use(meter, 12)
    assert refusal(meter, "128.0.0", "3") == "NOT IN STATE 7"
    meter.control.button(False)
    meter.commands.write("128.0.0", "1", PASSWORD)
    meter.commands.write("128.0.0", "2", PASSWORD)
    assert refusal(meter, "128.0.0", "3") == "NO CREDIT"
    run(meter, 100, 0, step=1)
    assert meter.control.state == 8 and meter.board.relay.moves == [False]
    top_up(meter, 2, "1")
    meter.commands.write("128.0.0", "3", PASSWORD)
    run(meter, 1, 0, step=1)
    assert meter.control.state == 4


def test_a_reduced_load_is_cut_off_again_and_has_its_days():
    meter = prepaid("0.01", low_max_days=1, threshold_low=5, limit_t1=2)
    use(meter, 12)
    run(meter, 5, 0, step=1)
    assert meter.control.state == 7 and meter.control.led == 2
    meter.control.button(False)
    run(meter, 600, 1000, step=1)
    assert meter.control.state == 4 and meter.board.relay.position and meter.control.threshold == 5
    run(meter, 5, 5 * 230 + 50, step=1)
    assert meter.control.state == 7 and not meter.board.relay.position
    run(meter, 5, 0, step=1)
    meter.control.button(False)
    owed = value(meter, "130.0.1")
    run(meter, 86_400 - 700, 100, step=100)
    assert meter.control.state == 4 and value(meter, "130.0.1") > owed
    meter = again(meter)
    run(meter, 200, 100, step=1)
    assert meter.control.state == 9 and not meter.board.relay.position and meter.control.led == 1
    meter.control.button(False)
    run(meter, 10, 0, step=1)
    assert meter.control.state == 9
    top_up(meter, 2, "9")
    run(meter, 6, 0, step=1)
    assert meter.control.state == 8 and value(meter, "130.0.1") == 0


def test_on_a_day_off_the_supply_stays():
    meter = prepaid("0.01", seconds=MONDAY - 86_400)
    use(meter, 20)
    run(meter, 11 * 3600, 360, step=60)
    assert meter.control.state == 4 and value(meter, "130.0.1") == 10 + 11 * 360
    meter.commands.write("199.4.2", "01-05", MODULE)  # and Monday is one too
    run(meter, 24 * 3600, 360, step=60)
    assert meter.control.state == 4
    run(meter, 3600, 360, step=60)
    assert meter.control.state == 7
    assert [line for line in told(meter) if line.startswith("credit used up")] == [
        "credit used up, cut-off deferred",
        "credit used up",
    ]


def test_all_of_it_is_there_after_a_restart():
    meter = prepaid("0.02", low_max_days=3, threshold_low=5)
    for planned in (False, True):
        run(meter, 7, 3600, step=1)
        before = [value(meter, code) for code in ("130.0.0", "130.0.1", "130.0.4", "199.4.0", "1.8.0", "128.0.0")]
        meter = again(meter, planned)
        found = [value(meter, code) for code in ("130.0.0", "130.0.1", "130.0.4", "199.4.0", "1.8.0", "128.0.0")]
        assert found == before
    use(meter, 10)
    for _ in range(3):
        meter = again(meter)
        run(meter, 6, 0, step=1)
        assert meter.control.state == 7 and not meter.board.relay.position and value(meter, "130.0.1") > 0


def set_up(meter, code, text):
    meter.commands.write(code, text, MODULE)
    return again(meter, True) if meter.restart else meter


def test_switching_off_clears_it_but_for_the_tokens():
    meter = prepaid("0.01", reconnection=1)
    use(meter, 15)
    owed = value(meter, "130.0.1")
    meter = set_up(meter, "128.0.11", "00")
    assert meter.control.prepayment is None and value(meter, "130.0.1") == 0
    assert "prepayment: -%d -> off" % owed in told(meter)
    run(meter, 6, 0, step=1)
    assert meter.control.state == 4
    meter = again(meter)
    use(meter, 50)
    meter = set_up(meter, "128.0.11", "02")
    run(meter, 6, 0, step=1)
    assert value(meter, "130.0.0") == value(meter, "130.0.1") == 0 and meter.control.state == 4
    top_up(meter, 1, "5")
    assert value(meter, "130.0.0") == 0  # it has been used
    top_up(meter, 2, "5")
    assert value(meter, "130.0.0") == 5000


def test_switching_off_and_on_at_once_clears_it_too():
    meter = prepaid("5")
    meter.commands.write("128.0.11", "00", MODULE)
    meter.commands.write("128.0.11", "02", MODULE)
    meter = again(meter, True)
    run(meter, 6, 0, step=1)
    assert value(meter, "130.0.0") == 0
    top_up(meter, 1, "5")
    assert value(meter, "130.0.0") == 0, "a token counts once"


def test_it_gives_way_to_tariffs_that_are_configured():
    table = "day a 00:00 T1\nweek w a a a a a a a\nseason s from 01-01 w\n"
    meter = prepaid("0.01", reconnection=1)
    meter.board.files.files["tariffs-001.txt"] = table
    use(meter, 12)
    assert meter.control.state == 7
    meter = set_up(meter, "0.129.4", "001-000-00")
    run(meter, 6, 0, step=1)
    assert meter.control.state == 4
    use(meter, 10)
    meter = set_up(meter, "0.129.4", "000-000-00")
    run(meter, 6, 0, step=1)
    assert meter.control.state == 7 and value(meter, "130.0.1") == value(meter, "1.8.0") - 10


def test_a_low_credit_is_said_no_more_when_prepayment_gives_way_or_goes():
    table = "day a 00:00 T1\nweek w a a a a a a a\nseason s from 01-01 w\n"
    for code, text in (("0.129.4", "001-000-00"), ("0.129.1", "1-1-008-00-2"), ("128.0.11", "00")):
        meter = prepaid("1")
        meter.board.files.files["tariffs-001.txt"] = table
        bit = 1 << B_PREPAYMENT - B
        run(meter, 2, 0, step=1)
        meter.status.acknowledge(0)
        assert meter.status.b & bit, "its cause is there"
        assert meter.board.lcd.frame[7] & (PREPAID | LOW_CREDIT) == PREPAID | LOW_CREDIT
        before = "%s" % value(meter, code)
        meter.commands.write(code, text, MODULE)
        run(meter, 2, 0, step=1)
        assert not meter.board.lcd.frame[7] & (PREPAID | LOW_CREDIT), code
        meter.status.acknowledge(0)
        assert not meter.status.b & bit, code
        meter.commands.write(code, before, MODULE)
        run(meter, 2, 0, step=1)
        assert bool(meter.status.b & bit) == (text != "00"), code


def test_a_meter_without_its_memory_neither_shows_nor_sells():
    kept = prepaid("1").board
    read = kept.memory.read

    def silent(address, count):
        raise OSError(5)

    kept.memory.read = silent
    meter = Meter(kept)
    assert not meter.known and meter.control.prepayment is None
    run(meter, 20, KW, step=1)
    assert refusal(meter, "199.4.0", "2 1") == "MEMORY FAULT"
    for code in ("130.0.0", "130.0.1"):
        try:
            value(meter, code)
        except OSError:
            continue
        raise AssertionError(code)
    kept.memory.read = read
    assert value(Meter(kept), "130.0.0") == 1000
