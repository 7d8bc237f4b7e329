"""APDUs over a byte stream (IEC 62056-47): every split, several in one piece, what must be dropped, time."""

from hdlc_bench import Application, octets
from meter.comms.wrapper import Wrapper
from noise import noise


def wrapped(source, destination, apdu, version=1):
    words = (version, source, destination, len(apdu))
    return b"".join([bytes((word >> 8, word & 255)) for word in words]) + apdu


def make(script=(), answer=None, inactivity_s=0, room=64):
    application = Application(script, answer)
    application.receive_size = room
    return Wrapper(application, inactivity_s), application


def taken(wrapper):
    """The next bytes to send, with what is to be done for them."""
    work = wrapper.work()
    while work:
        work()
        work = wrapper.work()
    return wrapper.take()


def said(wrapper, now=0):
    """All that the wrapper has to say by `now`."""
    blocks = []
    wrapper.poll(now)
    block = taken(wrapper)
    while block is not None:
        blocks.append(bytes(block))
        wrapper.poll(now)
        block = taken(wrapper)
    return blocks


def test_the_answer_goes_back_with_the_ports_swapped():
    wrapper, application = make([b"\x61\x29"])
    wrapper.receive(octets("00 01 00 10 00 01 00 03 60 1D A1"), 0)
    assert wrapper.deadline(0) == 0
    assert said(wrapper) == [octets("00 01 00 01 00 10 00 02 61 29")]
    assert application.asked == [(16, 1, b"\x60\x1d\xa1")]
    assert wrapper.deadline(0) is None
    assert not wrapper.closing()


def test_apdus_survive_any_split():
    stream = wrapped(16, 1, b"\x00\x01\x00\x10") + wrapped(18, 16, b"x") + wrapped(18, 16, b"y" * 64)
    for cut in range(len(stream) + 1):
        wrapper, application = make(answer=lambda apdu: apdu + b"!")
        wrapper.receive(stream[:cut], 0)
        blocks = said(wrapper)
        wrapper.receive(stream[cut:], 0)
        blocks += said(wrapper)
        assert blocks == [
            wrapped(1, 16, b"\x00\x01\x00\x10!"),
            wrapped(16, 18, b"x!"),
            wrapped(16, 18, b"y" * 64 + b"!"),
        ], cut
    wrapper, application = make()
    for k in range(len(stream)):
        wrapper.receive(stream[k : k + 1], 0)
        assert said(wrapper) == []
        assert wrapper.begun() == (k + 1 not in (12, 21, len(stream)))
    assert len(application.asked) == 3


def test_every_length_up_to_the_limit_is_taken():
    wrapper, application = make(answer=lambda apdu: apdu, room=300)
    data = noise(1, 300)
    for length in range(1, 301):
        wrapper.receive(wrapped(16, 1, data[:length]), 0)
        assert said(wrapper) == [wrapped(1, 16, data[:length])]


def test_one_apdu_is_worked_on_at_a_time():
    wrapper, application = make(answer=lambda apdu: apdu)
    wrapper.receive(wrapped(16, 1, b"a") + wrapped(16, 1, b"b") + wrapped(16, 1, b"c"), 0)
    assert application.asked == []
    assert taken(wrapper) == wrapped(1, 16, b"a")
    assert len(application.asked) == 1
    assert said(wrapper) == [wrapped(1, 16, b"b"), wrapped(1, 16, b"c")]


def test_what_needs_no_answer_does_not_hold_up_the_next():
    wrapper, application = make()
    wrapper.receive(wrapped(16, 1, b"a") * 16, 0)
    assert said(wrapper) == []
    assert len(application.asked) == 16
    assert not wrapper.closing()


def test_a_client_that_asks_on_without_listening_is_dropped():
    wrapper, application = make(answer=lambda apdu: apdu)
    wrapper.receive(wrapped(16, 1, b"a" * 64) * 2, 0)
    assert not wrapper.closing()
    wrapper.receive(b"\x00", 0)
    assert wrapper.closing()
    assert said(wrapper) == []
    assert application.events == ["closed"]


def test_an_empty_apdu_asks_nothing():
    wrapper, application = make(answer=lambda apdu: apdu)
    wrapper.receive(wrapped(16, 1, b"") * 3 + wrapped(16, 1, b"a"), 0)
    assert said(wrapper) == [wrapped(1, 16, b"a")]


def test_a_wrong_version_drops_the_connection():
    for version in (0, 2, 0x0100, 0x7EA0, 0xFFFF):
        for cut in range(9):
            wrapper, application = make(answer=lambda apdu: apdu)
            block = wrapped(16, 1, b"a", version)
            wrapper.receive(block[:cut], 0)
            wrapper.receive(block[cut:], 0)
            assert wrapper.closing()
            assert wrapper.deadline(0) == 0
            assert application.asked == []
            assert application.events == ["closed"]
            wrapper.receive(wrapped(16, 1, b"a"), 0)
            assert application.asked == []


