"""Who has the optical port: EN 62056-21 or HDLC, one after the other, whatever the line makes of what they send."""

from hdlc_bench import frame, split
from optical_bench import ACK, BREAK, P0, SIGN_ON, answer, command
from session_bench import CLIENT, IDENT, SERVER, Optical

SNRM, DISC, UA, DM, ASK = 0x93, 0x53, 0x73, 0x1F, 0x10
AT_HDLC, AT_300 = ("line8", 9600), ("line", 300)
READOUT = answer(b"0.0.1(12345678)\r\n1.8.0(0001234.56*kWh)\r\n2.8.0(0000000.00*kWh)\r\n1.0.0(01050201075012)\r\n!\r\n")
FIRST = b"\xe6\xe6\x00\xc0"  # an APDU of one octet


def mode_e(bench, code=b"5"):
    """A client signs on and chooses HDLC; what it hears."""
    bench.heard(SIGN_ON, 300, 7)
    assert bench.run(300) == IDENT
    bench.heard(b"\x062" + code + b"2\r\n", 300, 7)
    return bench.run(300)


def at_rest(bench):
    """Nobody is there, the line is at 300 Bd and 7 bits, and nothing is held or waited for."""
    assert bench.line == (300, 7)
    assert bench.session.idle() and bench.session.quiet() and not bench.session.connected()
    assert bench.dlms.visitors == 0
    assert bench.session.deadline(bench.now) is None
    bench.lines()
    return True


def serves_both(bench):
    """A client of either protocol gets what it wants, one after the other."""
    bench.heard(SIGN_ON, 300, 7)
    assert bench.run(300) == IDENT
    bench.heard(b"\x06050\r\n", 300, 7)
    assert bench.run(300) == READOUT
    bench.heard(ACK, 9600, 7)
    bench.run(1500)
    assert at_rest(bench)
    bench.connect()
    assert bench.answers(DISC, UA)
    bench.run(3000)
    return at_rest(bench)


def test_a_client_that_begins_with_hdlc_is_understood_at_its_second_try():
    bench = Optical()
    assert bench.hdlc(SNRM) == b""  # a character of noise at 300 Bd
    assert bench.lines() == [AT_HDLC]
    assert bench.session.idle() and not bench.session.quiet()
    bench.run(1500)
    assert bench.answers(SNRM, UA)
    assert bench.session.connected() and not bench.session.idle() and not bench.session.quiet()
    said = bench.hdlc(ASK, FIRST)
    assert split(said) == (False, CLIENT, SERVER, 0x30, b"\xe6\xe7\x00\xc4\xc0")
    assert bench.answers(DISC, UA)
    assert bench.lines() == []
    bench.run(2699)
    assert bench.lines() == []
    bench.run(10)
    assert bench.lines() == [AT_300]
    assert at_rest(bench) and serves_both(bench)


def test_a_whole_frame_at_once_is_answered_as_over_tcp_where_speeds_mean_nothing():
    for cut in range(len(frame(SERVER, CLIENT, SNRM))):
        bench = Optical()
        block = frame(SERVER, CLIENT, SNRM)
        bench.send(block[:cut]) if cut else None
        said = bench.run(10)
        bench.send(block[cut:])
        said += bench.run(300)
        assert said[5:6] == bytes((UA,)), cut


def test_whatever_the_first_character_is_the_port_comes_back():
    for octet in range(256):
        bench = Optical()
        bench.send(bytes((octet,)))
        bench.run(10)
        opening = octet & 0x7F in b"/?\x00"
        assert bench.lines() == ([] if opening else [AT_HDLC]), octet
        bench.run(2980)
        assert bench.lines() == [], octet
        bench.run(20)
        assert bench.lines() == ([] if opening else [AT_300]), octet
        bench.run(3000)
        assert at_rest(bench)
        bench.heard(SIGN_ON, 300, 7)
        assert bench.run(300) == IDENT, octet


