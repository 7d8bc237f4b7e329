"""Programming mode: the password, reading and writing registers, the clock."""

from meter.clock.calendar import to_seconds
from optical_bench import ACK, BREAK, IDENT, P0, SIGN_ON, Bench, answer, command, programmed


def test_the_line_changes_before_the_password_is_asked_for():
    bench = Bench()
    bench.sign_on()
    assert bench.ask(b"\x06031\r\n") == P0
    assert [action[1:] for action in bench.actions[1:]] == [("line", 2400), ("send", P0)]


def test_a_wrong_password_is_answered_by_a_break():
    for operand in (b"(wrong)", b"()", b"(s3cre)", b"(s3crets)", b"(S3cret)", b"(s3crets3cret)", b"(", b"s3cret"):
        bench = Bench()
        bench.sign_on()
        bench.ask(b"\x06051\r\n")
        assert bench.ask(command(b"P1", operand)) == BREAK, operand
        assert bench.actions[-2][1:] == ("send", BREAK)
        assert bench.actions[-1][1:] == ("line", 300)
        assert bench.ended()
        assert bench.ask(SIGN_ON) == IDENT


def test_an_empty_password_in_the_settings_lets_nobody_in():
    bench = Bench(password="")
    bench.sign_on()
    bench.ask(b"\x06051\r\n")
    assert bench.ask(command(b"P1", b"()")) == BREAK


def test_nothing_is_read_or_written_before_the_password():
    for block in (command(b"R1", b"1.8.0()"), command(b"W1", b"129.0.0(2)"), command(b"W5", b"1.0.0(0050321073800)")):
        bench = Bench()
        bench.sign_on()
        bench.ask(b"\x06051\r\n")
        assert bench.ask(block) == answer(b"(ER02 PASSWORD FIRST)")
        assert bench.untouched()
        assert bench.ask(command(b"P1", b"(s3cret)")) == ACK


def test_a_wrong_password_takes_the_right_away_again():
    bench = programmed()
    assert bench.ask(command(b"P1", b"(wrong)")) == BREAK
    assert bench.ended()


def test_a_register_reads_as_in_the_readout():
    bench = programmed()
    assert bench.read(b"1.8.0") == answer(b"1.8.0(0001234.56*kWh)")
    assert bench.read(b"1-0:1.8.0") == answer(b"1-0:1.8.0(0001234.56*kWh)")
    assert bench.read(b"0.0.1") == answer(b"0.0.1(12345678)")
    assert bench.ask(command(b"R1", b"1.8.0(1)")) == answer(b"1.8.0(0001234.56*kWh)")


def test_the_clock_reads_with_its_validity():
    bench = programmed()
    assert bench.ask(command(b"R5", b"1.0.0()")) == answer(b"1.0.0(01050201075012)")
    bench.meter.clock.valid = False
    assert bench.ask(command(b"R5", b"1.0.0()")) == answer(b"1.0.0(00050201075012)")


def test_a_write_goes_through_the_commands():
    bench = programmed()
    assert bench.ask(command(b"W1", b"129.0.0(3)")) == ACK
    assert bench.meter.events == ["129.0.0: 1 -> 3"]
    assert bench.read(b"129.0.0") == answer(b"129.0.0(3)")


def test_a_refused_write_leaves_everything_as_it_was():
    for operand, said in (
        (b"1.8.0(0)", b"(ER07 NOT WRITABLE)"),
        (b"9.9.9(1)", b"(ER07 NO REGISTER 9.9.9)"),
        (b"129.0.0(9)", b"(ER07 TARIFF 1 TO 8)"),
        (b"1.0.0(0050321073800)", b"(ER07 NOT WRITABLE)"),
        (b"129.0.0", b"(ER04 FORMAT)"),
        (b"129.0.0(2)(3)", b"(ER04 FORMAT)"),
        (b"129.0.0(2\x00)", b"(ER04 FORMAT)"),
        (b"", b"(ER04 FORMAT)"),
    ):
        bench = programmed()
        assert bench.ask(command(b"W1", operand)) == answer(said), operand
        assert bench.untouched()
        assert bench.ask(command(b"W1", b"129.0.0(2)")) == ACK


def test_the_clock_is_set_in_normal_and_in_summer_time():
    bench = programmed()
    assert bench.ask(command(b"W5", b"1.0.0(0050321073800)")) == ACK
    assert bench.meter.clock.seconds == to_seconds(2005, 3, 21, 7, 38, 0)
    assert bench.ask(command(b"W5", b"1.0.0(1050321003800)")) == ACK
    assert bench.meter.clock.seconds == to_seconds(2005, 3, 20, 23, 38, 0)
    assert bench.ask(command(b"R5", b"1.0.0()")) == answer(b"1.0.0(01050320233800)")
    assert len(bench.meter.events) == 2


def test_a_date_that_cannot_be_is_refused():
    for digits, said in (
        (b"0230229120000", b"(ER05 DATE DAY 29)"),
        (b"0231301120000", b"(ER05 DATE MONTH 13)"),
        (b"0230101006000", b"(ER05 DATE MINUTE 60)"),
        (b"1000101003000", b"(ER05 DATE OUTSIDE 2000 TO 2099)"),
        (b"023010112000", b"(ER04 FORMAT)"),
        (b"01230101120000", b"(ER04 FORMAT)"),
        (b"2230101120000", b"(ER04 FORMAT)"),
        (b"", b"(ER04 FORMAT)"),
    ):
        bench = programmed()
        assert bench.ask(command(b"W5", b"1.0.0(" + digits + b")")) == answer(said), digits
        assert bench.untouched()


def test_only_a_clock_takes_a_time():
    bench = programmed()
    assert bench.ask(command(b"W5", b"1.8.0(0050321073800)")) == answer(b"(ER07 NOT A CLOCK)")
    assert bench.ask(command(b"W5", b"9.9.9(0050321073800)")) == answer(b"(ER03 UNKNOWN REGISTER)")
    assert bench.untouched()
