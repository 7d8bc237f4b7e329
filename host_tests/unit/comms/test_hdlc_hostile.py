"""Clients that break rules, and lines that lose: no exception, nothing carried out twice, good ones served."""

from hdlc_bench import Application, Bench, Setup, check, frame, split
from noise import noise

COMMANDS = (0x93, 0x83, 0x53, 0x43, 0x11, 0x01, 0x15, 0x05, 0x10, 0x10, 0x10, 0x00, 0x00, 0x13, 0x3F, 0x19)
FIELDS = (b"", b"", b"\xe6\xe6\x00ask", b"\xe6\xe6\x00ask", b"more", bytes(128), bytes(140))


class Watched(Application):
    """Checks that it is asked by connected clients only."""

    def opened(self, client, server):
        assert self.idle()
        Application.opened(self, client, server)

    def closed(self):
        assert not self.idle()
        Application.closed(self)

    def apdu(self, client, server, apdu, now_ms):
        assert self.events[-1] == ("opened", client, server)
        self.hold_ms = 700 if len(self.asked) % 11 == 10 else 0
        answer = Application.apdu(self, client, server, apdu, now_ms)
        return None if len(self.asked) % 5 == 4 else answer


def test_noise_harms_nobody():
    for seed in range(4):
        bench = Bench(Application([b"one"]))
        data = noise(seed, 5000)
        for at in range(0, 5000, 37):
            bench.line(data[at : at + 37])
        bench.wait(600)
        bench.connect()
        assert bench.ask(b"ask") == b"one"


def test_any_control_field_with_any_information_harms_nobody():
    bench = Bench(Application(answer=lambda apdu: apdu))
    for information in (b"", b"\xe6\xe6\x00x", b"\x81\x80\x03\x05\x01", bytes(128), bytes(200)):
        for control in range(256):
            bench.line(frame(b"\x21", b"\x25", control, information, control & 1))
            if control & 7 == 0:
                bench.line(frame(b"\x21", b"\x25", 0x93))
    bench.connect()
    assert bench.ask(b"ask") == b"ask"


def test_any_sequence_of_frames_gets_one_answer_a_poll_at_most():
    """Random commands and numbers of two clients over three addresses, in one piece or many, taken or not."""
    for seed in range(3):
        bench = Bench(Watched(answer=lambda apdu: apdu * 50), Setup(send_info=64))
        numbers = noise(seed + 100, 6 * 1200)
        for at in range(0, len(numbers), 6):
            a, b, c, d, e, f = numbers[at : at + 6]
            control = COMMANDS[a % 16]
            if control & 1 == 0 or control & 3 == 1:
                control |= (b & 3) << 5 if c & 1 else b & 0xE0
                if control & 1 == 0:
                    control |= (b >> 3 & 3 if c & 1 else b >> 3 & 7) << 1
            server = (b"\x21", b"\x20\x41", b"\x03")[0 if d & 3 else d % 3]
            client = b"\x25" if e & 7 else b"\x27"
            bench.now += 3000 if f == 7 else 10
            bench.link.receive(frame(server, client, control, FIELDS[f % 7], a & 0x80), bench.now)
            if d & 4:
                said = bench.flush()
                if said:
                    split(said)
            left = bench.link.deadline(bench.now)
            assert left is None or left >= 0
        bench.wait(25000)
        bench.connect()
        assert bench.ask(b"ask") in (b"ask" * 50, None)


def test_a_question_behind_a_poll_is_carried_out_when_it_comes_again():
    bench = Bench(Application([b"one", b"two"]))
    bench.connect()
    first = frame(b"\x21", b"\x25", 0x10, b"\xe6\xe6\x00x")
    second = b"\xe6\xe6\x00y"
    said = split(bench.line(first + frame(b"\x21", b"\x25", 0x02, second)))
    assert said[3:] == (0x30, b"\xe6\xe7\x00one")  # which acknowledges the first only
    assert bench.send(0x32, second) == (False, 0x52, b"\xe6\xe7\x00two")
    assert [each[2] for each in bench.application.asked] == [b"x", b"y"]


def test_a_reject_behind_a_poll_takes_the_answer_away():
    bench = Bench(Application([b"one"]))
    bench.connect()
    first = frame(b"\x21", b"\x25", 0x10, b"\xe6\xe6\x00x")
    assert b"one" not in bench.line(first + frame(b"\x21", b"\x25", 0xE1))
    assert bench.poll() == (False, 0x97, b"\xe1\x20\x08")


def test_what_was_never_sent_cannot_be_acknowledged():
    """After an answer acknowledged, after one given up, and between segments."""
    for asks, wrong in (((0x10, 0x31), 0x51), ((0x10, 0x12), 0x31), ((0x10,), 0x51)):
        bench = Bench(Application([b"one"]))
        bench.connect()
        for control in asks:
            bench.send(control, b"" if control & 1 else b"\xe6\xe6\x00x")
        answer = bench.send(wrong)
        assert (answer[1], answer[2][2]) == (0x97, 8), asks


def test_an_answer_not_heard_is_not_mixed_with_the_next_question():
    bench = Bench(Application([b"one", b"two"]))
    bench.connect()
    bench.information(b"\xe6\xe6\x00first")
    assert bench.information(b"\xe6\xe6\x00sec", True) == (False, 0x51, b"")
    assert bench.information(b"ond") == (False, 0x70, b"\xe6\xe7\x00two")


def test_a_line_that_loses_every_fourth_frame_carries_each_question_once():
    """The client repeats what is not answered; either way frames are lost or damaged."""
    for seed in range(6):
        bench = Bench(Application(answer=lambda apdu: apdu + b"!"), Setup(send_info=32, receive_info=32))
        bench.connect(32, 32)
        chance = [noise(seed, 4000), 0]
        plain = bench.line

        def line(data, bench=bench, plain=plain, chance=chance):
            for _ in range(20):
                luck, chance[1] = chance[0][chance[1] : chance[1] + 2], chance[1] + 2
                if luck[0] < 32:
                    data_now = b""
                elif luck[0] < 64:
                    data_now = bytearray(data)
                    data_now[luck[1] % len(data)] ^= 1 << luck[1] % 8
                else:
                    data_now = data
                said = plain(data_now)
                if said and luck[1] >= 64:
                    return said
                bench.wait(600)
            raise AssertionError("no answer")

        bench.line = line
        asked = []
        for k in range(25):
            asked.append(b"%d" % k + noise(k, 5 * k))
            assert bench.ask(asked[-1], 32) == asked[-1] + b"!"
        assert [each[2] for each in bench.application.asked] == asked


def test_headers_that_promise_much_do_not_keep_a_client_out():
    """A good header of a long frame, and nothing behind it: the line falls silent, and all is as before."""
    head = b"\xa7\xff\x21\x27\x10"
    bench = Bench(Application([b"one"]))
    bench.line(b"\x7e" + head + check(head))
    bench.wait(600)
    bench.connect()
    assert bench.ask(b"ask") == b"one"