def test_a_sign_on_comes_character_by_character():
    for request in (SIGN_ON, b"/?0012345678!\r\n", b"\x00\x00\x00\x00" + SIGN_ON):
        bench = Optical()
        for octet in request:
            bench.heard(bytes((octet,)), 300, 7)
            bench.run(33)
        assert bench.run(300) == IDENT, request
        assert bench.lines() == []
    bench = Optical()
    for octet in b"/?99!\r\n":  # for another meter
        bench.heard(bytes((octet,)), 300, 7)
        assert bench.run(33) == b""
    assert bench.run(300) == b"" and bench.lines() == []
    assert at_rest(bench)


def test_light_that_flickers_leaves_room_for_both():
    for gap in (40, 170, 450, 900, 2100, 3100):
        for wanted in ("mode C", "HDLC"):
            bench = Optical()
            tries = 0
            understood = False
            while not understood:
                for _ in range(2000 // gap):
                    bench.send(b"\x55")
                    bench.run(gap)
                bench.run(200)
                if wanted == "HDLC":
                    understood = bench.hdlc(SNRM)[5:6] == bytes((UA,))
                else:
                    bench.heard(SIGN_ON, 300, 7)
                    understood = bench.run(300) == IDENT
                tries += 1
                assert tries < 7, (gap, wanted)


def test_mode_e_hands_the_line_over_at_the_speed_asked_for():
    for code, taken, baud in ((b"0", b"0", 300), (b"3", b"3", 2400), (b"5", b"5", 9600), (b"6", b"0", 300)):
        bench = Optical()
        assert mode_e(bench, code) == b"\x062" + taken + b"2\r\n"
        assert bench.lines() == [("line8", baud)], code
        assert not bench.session.idle()
        assert bench.answers(SNRM, UA), code
        assert bench.answers(ASK, 0x30, FIRST)
        bench.run(15_000)
        assert bench.answers(DISC, UA)
        bench.run(3000)
        assert bench.lines() == [AT_300], code
        assert at_rest(bench) and serves_both(bench)


def test_a_mode_e_client_that_says_nothing_more_loses_the_line():
    for noise in (b"", b"\x7e\xa0", SIGN_ON, b"\x062 2\r\n"):
        bench = Optical()
        mode_e(bench)
        bench.send(noise) if noise else None
        bench.run(2600)
        assert bench.line == (9600, 8)
        bench.run(1000)
        assert bench.lines()[1:] == [AT_300], noise
        assert at_rest(bench) and serves_both(bench)


def test_a_sign_on_while_the_hand_over_is_on_its_way_is_not_answered_with_eight_bits():
    bench = Optical()
    assert bench.ask(SIGN_ON) == IDENT
    bench.send(b"\x06252\r\n")
    bench.run(50)
    bench.send(SIGN_ON)
    assert bench.run(400) == b"\x06252\r\n"
    bench.run(3000)
    assert at_rest(bench)


def test_where_mode_e_is_not_offered_its_choice_counts_as_none():
    bench = Optical()
    bench.iec.mode_e = False
    assert bench.ask(SIGN_ON) == b"/QDT5162JxC\r\n"
    assert bench.ask(b"\x06252\r\n") == b""
    assert bench.run(1700) == READOUT


def test_every_way_a_link_ends_leaves_the_port_to_the_next_client():
    for begin in (Optical.connect, mode_e):
        for end in ("silence", "gone", "disconnected", "refused"):
            bench = Optical()
            begin(bench)
            assert bench.answers(SNRM, UA)
            assert bench.answers(ASK, 0x30, FIRST)
            if end == "silence":
                bench.run(19_600)
                assert bench.session.connected()
                bench.run(3500)
            elif end == "gone":
                bench.session.hang_up(bench.now)
                bench.run(0)
            elif end == "disconnected":
                assert bench.answers(DISC, UA)
                bench.run(3000)
            else:
                assert bench.answers(0xB7, 0x97)  # no such command: a frame reject
                bench.run(3000)
            assert bench.dlms.application.events[-1] == "closed", end
            assert at_rest(bench), end
            assert serves_both(bench), end


def test_a_link_that_never_times_out_stays():
    bench = Optical(inactivity_s=0)
    bench.connect()
    bench.run(10_000_000)
    assert bench.answers(ASK, 0x30, FIRST)
    bench.session.hang_up(bench.now)
    bench.run(0)
    assert at_rest(bench)


def test_a_head_that_echoes_is_understood_in_both_protocols():
    bench = Optical(echo=True)
    assert bench.ask(SIGN_ON) == IDENT
    assert bench.ask(b"\x06051\r\n") == P0
    assert bench.ask(command(b"P1", b"(wrong!)")) == BREAK
    bench.run(100)
    assert bench.lines() == [("line", 9600), AT_300]  # its own BREAK is not taken for a frame
    assert bench.session.idle() and bench.session.quiet()
    bench.connect()
    assert bench.answers(ASK, 0x30, FIRST)
    assert bench.answers(DISC, UA)
    bench.run(3100)
    assert bench.lines() == [AT_HDLC, AT_300]
    assert mode_e(bench) == b"\x06252\r\n"
    assert bench.answers(SNRM, UA)
    assert bench.answers(ASK, 0x30, FIRST)


def test_the_echo_of_a_break_that_is_read_late_is_no_frame():
    for cut in range(1, len(BREAK)):
        bench = Optical()
        bench.ask(SIGN_ON)
        bench.ask(b"\x06051\r\n")
        assert bench.ask(command(b"P1", b"(wrong!)")) == BREAK
        bench.lines()
        bench.send(BREAK[:cut])
        bench.run(5)
        bench.send(BREAK[cut:])
        bench.run(5)
        assert bench.lines() == [], cut


def test_a_sign_on_at_hdlcs_speed_is_answered_there_and_the_line_comes_back():
    for reads in (False, True):
        bench = Optical()
        bench.send(b"\x55\x7e")
        bench.run(10)
        assert bench.dlms.visitors == 1 and bench.lines() == [AT_HDLC]
        bench.heard(SIGN_ON, 9600, 7)
        assert bench.run(300) == IDENT
        assert bench.lines() == [("line", 9600)] and bench.dlms.visitors == 0
        if reads:
            bench.heard(b"\x06050\r\n", 9600, 7)
            assert bench.run(300) == READOUT
            assert bench.lines() == [("line", 9600)]
        else:
            assert bench.run(1800) == READOUT  # mode A by silence
        bench.run(2000)
        assert bench.lines() == [AT_300]
        assert at_rest(bench)
    bench = Optical()
    bench.send(b"\x55")
    bench.heard(SIGN_ON, 9600, 7)
    bench.session.hang_up(bench.now)  # before the line was set
    bench.run(0)
    assert bench.lines()[-1:] == [AT_300]
    assert at_rest(bench)


def test_mode_e_after_a_sign_on_at_hdlcs_speed_has_its_full_wait():
    bench = Optical()
    bench.send(b"\x7e")
    bench.run(2000)
    bench.heard(SIGN_ON, 9600, 7)
    assert bench.run(300) == IDENT
    bench.heard(b"\x06252\r\n", 9600, 7)
    assert bench.run(300) == b"\x06252\r\n"
    bench.run(2500)
    assert bench.answers(SNRM, UA)


def test_half_a_frame_at_any_moment_never_makes_the_port_spin():
    block = frame(SERVER, CLIENT, SNRM)
    for moment in range(2400, 3100, 37):
        for count in range(1, len(block)):
            bench = Optical()
            bench.send(b"\x7e")
            bench.run(moment)  # the bench fails where a deadline of 0 leads to nothing
            bench.send(block[:count])
            bench.run(4000)
            assert bench.line == (300, 7) and bench.dlms.visitors == 0


def test_a_client_that_is_not_connected_is_told_so_and_may_connect():
    bench = Optical()
    bench.hdlc(SNRM)
    assert bench.answers(0x11, DM)
    bench.run(2500)
    assert bench.answers(SNRM, UA)  # the wait has begun anew


def test_without_memory_there_is_no_link_and_mode_c_goes_on():
    bench = Optical()
    bench.dlms.memory = False
    assert bench.hdlc(SNRM) == b""
    bench.run(500)
    assert bench.hdlc(SNRM) == b""
    assert bench.dlms.refusals == 1 and bench.session.idle()
    bench.run(3000)
    assert at_rest(bench)
    assert mode_e(bench) == b"\x06252\r\n"
    bench.run(100)
    assert at_rest(bench)
    assert not bench.session.notify(19, 1, b"\x0f")
    bench.heard(SIGN_ON, 300, 7)
    assert bench.run(300) == IDENT
    bench.session.hang_up(bench.now)
    bench.dlms.memory = True
    assert serves_both(bench)


def test_memory_that_fails_in_the_middle_of_a_request_ends_only_the_link():
    bench = Optical()
    bench.connect()

    def fail(apdu):
        raise MemoryError

    bench.dlms.application._answer = fail
    try:
        bench.hdlc(ASK, FIRST)
    except MemoryError:
        pass  # the port's edge notes it, and hangs up
    else:
        raise AssertionError("hidden")
    bench.session.hang_up(bench.now)
    bench.run(0)
    bench.dlms.application._answer = lambda apdu: b"\xc4"
    assert at_rest(bench) and serves_both(bench)


def test_a_push_goes_out_at_hdlcs_speed_when_nobody_has_the_port():
    apdu = bytes(range(256)) * 4
    bench = Optical()
    assert bench.session.notify(19, 1, apdu)
    assert not bench.session.notify(19, 1, apdu)  # the one before has not left
    assert bench.session.idle()
    said = bench.run(100)
    pushed = b""
    while said:
        end = 2 + ((said[1] & 7) << 8 | said[2])
        more, destination, source, control, information = split(said[:end])
        assert (destination, control & 0xEF) == (b"\x27", 0x03)
        pushed += information
        said = said[end:]
    assert pushed == b"\xe6\xe7\x00" + apdu
    assert not more
    bench.run(3000)
    assert bench.lines() == [AT_HDLC, AT_300]
    assert at_rest(bench) and serves_both(bench)


def test_a_push_can_be_answered_by_a_client_that_connects():
    bench = Optical()
    bench.session.notify(19, 1, b"\x0f")
    assert bench.run(100)
    assert bench.answers(SNRM, UA)
    assert bench.session.notify(19, 1, b"\x0f")  # while connected the line is right already
    assert split(bench.run(100))[3] & 0xEF == 0x03
    assert bench.lines() == [AT_HDLC]
    bench.run(10_000)
    assert bench.session.connected()


def test_a_push_never_disturbs_a_reader():
    bench = Optical()
    for part in (b"/?", b"!\r\n"):
        bench.send(part)
        assert not bench.session.notify(19, 1, b"\x0f")
    assert bench.run(300) == IDENT
    for request, said in ((b"\x06051\r\n", P0), (command(b"P1", b"(s3cret)"), ACK), (BREAK, b"")):
        assert not bench.session.notify(19, 1, b"\x0f")
        bench.send(request)
        assert not bench.session.notify(19, 1, b"\x0f")
        assert bench.run(300) == said
    assert bench.session.notify(19, 1, b"\x0f")
    bench = Optical()
    mode_e(bench, b"3")
    assert bench.session.notify(19, 1, b"\x0f")  # a client in mode E hears it at the speed it has chosen
    assert bench.run(100)
    assert bench.lines() == [("line8", 2400)]


def test_one_flood_of_noise_is_survived():
    seed = 7
    bench = Optical()
    for _ in range(300):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        bench.send(bytes([(seed >> shift) & 0xFF for shift in (3, 7, 11, 16)]) * (1 + seed % 5))
        bench.run(seed % 900)
    bench.run(10_000)
    assert at_rest(bench) and serves_both(bench)
