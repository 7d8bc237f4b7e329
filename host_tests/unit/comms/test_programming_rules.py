"""Programming mode: errors, check characters, repeats, breaks and timers."""

from optical_bench import ACK, BREAK, IDENT, NAK, P0, SIGN_ON, Bench, answer, checked, command, programmed


def test_what_is_not_known_is_said_so():
    bench = programmed()
    assert bench.read(b"9.9.9") == answer(b"(ER03 UNKNOWN REGISTER)")
    assert bench.ask(command(b"R1", b"1.8.0")) == answer(b"(ER04 FORMAT)")
    for name in (b"R2", b"R6", b"W2", b"E1", b"P2", b"P0", b"X9"):
        assert bench.ask(command(name, b"1.8.0()")) == answer(b"(ER01 UNKNOWN COMMAND)"), name
    for block in (b"\x01\x03", b"\x01R\x03", b"\x01R1\x03", b"\x01R1\x02\x03"):
        assert bench.ask(checked(block))[:4] in (b"\x02(ER",), block
    assert bench.read(b"0.0.1") == answer(b"0.0.1(12345678)")


def test_a_wrong_check_character_is_answered_by_nak_and_changes_nothing():
    bench = programmed()
    good = command(b"W1", b"129.0.0(2)")
    for wrong in range(128):
        if wrong != good[-1]:
            assert bench.ask(good[:-1] + bytes((wrong,))) == NAK, wrong
    assert bench.untouched()
    assert bench.ask(good) == ACK


def test_every_single_bit_error_in_a_write_is_found():
    good = command(b"W1", b"129.0.0(2)")
    for position in range(1, len(good)):
        for bit in range(7):
            bench = programmed()
            bad = bytearray(good)
            bad[position] ^= 1 << bit
            bench.ask(bytes(bad))
            assert bench.untouched(), (position, bit)


def test_the_last_block_is_repeated_on_request_three_times():
    bench = programmed()
    assert bench.read(b"1.8.0") == answer(b"1.8.0(0001234.56*kWh)")
    for _ in range(3):
        assert bench.ask(NAK) == answer(b"1.8.0(0001234.56*kWh)")
    assert bench.ask(NAK) == b""
    assert bench.ended()


def test_a_write_is_not_done_again_when_its_acknowledgement_is_repeated():
    bench = programmed()
    assert bench.ask(command(b"W1", b"129.0.0(2)")) == ACK
    assert bench.ask(NAK) == ACK
    assert len(bench.meter.events) == 1


def test_each_block_has_its_own_three_repeats():
    bench = programmed()
    for code in (b"1.8.0", b"0.0.1"):
        said = bench.read(code)
        assert [bench.ask(NAK) for _ in range(3)] == [said] * 3, code


def test_a_break_ends_the_session_without_an_answer():
    bench = programmed()
    assert bench.ask(BREAK) == b""
    assert bench.actions[-1][1:] == ("line", 300)
    assert bench.ended()


def test_silence_instead_of_the_password_ends_the_session():
    bench = Bench()
    bench.sign_on()
    bench.ask(b"\x06051\r\n")
    asked_at = bench.actions[-1][0]
    bench.run(1700)
    assert bench.actions[-1] == (asked_at + 1500 + 200, "line", 300)
    assert bench.ended()


def test_inactivity_ends_the_session_and_its_rights():
    bench = programmed()
    for _ in range(3):
        bench.run(89000)
        assert bench.read(b"0.0.1") == answer(b"0.0.1(12345678)")  # each command starts the wait anew
    bench.run(90300)
    assert bench.actions[-1][1:] == ("line", 300)
    assert bench.ended()
    assert bench.ask(command(b"W1", b"129.0.0(2)")) == b""
    bench.sign_on()
    assert bench.ask(b"\x06051\r\n") == P0
    assert bench.ask(command(b"W1", b"129.0.0(2)")) == answer(b"(ER02 PASSWORD FIRST)")


def test_a_new_sign_on_takes_the_rights_of_the_one_before():
    bench = programmed()
    assert bench.ask(SIGN_ON) == IDENT
    assert bench.ask(b"\x06051\r\n") == P0
    assert bench.ask(command(b"R1", b"1.8.0()")) == answer(b"(ER02 PASSWORD FIRST)")
