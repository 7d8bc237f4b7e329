"""A client's link with the meter: recorded visits, connecting, addresses, repeats, rejects, timeouts (IEC 62056-46)."""

from hdlc_bench import Application, Bench, Setup, check, frame, octets, split
from noise import noise
from vectors import hdlc_dialogues
from vectors.hdlc_dialogues import DM, NUMBER, PROFILE, PROFILE_END, RR, SNRM_FOUR, SNRM_PLAIN, SNRM_TWO, apdu

RR_CONTROL, RNR_CONTROL = 0x11, 0x15


def visit(pairs):
    """A bench whose application answers as recorded; the frames that carry an APDU are all but the first and last."""
    return Bench(
        Application([apdu(said) for asked, said in pairs if len(asked) > 9 and asked[5] & 1 == 0]),
        Setup(inactivity_s=0),
    )


def test_recorded_visits_are_repeated_octet_for_octet():
    for pairs in (NUMBER, PROFILE):
        bench = visit(pairs)
        for asked, said in pairs:
            assert bench.line(asked) == said
        asked = [apdu(frame) for frame, _ in pairs if frame[5] & 1 == 0]
        assert [each[2] for each in bench.application.asked] == asked


def test_the_whole_recorded_load_profile_with_its_end():
    """Blocks 3 to 6 are not printed: here each is an octet."""
    script = [apdu(said) for _, said in PROFILE[1:]] + [b"3", b"4", b"5", b"6", apdu(PROFILE_END[0][1])]
    bench = Bench(Application(script))
    for asked, said in PROFILE:
        assert bench.line(asked) == said
    for number in range(3, 7):
        control = number << 5 | 0x10 | number << 1
        said = split(bench.line(frame(b"\x21", b"\x25", control, b"\xe6\xe6\x00next")))
        assert said[3:] == ((number + 1) << 5 & 0xE0 | 0x10 | number << 1, b"\xe6\xe7\x00%d" % number)
    for asked, said in PROFILE_END:
        assert bench.line(asked) == said
    assert bench.application.events == [("opened", 18, 16), "closed"]


def test_recorded_frames_survive_every_split():
    for number, (asked, said) in enumerate(NUMBER):
        for cut in range(1, len(asked)):
            bench = visit(NUMBER)
            for earlier, _ in NUMBER[:number]:
                bench.line(earlier)
            assert bench.line(asked[:cut]) == b""
            assert bench.link.begun()
            assert bench.line(asked[cut:]) == said, cut


def test_a_damaged_frame_is_not_carried_out_and_not_answered():
    bench = visit(NUMBER)
    bench.line(NUMBER[0][0])
    for asked, said in NUMBER[1:]:
        before = len(bench.application.asked), len(bench.application.events)
        for at in range(len(asked)):
            damaged = bytearray(asked)
            damaged[at] ^= 1 << at % 8
            assert bench.line(damaged) == b"", at
            assert bench.wait(600) == b"", at
            assert (len(bench.application.asked), len(bench.application.events)) == before
        assert bench.line(asked) == said


def test_connecting_answers_with_the_smaller_limits():
    for sends, receives, expected in (
        (512, 512, "02 00 06 02 00 80"),
        (64, 512, "02 00 06 02 00 40"),
        (512, 64, "00 40 06 02 00 80"),
        (1, 1, "00 01 06 02 00 01"),
        (None, None, "00 80 06 02 00 80"),
    ):
        answer = Bench().connect(sends, receives)
        assert answer == octets("81 80 14 05 02 " + expected + " 07 04 00 00 00 01 08 04 00 00 00 01")


def test_sizes_are_read_in_any_length_and_order():
    for text in (
        "81 80 06 06 01 40 05 01 20",
        "81 80 0C 05 04 00 00 00 20 06 04 00 00 00 40",
        "81 80 0F 07 01 07 08 01 07 06 01 40 99 00 05 02 00 20 F1",
        "81 80 06 06 01 40 05 01 20 C0 01 05",
    ):
        bench = Bench()
        said = bench.send(0x93, octets(text))
        assert said[2][3:11] == octets("05 02 00 40 06 02 00 20"), text