def test_a_length_beyond_the_limit_drops_the_connection_before_anything_is_stored():
    for length in (65, 256, 0xFFFF):
        wrapper, application = make()
        wrapper.receive(b"\x00\x01\x00\x10\x00\x01" + bytes((length >> 8, length & 255)), 0)
        assert wrapper.closing()
        assert not wrapper.begun()
        assert application.asked == []


def test_a_bad_frame_behind_a_good_one_drops_the_connection_and_its_answer():
    wrapper, application = make(answer=lambda apdu: apdu)
    wrapper.receive(wrapped(16, 1, b"a") + wrapped(16, 1, b"b", 7), 0)
    assert taken(wrapper) is None
    assert wrapper.closing()
    assert [each[2] for each in application.asked] == [b"a"]


def test_the_next_connection_begins_clean():
    wrapper, application = make(answer=lambda apdu: apdu)
    wrapper.receive(b"\xff" * 20, 0)
    assert wrapper.closing()
    wrapper.hang_up(0)
    assert not wrapper.closing()
    wrapper.receive(wrapped(16, 1, b"abc")[:9], 0)
    wrapper.hang_up(0)
    assert application.events == ["closed", "closed"]
    wrapper.receive(wrapped(16, 1, b"a"), 0)
    assert taken(wrapper) == wrapped(1, 16, b"a")


def test_an_answer_not_taken_goes_with_its_connection():
    wrapper, application = make(answer=lambda apdu: apdu)
    wrapper.receive(wrapped(16, 1, b"a"), 0)
    wrapper.hang_up(0)
    assert wrapper.take() is None
    assert wrapper.deadline(0) is None


def test_an_answer_held_back_comes_when_it_is_due():
    wrapper, application = make([b"no", b"two"])
    application.hold_ms = 4000
    wrapper.receive(wrapped(16, 1, b"guess") + wrapped(16, 1, b"again"), 100)
    assert said(wrapper, 100) == []
    assert wrapper.deadline(100) == 4000
    assert said(wrapper, 4099) == []
    assert wrapper.deadline(4099) == 1
    application.hold_ms = 0
    assert said(wrapper, 4100) == [wrapped(1, 16, b"no"), wrapped(1, 16, b"two")]


def test_a_silent_client_is_dropped():
    wrapper, application = make(answer=lambda apdu: apdu, inactivity_s=60)
    wrapper.poll(1000)
    assert wrapper.deadline(1000) is None  # nobody is there
    wrapper.receive(b"\x00", 1000)
    assert wrapper.deadline(1000) == 60000
    wrapper.receive(wrapped(16, 1, b"a")[1:3], 9000)  # a first byte counts, those behind it do not
    assert wrapper.deadline(9000) == 52000
    wrapper.receive(wrapped(16, 1, b"a")[3:], 20000)
    assert len(said(wrapper, 20000)) == 1
    wrapper.receive(wrapped(16, 1, b"a"), 50000)
    assert len(said(wrapper, 50000)) == 1
    assert wrapper.deadline(50000) == 60000
    wrapper.receive(b"\x00\x01", 109000)  # not a whole one
    wrapper.poll(109999)
    assert not wrapper.closing()
    wrapper.poll(110000)
    assert wrapper.closing()
    assert application.events == ["closed"]


def test_silence_counts_from_the_end_of_the_answer():
    wrapper, application = make(answer=lambda apdu: apdu, inactivity_s=10)
    wrapper.receive(wrapped(16, 1, b"a"), 0)
    taken(wrapper)
    assert wrapper.deadline(0) == 0
    wrapper.poll(30000)  # sending took so long
    wrapper.poll(39999)
    assert not wrapper.closing()
    wrapper.poll(40000)
    assert wrapper.closing()


def test_a_client_without_timeout_stays():
    wrapper, application = make(answer=lambda apdu: apdu)
    wrapper.receive(wrapped(16, 1, b"a"), 0)
    said(wrapper)
    wrapper.poll(10**9)
    assert not wrapper.closing()


def test_it_is_idle_between_clients_only():
    wrapper, application = make(answer=lambda apdu: apdu)
    assert wrapper.idle()
    wrapper.receive(b"\x00", 0)
    assert not wrapper.idle()
    wrapper.hang_up(0)
    application.events.append("opened")
    assert not wrapper.idle()


def test_noise_is_dropped_and_harms_nobody():
    for seed in range(40):
        wrapper, application = make(answer=lambda apdu: apdu)
        data = noise(seed, 500)
        for at in range(0, 500, 23):
            wrapper.receive(data[at : at + 23], at)
            said(wrapper, at)
        wrapper.hang_up(0)
        count = len(application.asked)
        wrapper.receive(wrapped(16, 1, b"a"), 0)
        assert said(wrapper) == [wrapped(1, 16, b"a")]
        assert len(application.asked) == count + 1
