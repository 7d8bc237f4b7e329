"""Long APDUs over short information fields: every length both ways, lost frames, and what is too long."""

from hdlc_bench import Application, Bench, Setup
from noise import noise

DATA = noise(7, 400)
LLC = 3


def echoing(answer=None, room=1024):
    application = Application(answer=answer or (lambda apdu: apdu))
    application.receive_size = room
    return application


def test_every_length_arrives_whole_and_comes_back_whole():
    for size in (32, 64, 128):
        bench = Bench(echoing())
        bench.connect(size, size)
        for length in range(1, 301):
            assert bench.ask(DATA[:length], size) == DATA[:length], (size, length)


def test_segments_are_filled_and_only_the_first_has_the_llc_header():
    for length in range(1, 300, 13):
        bench = Bench(echoing(lambda apdu, length=length: DATA[:length]))
        bench.connect(64, 64)
        answer = bench.information(b"\xe6\xe6\x00x")
        sizes = []
        said = b""
        while answer[1] & 1 == 0:
            sizes.append(len(answer[2]))
            said += answer[2]
            assert answer[0] == (len(said) < length + LLC)
            bench.expects = (bench.expects + 1) & 7
            answer = bench.poll()
        assert said == b"\xe6\xe7\x00" + DATA[:length]
        assert sizes[:-1] == [64] * ((length + LLC - 1) // 64)


def test_an_answer_may_be_empty():
    bench = Bench(echoing(lambda apdu: b""))
    bench.connect()
    assert bench.ask(b"x") == b""


def test_segments_of_any_size_make_the_same_apdu():
    for size in range(1, 40):
        bench = Bench(echoing(lambda apdu: b"ok"))
        bench.connect()
        assert bench.ask(DATA[:60], size) == b"ok"
        assert bench.application.asked == [(18, 16, DATA[:60])]


def test_a_client_that_takes_an_octet_at_a_time_gets_all():
    bench = Bench(echoing())
    bench.connect(1, 1)
    assert bench.ask(DATA[:20], 1) == DATA[:20]


def test_any_answer_may_be_lost():
    """The client sends its frame again, or polls: the transfer goes on, and the question is put once."""
    for polls in (False, True):
        for lost in range(9):
            bench = Bench(echoing())
            bench.connect(32, 32)
            count = [0]
            plain = bench.send

            def send(control, information=b"", more=False, bench=bench, count=count, plain=plain, at=lost, polls=polls):
                answer = plain(control, information, more)
                if count[0] == at:
                    again = plain(bench.expects << 5 | 0x11) if polls else plain(control, information, more)
                    assert again == answer
                count[0] += 1
                return answer

            bench.send = send
            assert bench.ask(DATA[:150], 32) == DATA[:150], lost
            assert count[0] == 9
            assert len(bench.application.asked) == 1


def test_a_lost_segment_of_the_answer_comes_again_on_a_poll():
    bench = Bench(echoing())
    bench.connect(64, 64)
    first = bench.information(b"\xe6\xe6\x00" + DATA[:61])
    assert first == (False, 0x30, b"\xe6\xe7\x00" + DATA[:61])
    for _ in range(3):
        assert bench.poll() == first
    bench.expects = 1
    assert bench.poll() == (False, 0x31, b"")


def test_a_client_may_leave_the_rest_of_an_answer():
    bench = Bench(echoing())
    bench.connect(64, 64)
    for k in range(12):
        first = None
        for at in range(0, 200, 64):
            first = bench.information((b"\xe6\xe6\x00" + DATA[:197])[at : at + 64], at + 64 < 200)
        assert first[0]
        bench.expects = (bench.expects + 1) & 7
        if k & 1:
            assert bench.poll()[0]  # heard the second, or not
    assert bench.ask(b"short") == b"short"


def test_a_question_given_up_by_connecting_anew_leaves_nothing_behind():
    bench = Bench(echoing())
    bench.connect()
    bench.information(b"\xe6\xe6\x00first part of", True)
    bench.connect()
    assert bench.ask(b"another") == b"another"
    assert [each[2] for each in bench.application.asked] == [b"another"]


def test_an_apdu_that_fits_exactly_is_taken_and_one_octet_more_is_refused():
    for room in (125, 126, 200, 253, 254, 300):
        bench = Bench(echoing(room=room))
        bench.connect()
        assert bench.ask(DATA[:room]) == DATA[:room]
        block = b"\xe6\xe6\x00" + DATA[: room + 1]
        for at in range(0, len(block), 128):
            answer = bench.information(block[at : at + 128], at + 128 < len(block))
        assert answer[1] == 0x97
        assert answer[2][2] == 4  # too long
        assert len(bench.application.asked) == 1
        bench.connect()
        assert bench.ask(b"x") == b"x"


def test_segments_without_an_end_are_refused_at_the_bound():
    bench = Bench(echoing(room=500))
    bench.connect()
    taken = 0
    while True:
        answer = bench.information(b"\xe6" * 128, True)
        if answer[1] & 0x0F != 1:
            break
        taken += 128
        assert taken <= 503
    assert answer[1] == 0x97
    assert bench.application.asked == []


def test_a_held_answer_of_many_segments_comes_whole():
    bench = Bench(echoing())
    bench.connect(64, 64)
    bench.application.hold_ms = 3000
    block = b"\xe6\xe6\x00" + DATA[:150]
    for at in range(0, len(block), 64):
        answer = bench.information(block[at : at + 64], at + 64 < len(block))
    assert answer is None
    bench.wait(3000)
    said = b""
    more, control, information = bench.poll()
    while not control & 1:
        said += information
        bench.expects = (bench.expects + 1) & 7
        more, control, information = bench.poll()
    assert said == b"\xe6\xe7\x00" + DATA[:150]


def test_limits_of_the_setup_are_those_of_the_fields():
    bench = Bench(echoing(), Setup(send_info=1010, receive_info=1010))
    assert bench.connect(2030, 2030)[3:11] == b"\x05\x02\x03\xf2\x06\x02\x03\xf2"
    assert Bench(setup=Setup(send_info=4000)).connect(4000, 4000)[5:7] == b"\x07\xee"  # 2030, the most there can be
    long = DATA * 2 + DATA[:207]
    assert bench.ask(long, 1010) == long