def test_a_proposal_that_cannot_be_read_means_the_defaults():
    for text in (
        "81",
        "81 80",
        "81 80 00",
        "82 80 06 05 01 20 06 01 20",
        "81 80 03 05 02 40",
        "81 80 FF 05 F0",
        "81 80 03 05 01 00",
    ):
        bench = Bench()
        assert bench.send(0x93, octets(text))[2][3:11] == octets("05 02 00 80 06 02 00 80"), text


def test_every_form_of_the_servers_address_is_answered_from_that_address():
    for asked, server in ((SNRM_PLAIN, b"\x21"), (SNRM_TWO, b"\x20\x41"), (SNRM_FOUR, b"\x00\x20\x00\x41")):
        bench = Bench()
        said = split(bench.line(asked))
        assert said[2] == server
        assert said[3] == 0x73
        assert bench.application.events[0][2] == 16


def test_frames_for_other_stations_are_not_answered():
    bench = Bench()
    for server in (
        b"\x05",  # no such logical device
        b"\x01",  # no station
        b"\xff",  # all stations
        b"\x20\x43",  # another physical device
        b"\x20\x01",
        b"\x20\xff",  # all of them
        b"\x20\xfd",  # the calling one
        b"\xfe\x41",
        b"\xfe\xff",
        b"\x00\x20\x00\x43",
        b"\x00\x20\x02\x41",
        b"\x02\x20\x00\x41",
        b"\xfe\xfe\xfe\xff",
        b"\xfe\xfe\x00\x41",
        b"\x00\x20\xfe\xfd",
    ):
        for control in (0x93, 0x53, 0x10, 0x11, 0x13, 0x97):
            assert bench.line(frame(server, b"\x25", control, b"\xe6\xe6\x00x" if control == 0x10 else b"")) == b""
    for client in (b"\x01", b"\xff", b"\x24\x41", b"\x00\x20\x00\x41"):
        assert bench.line(frame(b"\x21", client, 0x93)) == b"", client
    assert bench.application.events == []


def test_who_is_not_connected_is_told_so():
    for control in (0x10, 0x53, 0x11, 0x15, 0x32, 0x3F):
        bench = Bench()
        assert bench.line(frame(b"\x21", b"\x25", control)) == DM
        assert bench.application.events == []


def test_without_a_poll_nothing_is_said():
    for control in (0x00, 0x43, 0x01, 0x05, 0x83, 0x03, 0x13, 0x63, 0x73, 0x0F, 0x1F, 0x87, 0x97):
        bench = Bench()
        assert bench.line(frame(b"\x21", b"\x25", control)) == b""
        assert bench.application.events == []
        bench.connect()
        assert bench.line(frame(b"\x21", b"\x25", control)) == b""
        assert bench.application.events == [("opened", 18, 16)] + ["closed"] * (control == 0x43)


def test_an_answer_waits_for_the_poll():
    bench = Bench(Application([b"answer"]))
    bench.connect()
    assert bench.send(0x00, b"\xe6\xe6\x00ask") is None
    assert bench.send(0x11) == (False, 0x30, b"\xe6\xe7\x00answer")
    assert bench.send(0x31) == (False, 0x31, b"")


def test_a_repeated_question_is_answered_again_and_carried_out_once():
    bench = Bench(Application([b"one", b"two"]))
    bench.connect()
    question = frame(b"\x21", b"\x25", 0x10, b"\xe6\xe6\x00ask")
    said = bench.line(question)
    assert split(said)[4] == b"\xe6\xe7\x00one"
    for _ in range(3):
        assert bench.line(question) == said
        assert bench.line(frame(b"\x21", b"\x25", 0x11)) == said  # or a poll that shows that nothing was heard
    assert len(bench.application.asked) == 1
    bench.sends = bench.expects = 1
    assert bench.ask(b"next") == b"two"


def test_a_lost_question_is_carried_out_when_it_comes_again():
    bench = Bench(Application([b"one"]))
    bench.connect()
    assert bench.poll() == (False, RR_CONTROL, b"")
    assert bench.ask(b"ask") == b"one"


