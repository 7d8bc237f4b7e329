"""Writes in partial blocks: each acknowledged, nothing written before the last, an end to their length."""

from optical_bench import ACK, BREAK, NAK, SIGN_ON, answer, checked, command, programmed


def test_a_long_write_comes_in_partial_blocks_each_acknowledged():
    for cut in range(1, len(b"129.0.0(2)")):
        for header in (b"\x01W1\x02", b"\x02"):  # continued as a command or as data
            bench = programmed()
            text = b"129.0.0(2)"
            assert bench.ask(checked(b"\x01W1\x02" + text[:cut] + b"\x04")) == ACK
            assert bench.untouched()
            assert bench.ask(checked(header + text[cut:] + b"\x03")) == ACK
            assert bench.meter.events == ["129.0.0: 1 -> 2"]


def test_a_partial_write_that_is_not_finished_writes_nothing():
    for interruption in (command(b"R1", b"0.0.1()"), BREAK, SIGN_ON, command(b"P1", b"(s3cret)")):
        bench = programmed()
        assert bench.ask(checked(b"\x01W1\x02129.0.0(\x04")) == ACK
        bench.ask(interruption)
        assert bench.ask(checked(b"\x022)\x03")) == b""
        assert bench.untouched()


def test_a_partial_block_with_a_wrong_check_character_is_asked_for_again():
    bench = programmed()
    assert bench.ask(checked(b"\x01W1\x02129.0.0(\x04")) == ACK
    assert bench.ask(b"\x022)\x03\x00") == NAK
    assert bench.ask(checked(b"\x022)\x03")) == ACK
    assert bench.meter.tariff.wanted == 2


def test_a_long_write_has_an_end():
    bench = programmed()
    assert bench.ask(checked(b"\x01W1\x02129.0.0(" + b"1" * 200 + b"\x04")) == ACK
    assert bench.ask(checked(b"\x02" + b"1" * 250 + b"\x04")) == ACK
    assert bench.ask(checked(b"\x02" + b"1" * 250 + b"\x04")) == answer(b"(ER06 TOO LONG)")
    assert bench.ask(checked(b"\x021)\x03")) == b""
    assert bench.untouched()


def test_only_writes_come_in_partial_blocks():
    bench = programmed()
    assert bench.ask(checked(b"\x01R1\x021.8.0(\x04")) == answer(b"(ER04 FORMAT)")
    assert bench.ask(checked(b"\x01P1\x02(s3cret)\x04")) == answer(b"(ER01 UNKNOWN COMMAND)")
