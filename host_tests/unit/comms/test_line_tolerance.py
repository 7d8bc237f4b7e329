"""What real lines do to messages: splits, parity, wake-up characters, noise, silence, too many characters."""

from noise import noise
from optical_bench import ACK, DIALOGUE, IDENT, NAK, P0, SIGN_ON, Bench, answer, command, even_parity


def test_messages_survive_any_split():
    for number, (request, expected) in enumerate(DIALOGUE):
        for cut in range(1, len(request)):
            bench = Bench()
            for earlier, reply in DIALOGUE[:number]:
                assert bench.ask(earlier) == reply
            bench.send(request[:cut])
            assert bench.run(1000) == b"", (request, cut)
            assert bench.ask(request[cut:]) == expected, (request, cut)


def test_messages_survive_coming_character_by_character():
    bench = Bench()
    for request, expected in DIALOGUE:
        for k in range(len(request) - 1):
            bench.send(request[k : k + 1])
            assert bench.run(33) == b""
        assert bench.ask(request[-1:]) == expected


def test_the_parity_bit_is_taken_off():
    bench = Bench()
    for request, expected in DIALOGUE:
        assert bench.ask(even_parity(request)) == expected


def test_what_comes_before_the_sign_on_is_ignored():
    for before in (
        b"\x00" * 40,
        b"\xff\xfe",
        b"/",
        b"//",
        b"/?",
        b"/?12",
        b"/?\r\n",
        b"?!\r\n",
        b"!\r\n",
        b"\x06\x15",
        b"\x01R1\x02",
        b"\x021.8",
        b"\x01" + b"x" * 400,
    ):
        bench = Bench()
        bench.send(before)
        assert bench.ask(SIGN_ON) == IDENT, before
        assert bench.ask(b"\x06051\r\n") == P0


def test_what_is_no_sign_on_gets_no_answer():
    for request in (
        b"/!\r\n",
        b"/?!\n\r",
        b"/?!\n",
        b"/?\r\n",
        b"?!\r\n",
        b"/ ?!\r\n",
        b"/?" + b"0" * 33 + b"!\r\n",
        b"/?1\x002345678!\r\n",
    ):
        bench = Bench()
        assert bench.ask(request) == b"", request
        assert bench.ask(SIGN_ON) == IDENT, request


def test_silence_inside_a_message_drops_it():
    bench = Bench()
    bench.send(b"/?!")
    bench.run(1500)
    assert bench.ask(b"\r\n") == b""
    bench.programming()
    bench.send(b"\x01W1\x02129.0")
    bench.run(1499)
    bench.send(b".0(")
    bench.run(1500)
    assert bench.ask(b"2)\x03\x2f") == b""
    assert bench.ask(command(b"R1", b"129.0.0()")) == answer(b"129.0.0(1)")


def test_a_message_too_long_is_refused_whole_and_the_next_is_heard():
    bench = Bench()
    bench.programming()
    for length in (255, 256, 257, 1000, 5000):
        assert bench.ask(command(b"W1", b"129.0.0(" + b"2" * length + b")")) == answer(b"(ER06 TOO LONG)"), length
    assert bench.ask(b"\x01W1\x02129.0.0(" + b"2" * 1000 + b")\x03\x00") in (NAK, answer(b"(ER06 TOO LONG)"))
    assert bench.meter.events == []
    assert bench.ask(command(b"W1", b"129.0.0(2)")) == ACK


def test_the_longest_message_just_fits():
    bench = Bench()
    bench.programming()
    frame = len(b"\x01W1\x02129.0.0()\x03")
    assert bench.ask(command(b"W1", b"129.0.0(" + b"2" * (256 - frame) + b")")) == answer(b"(ER07 TARIFF 1 TO 8)")
    assert bench.ask(command(b"W1", b"129.0.0(" + b"2" * (257 - frame) + b")")) == answer(b"(ER06 TOO LONG)")


def test_a_block_without_an_end_does_not_keep_the_session_for_ever():
    bench = Bench(ti_s=5)
    bench.programming()
    bench.send(b"\x01W1\x02")
    for _ in range(60):
        bench.send(b"2" * 50)
        bench.run(100)
    assert bench.baud == 300
    assert bench.ask(SIGN_ON) == IDENT


def test_noise_never_raises_and_never_writes():
    for seed in range(40):
        bench = Bench()
        if seed & 1:
            bench.programming()
        for k in range(20):
            bench.send(noise(seed * 100 + k, 60))
            bench.run(37 * k)
        assert bench.meter.events == [], seed
        bench.run(300000)
        assert bench.ended(), seed
        assert bench.ask(SIGN_ON) == IDENT, seed


def test_a_session_that_was_silent_for_days_still_answers():
    bench = Bench()
    bench.run(40 * 86400 * 1000)
    bench.hold_dialogue()