def test_a_client_that_never_heard_the_answer_may_ask_something_else():
    bench = Bench(Application([b"one", b"two", b"three"]))
    bench.connect()
    bench.information(b"\xe6\xe6\x00first")
    assert bench.ask(b"second") == b"two"
    assert bench.ask(b"third") == b"three"


def test_numbers_run_modulo_eight():
    bench = Bench(Application(answer=lambda apdu: apdu + b"!"))
    bench.connect()
    for k in range(20):
        assert bench.ask(b"%d" % k) == b"%d!" % k


def test_a_frame_out_of_turn_is_not_carried_out():
    for wrong in range(1, 8):
        bench = Bench(Application([b"one"]))
        bench.connect()
        assert bench.send(0x10 | wrong << 1, b"\xe6\xe6\x00x") == (False, RR_CONTROL, b"")
        assert bench.application.asked == []
        assert bench.ask(b"ask") == b"one"


def test_what_the_application_does_not_answer_is_acknowledged():
    bench = Bench()
    bench.connect()
    assert bench.ask(b"ask") is None
    assert len(bench.application.asked) == 1


def test_another_llc_header_carries_nothing():
    bench = Bench(Application([b"one"]))
    bench.connect()
    for wrong in (b"\xe6\xe7\x00x", b"\xe6\xe6\x01x", b"\xe6\xe6", b"x", b"\xe6\xe6\x00", b""):
        assert bench.information(wrong) == (False, bench.sends << 5 | RR_CONTROL, b"")
    assert bench.application.asked == []


def test_a_client_that_is_not_ready_is_not_sent_the_answer():
    bench = Bench(Application([b"one"]))
    bench.connect()
    bench.information(b"\xe6\xe6\x00ask")
    assert bench.send(RNR_CONTROL) == (False, 0x31, b"")
    assert bench.send(RR_CONTROL) == (False, 0x30, b"\xe6\xe7\x00one")


def test_rejects_say_why_and_last_until_the_client_connects_anew():
    long = b"\xe6\xe6\x00" + bytes(126)
    for control, information, told in (
        (0x3F, b"", "3F 00 01"),  # no such command
        (0x19, b"", "19 00 01"),  # REJ, not in the repertoire
        (0x11, b"x", "11 00 03"),  # with information
        (0x10, long, "10 00 04"),  # one octet too long
        (0x10, long * 3, "10 00 04"),
        (0x30, b"\xe6\xe6\x00x", "30 00 08"),  # acknowledges what was never sent
        (0x51, b"", "51 00 08"),
    ):
        bench = Bench(Application([b"one"]))
        bench.connect(512, 512)
        assert bench.send(control, information) == (False, 0x97, octets(told)), told
        assert bench.application.events == [("opened", 18, 16), "closed"]
        assert not bench.link.connected()
        assert bench.send(0x10, b"\xe6\xe6\x00x") == (False, 0x97, octets(told))
        assert bench.application.asked == []
        bench.connect()
        assert bench.ask(b"ask") == b"one"


def test_a_reject_tells_the_numbers():
    bench = Bench(Application(answer=lambda apdu: apdu))
    bench.connect()
    for _ in range(3):
        bench.ask(b"x")
    assert bench.send(0xF1) == (False, 0x97, bytes((0xF1, 3 << 5 | 3 << 1, 8)))


def test_connecting_again_ends_what_was():
    bench = Bench(Application([b"one", b"two"]))
    bench.connect()
    bench.information(b"\xe6\xe6\x00ask")
    bench.connect()
    assert bench.application.events == [("opened", 18, 16), "closed", ("opened", 18, 16)]
    assert bench.poll() == (False, RR_CONTROL, b"")  # the old answer is gone
    assert bench.ask(b"again") == b"two"


def test_a_second_client_is_not_connected_until_the_first_has_gone():
    bench = Bench(Application([b"one", b"two"]))
    bench.connect()
    other = Bench(client=16, server=b"\x03")
    other.link, other.application = bench.link, bench.application
    other.now = bench.now
    for control in (0x93, 0x10, 0x11, 0x53):
        assert other.send(control) == (False, 0x1F, b"")
    assert bench.ask(b"ask") == b"one"
    assert bench.send(0x53) == (False, 0x73, b"")
    assert bench.send(0x53) == (False, 0x1F, b"")
    other.connect()
    assert other.ask(b"ask") == b"two"
    assert bench.send(0x11) == (False, 0x1F, b"")
    assert bench.application.events == [("opened", 18, 16), "closed", ("opened", 16, 1)]


