"""Heads that echo, and readers that stop inside a message, hang up, or do not listen."""

from optical_bench import ACK, BREAK, DIALOGUE, IDENT, NAK, P0, SIGN_ON, VALUE, Bench, answer, command, even_parity


def test_the_heads_echo_is_dropped():
    Bench(echo=True).hold_dialogue()


def test_the_echo_of_a_readout_and_of_nak_are_dropped():
    bench = Bench(echo=True)
    bench.sign_on()
    readout = bench.ask(b"\x06050\r\n")
    assert bench.ask(NAK) == readout
    bench = Bench(echo=True)
    bench.programming()
    assert bench.ask(b"\x01R1\x021.8.0()\x03\x00") == NAK
    assert bench.run(5000) == b""
    assert bench.ask(NAK) == NAK
    assert bench.ask(command(b"R1", b"1.8.0()")) == VALUE


def test_the_echo_of_two_answers_is_dropped_after_both():
    bench = Bench()
    bench.programming()
    bench.send(ACK)  # the echo of the last answer
    assert bench.ask(b"\x01R1\x021.8.0()\x03\x00" * 2) == NAK + NAK
    assert bench.ask(NAK + NAK) == b""


def test_an_echo_in_pieces_with_the_answer_behind_it():
    for cut in range(len(IDENT)):
        bench = Bench()
        bench.sign_on()
        bench.send(even_parity(IDENT[:cut]))
        bench.run(50)
        assert bench.ask(IDENT[cut:] + b"\x06051\r\n") == P0, cut


def test_a_damaged_echo_does_no_harm():
    bench = Bench()
    bench.sign_on()
    bench.send(b"/QDT5\x7f\x7f2JxC\r\n")
    assert bench.ask(b"\x06051\r\n") == P0
    bench.send(b"\x01P0\x02")  # the rest is lost, and the reader goes on
    assert bench.ask(command(b"P1", b"(s3cret)")) == ACK


def test_a_head_without_echo_may_begin_as_an_echo_would():
    bench = Bench()
    bench.sign_on()
    assert bench.ask(SIGN_ON) == IDENT
    bench.ask(b"\x06051\r\n")
    bench.send(b"\x01P")
    assert bench.run(1000) == b""
    assert bench.ask(command(b"P1", b"(s3cret)")[2:]) == ACK


def test_a_reader_that_stops_inside_a_message_does_not_disturb_the_next_one():
    stream = b"".join(request for request, _ in DIALOGUE[:-1])
    for cut in range(len(stream) + 1):
        bench = Bench()
        sent = 0
        for request, _ in DIALOGUE[:-1]:
            bench.ask(request[: max(0, cut - sent)])
            sent += len(request)
        assert bench.ask(SIGN_ON) == IDENT, cut  # at once, as another reader on the same head would
        assert bench.ask(b"\x06051\r\n") == P0, cut
        assert bench.ask(command(b"R1", b"1.8.0()")) == answer(b"(ER02 PASSWORD FIRST)"), cut


def test_a_reader_that_hangs_up_leaves_a_clean_port():
    stream = b"".join(request for request, _ in DIALOGUE[:-1])
    for cut in range(len(stream) + 1):
        for pause in (0, 250):
            bench = Bench()
            sent = 0
            for request, _ in DIALOGUE[:-1]:
                bench.send(request[: max(0, cut - sent)])
                if cut >= sent + len(request):
                    bench.run(250)
                sent += len(request)
            bench.run(pause)
            bench.session.hang_up(bench.now)
            assert bench.run(0) == b"", cut
            assert bench.ended(), cut
            assert bench.ask(SIGN_ON) == IDENT, cut


def test_a_reader_that_hangs_up_after_a_break_leaves_the_line_at_300():
    bench = Bench()
    bench.programming()
    bench.send(BREAK)
    bench.session.hang_up(bench.now)
    assert bench.run(0) == b""
    assert bench.ended()


def test_a_break_and_a_new_sign_on_in_one_piece():
    bench = Bench()
    bench.programming()
    assert bench.ask(BREAK + SIGN_ON) == IDENT
    assert [action[1:] for action in bench.actions[-2:]] == [("line", 300), ("send", IDENT)]


def test_a_reader_that_talks_without_listening_loses_the_rest():
    bench = Bench()
    assert bench.ask(SIGN_ON * 1000) == IDENT
    bench.programming()
    assert bench.ask(command(b"R1", b"1.8.0()") * 1000) == VALUE * 6
    assert bench.ask(command(b"R1", b"1.8.0()")) == VALUE


def test_a_dialogue_sent_in_one_piece_is_still_followed():
    bench = Bench()
    bench.sign_on()
    assert bench.ask(b"".join(request for request, _ in DIALOGUE[1:4])) == P0 + ACK + VALUE
