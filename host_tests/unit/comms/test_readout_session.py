"""Sign-on and data readout: mode A by silence, mode C by acknowledgement, speeds, timers, repeats."""

from optical_bench import ACK, BREAK, IDENT, NAK, SIGN_ON, Bench, answer

READOUT = answer(b"0.0.1(12345678)\r\n1.8.0(0001234.56*kWh)\r\n2.8.0(0000000.00*kWh)\r\n1.0.0(01050201075012)\r\n!\r\n")


def test_the_identification_answers_after_the_reaction_time():
    bench = Bench()
    bench.send(SIGN_ON)
    assert bench.run(199) == b""
    assert bench.run(1) == IDENT
    quick = Bench(maker="QDt")
    quick.send(SIGN_ON)
    assert quick.run(19) == b""
    assert quick.run(1) == b"/QDt5162JxC\r\n"


def test_an_address_is_compared_without_leading_zeros():
    for address in (b"", b"12345678", b"0012345678", b"000000000000000000000012345678"):
        assert Bench().ask(b"/?" + address + b"!\r\n") == IDENT, address
    for address in (b"1234567", b"123456789", b"0", b"00", b" 12345678", b"a" * 32):
        assert Bench().ask(b"/?" + address + b"!\r\n") == b"", address
    assert Bench(serial="000").ask(b"/?0!\r\n") == IDENT


def test_silence_after_the_identification_brings_mode_a_at_the_initial_speed():
    bench = Bench()
    bench.sign_on()
    identified_at = bench.actions[0][0]
    assert bench.run(1500) == b""
    assert bench.run(500) == READOUT
    assert bench.actions == [(identified_at, "send", IDENT), (identified_at + 1700, "send", READOUT)]
    bench.run(1500)
    assert bench.ended()
    assert len(bench.actions) == 2  # the speed never changed


def test_the_identification_timer_is_a_setting():
    bench = Bench(tt_ms=3000)
    bench.sign_on()
    assert bench.run(2800) == b""
    assert bench.run(200) == READOUT


def test_the_speed_is_the_one_the_reader_chose():
    for code, baud in ((b"0", 300), (b"1", 600), (b"2", 1200), (b"3", 2400), (b"4", 4800), (b"5", 9600)):
        bench = Bench()
        bench.sign_on()
        assert bench.ask(b"\x060" + code + b"0\r\n") == READOUT
        assert [action[1:] for action in bench.actions[1:]] == [("line", baud), ("send", READOUT)]


def test_a_speed_that_is_not_offered_falls_back_to_300():
    for code in (b"6", b"9", b"A", b" ", b"/", b":"):
        bench = Bench()
        bench.sign_on()
        assert bench.ask(b"\x060" + code + b"0\r\n") == READOUT, code
        assert bench.actions[1][1:] == ("line", 300), code
    slow = Bench(max_baud_code="3")
    assert slow.ask(SIGN_ON) == b"/QDT3162JxC\r\n"
    assert slow.ask(b"\x06050\r\n") == READOUT
    assert slow.baud == 300


def test_after_the_readout_the_line_goes_back_to_300():
    bench = Bench()
    bench.sign_on()
    bench.ask(b"\x06050\r\n")
    assert bench.baud == 9600
    bench.run(1700)
    assert bench.actions[-1][1:] == ("line", 300)
    assert bench.ended()


def test_a_readout_acknowledged_is_over_at_once():
    bench = Bench()
    bench.sign_on()
    bench.ask(b"\x06050\r\n")
    assert bench.ask(ACK) == b""
    assert bench.ended()


def test_a_readout_is_repeated_on_request_three_times():
    bench = Bench()
    bench.sign_on()
    bench.ask(b"\x06050\r\n")
    for _ in range(3):
        bench.run(1000)
        bench.meter.clock.seconds += 1  # the repeat is the same block, not a new reading
        assert bench.ask(NAK) == READOUT
    assert bench.ask(NAK) == b""
    assert bench.ended()


def test_the_identification_is_repeated_on_request():
    bench = Bench()
    bench.sign_on()
    bench.run(1000)
    assert bench.ask(NAK) == IDENT
    assert bench.run(1500) == b""  # the wait starts anew
    assert bench.run(200) == READOUT


def test_an_acknowledgement_of_something_else_counts_as_none():
    for option in (
        b"\x06150\r\n",
        b"\x06251\r\n",
        b"\x06052\r\n",
        b"\x06056\r\n",
        b"\x06222\r\n",
        b"\x0605\r\n0",
        b"\x06050\n\r",
        b"\x06",
    ):
        bench = Bench()
        bench.sign_on()
        assert bench.ask(option) == b"", option
        assert bench.run(1700) == READOUT, option
        assert bench.baud == 300


def test_an_acknowledgement_begun_in_time_is_waited_for():
    bench = Bench()
    bench.sign_on()
    bench.run(1500)
    bench.send(b"\x06")
    assert bench.run(1000) == b""
    bench.send(b"050\r")
    assert bench.run(1000) == b""
    assert bench.ask(b"\n") == READOUT
    assert bench.baud == 9600


def test_noise_before_the_acknowledgement_does_not_swallow_it():
    bench = Bench()
    bench.sign_on()
    assert bench.ask(b"\x06\x7f\x06050\r\n") == READOUT


def test_the_clock_is_shown_in_the_zone_and_with_its_validity():
    bench = Bench(zone_hours=1)
    bench.meter.clock.valid = False
    bench.sign_on()
    assert b"\r\n1.0.0(00050201085012)\r\n" in bench.ask(b"\x06050\r\n")


def test_a_break_ends_every_state():
    bench = Bench()
    bench.sign_on()
    assert bench.ask(BREAK) == b""
    assert bench.run(3000) == b""  # no mode A after it
    bench.sign_on()
    bench.ask(b"\x06050\r\n")
    assert bench.ask(BREAK) == b""
    assert bench.ended()
    assert bench.ask(BREAK) == b""


def test_a_request_for_another_meter_ends_the_dialogue():
    bench = Bench()
    bench.sign_on()
    assert bench.ask(b"/?99!\r\n") == b""
    assert bench.run(3000) == b""
    bench.programming()
    assert bench.ask(b"/?99!\r\n") == b""
    assert bench.ended()


def test_a_readout_code_that_the_bank_does_not_have_is_refused():
    from meter.comms.iec62056_21.session import Session

    bench = Bench()
    try:
        Session(bench.settings, bench.meter.bank, bench.meter, ("1.8.0", "9.9.9"), bench.guard)
    except ValueError as error:
        assert str(error) == "readout list: no register 9.9.9"
    else:
        raise AssertionError("accepted")


def test_the_port_is_quiet_when_nobody_can_be_sending_to_the_meter():
    """Only then may the processor stand still for the flash: a character at 9600 Bd would be lost in it."""
    bench = Bench()
    quiet = [bench.session.quiet()]  # nobody there, and the first request comes at 300 Bd
    bench.send(SIGN_ON[:3])
    quiet.append(bench.session.quiet())  # in the middle of a request
    bench.send(SIGN_ON[3:])
    quiet.append(bench.session.quiet())  # the reader waits for the identification
    bench.run(300)
    quiet.append(bench.session.quiet())  # it may acknowledge at any time
    bench.send(b"\x06051\r\n")
    quiet.append(bench.session.quiet())
    bench.run(300)
    quiet.append(bench.session.quiet())  # it may send a command, at 9600 Bd
    bench.send(BREAK)
    bench.run(300)
    quiet.append(bench.session.quiet())
    assert quiet == [True, False, True, False, True, False, True]