def test_a_link_leads_to_one_logical_device():
    bench = Bench(Application([b"one"]))
    bench.connect()
    for control in (0x93, 0x10, 0x11, 0x53):
        assert split(bench.line(frame(b"\x03", b"\x25", control)))[2:] == (b"\x03", 0x1F, b"")
    assert bench.ask(b"ask") == b"one"


def test_an_echo_of_what_was_sent_is_not_taken_for_a_frame():
    for pairs in (NUMBER, PROFILE):
        bench = visit(pairs)
        for asked, said in pairs:
            assert bench.line(asked) == said
            for cut in (0, 1, 5, len(said) // 2):
                if cut == 0:
                    assert bench.line(said) == b""
        assert len(bench.application.asked) == sum(1 for asked, _ in pairs if asked[5] & 1 == 0)


def test_an_echo_does_not_disturb_where_client_and_server_have_one_number():
    bench = Bench(Application(answer=lambda apdu: apdu * 100), client=16)
    plain = Bench.line

    def line(data):
        said = plain(bench, data)
        if said:
            bench.link.receive(said, bench.now)
            assert bench.flush() == b""
        return said

    bench.line = line
    bench.connect(64, 64)
    for k in range(10):
        assert bench.ask(b"%d" % k * 50, 64) == b"%d" % k * 5000
    assert bench.send(0x53)[1] == 0x73


def test_an_idle_client_loses_its_link():
    bench = Bench()
    bench.connect()
    assert bench.link.deadline(bench.now) == 20000
    bench.wait(19999)
    assert bench.link.connected()
    assert bench.link.deadline(bench.now) == 1
    bench.wait(1)
    assert not bench.link.connected()
    assert bench.application.events == [("opened", 18, 16), "closed"]
    assert bench.link.deadline(bench.now) is None
    assert bench.line(RR) == DM


def test_only_the_connected_client_keeps_its_link():
    bench = Bench()
    bench.connect()
    for _ in range(8):
        bench.wait(2600)
        bench.line(noise(1, 40))
        bench.line(SNRM_PLAIN)  # of client 19
    assert bench.application.events[1:] == ["closed", ("opened", 19, 16)]


def test_a_link_without_inactivity_timeout_lasts():
    bench = Bench(setup=Setup(inactivity_s=0))
    bench.connect()
    bench.wait(10**9)
    assert bench.link.connected()
    assert bench.link.deadline(bench.now) is None


def test_silence_counts_from_the_end_of_the_answer():
    bench = Bench(Application([b"long"]))
    bench.connect()
    bench.link.receive(frame(b"\x21", b"\x25", 0x10, b"\xe6\xe6\x00x"), bench.now)
    assert bench.taken()
    assert bench.link.deadline(bench.now) == 0
    bench.link.poll(bench.now + 18000)  # that is how long it took to send it
    bench.link.poll(bench.now + 37999)
    assert bench.link.connected()
    bench.link.poll(bench.now + 38000)
    assert not bench.link.connected()


def test_octets_too_far_apart_make_no_frame():
    asked, said = NUMBER[0]
    for cut in range(1, len(asked)):
        bench = Bench()
        bench.line(asked[:cut])
        assert bench.link.deadline(bench.now) == 500
        bench.wait(489)
        assert bench.line(asked[cut:]) == said  # 499 ms
        bench = Bench()
        bench.line(asked[:cut])
        bench.wait(490)
        assert bench.line(asked[cut:]) == b""
        assert bench.line(asked) == said


def test_an_answer_held_back_comes_when_it_is_due():
    bench = Bench(Application([b"no", b"two"]))
    bench.connect()
    bench.application.hold_ms = 30000
    assert bench.information(b"\xe6\xe6\x00guess") is None
    assert bench.link.deadline(bench.now) == 30000
    assert bench.wait(29999) == b""
    assert split(bench.wait(1))[4] == b"\xe6\xe7\x00no"
    assert bench.link.connected()
    bench.application.hold_ms = 0
    bench.expects = 1
    assert bench.ask(b"more") == b"two"


def test_a_client_that_polls_meanwhile_hears_that_the_meter_is_busy():
    bench = Bench(Application([b"no", b"never"]))
    bench.connect()
    bench.application.hold_ms = 5000
    assert bench.information(b"\xe6\xe6\x00guess") is None
    assert bench.poll() == (False, 0x35, b"")
    assert bench.send(0x10, b"\xe6\xe6\x00guess") == (False, 0x35, b"")  # the same again
    assert bench.send(0x12, b"\xe6\xe6\x00other") == (False, 0x35, b"")  # another: not accepted
    assert len(bench.application.asked) == 1
    assert bench.wait(5000) == b""  # its polls are used up
    assert bench.poll() == (False, 0x30, b"\xe6\xe7\x00no")


def test_connecting_anew_does_not_bring_the_answer_sooner():
    bench = Bench(Application([b"no", b"two"]))
    bench.connect()
    bench.application.hold_ms = 5000
    assert bench.information(b"\xe6\xe6\x00guess") is None
    bench.connect()
    assert bench.poll() == (False, RR_CONTROL, b"")
    assert bench.wait(6000) == b""


def test_hanging_up_forgets_everything():
    bench = Bench(Application([b"one"]))
    bench.connect()
    bench.link.receive(frame(b"\x21", b"\x25", 0x10, b"\xe6\xe6\x00x") + b"\xa0\x20", bench.now)
    bench.link.hang_up(bench.now)
    assert bench.link.take() is None
    assert not bench.link.begun()
    assert not bench.link.connected()
    assert bench.link.deadline(bench.now) is None
    assert bench.application.events == [("opened", 18, 16), "closed"]
    bench.link.notify(21, 16, b"x")
    bench.link.hang_up(bench.now)
    assert bench.link.take() is None
    assert bench.application.events == [("opened", 18, 16), "closed"]


def test_a_notice_goes_out_unasked():
    bench = Bench(setup=Setup(send_info=64))
    assert bench.link.notify(21, 16, b"0123456789" * 10)
    assert not bench.link.notify(21, 16, b"second")
    assert bench.link.deadline(0) == 0
    said = bench.flush()
    first = frame(b"\x2b", b"\x21", 0x03, (b"\xe6\xe7\x00" + b"0123456789" * 10)[:64], True)
    assert said == first + frame(b"\x2b", b"\x21", 0x13, (b"0123456789" * 10)[61:])
    assert bench.link.notify(21, 300, b"x")
    assert split(bench.flush())[2] == b"\x04\x58\x00\x41"


def test_a_notice_waits_while_a_frame_arrives():
    bench = Bench()
    bench.link.notify(21, 16, b"x")
    bench.link.receive(SNRM_TWO[:5], 0)
    assert bench.link.take() is None
    assert bench.link.deadline(0) == 500
    bench.link.poll(500)
    assert bench.link.take() is not None


def test_frames_without_meaning_for_a_meter_change_nothing():
    bench = Bench(Application([b"one"]))
    bench.connect()
    for control in (0x03, 0x13, 0x73, 0x63, 0x1F, 0x0F, 0x97, 0x87):
        assert bench.send(control, b"\xe6\xe6\x00x") is None
    assert bench.ask(b"ask") == b"one"


def test_the_benchs_own_frames_are_the_recorded_ones():
    """What these tests are made of agrees with the reference vectors."""
    assert frame(b"\x21", b"\x25", 0x31) == RR
    assert frame(b"\x25", b"\x21", 0x1F) == DM
    assert frame(b"\x00\x20\x00\x41", b"\x25", 0x93) == SNRM_FOUR
    assert frame(b"\x03", b"\x21", 0x32, NUMBER[2][0][8:-3]) == NUMBER[2][0]
    assert check(hdlc_dialogues.octets("313233343536373839")) == b"\x6e\x90"
