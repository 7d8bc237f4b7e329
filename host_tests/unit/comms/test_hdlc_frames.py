"""HDLC frames and their check sequence: every split, every wrong octet, flags inside data, frames inside noise."""

from hdlc_bench import check, frame
from meter.comms.hdlc import fcs
from meter.comms.hdlc.frames import Deframer, encode
from noise import noise
from vectors import hdlc_dialogues

CLIENT, SERVER = b"\x25", b"\x21"
KNOWN = [block for pair in hdlc_dialogues.NUMBER + hdlc_dialogues.PROFILE for block in pair if len(block) < 140]


def collect(deframer, *pieces):
    """All frames found, their information kept."""
    found = []
    for piece in pieces:
        for segmented, destination, source, control, information in deframer.receive(piece):
            kept = None if information is None else bytes(information)
            found.append((segmented, destination, source, control, kept))
    return found


def expired(deframer):
    return [(frame[3], bytes(frame[4])) for frame in deframer.expire()]


def test_the_check_sequence_of_the_nine_digits():
    """Check value of CRC-16/X-25."""
    assert fcs.register(fcs.BEGIN, 0, b"123456789", 0, 9) ^ 0xFFFF == 0x906E


def test_the_check_sequence_is_the_one_worked_out_bit_by_bit():
    data = noise(1, 600)
    for size in range(0, 600, 7):
        value = fcs.register(fcs.BEGIN, 0, data, size // 3, size) ^ 0xFFFF
        assert bytes((value & 0xFF, value >> 8)) == check(data[size // 3 : size]), size


def test_the_check_sequence_goes_on_where_it_stopped():
    data = b"123456789"
    for cut in range(10):
        value = fcs.register(fcs.register(fcs.BEGIN, 0, data, 0, cut), 0, data, cut, 9)
        assert value ^ 0xFFFF == 0x906E


def test_what_carries_its_own_check_sequence_leaves_a_fixed_rest():
    for size in range(40):
        data = bytearray(noise(size, size)) + bytearray(2)
        fcs.close(data, 0, size)
        assert fcs.register(fcs.BEGIN, 0, data, 0, size + 2) == fcs.GOOD


def test_frames_are_built_as_worked_out_octet_by_octet():
    for destination in (b"\x25", b"\x20\x41", b"\x00\x20\x00\x41"):
        for size in (0, 1, 2, 3, 126, 127, 128, 512, 2030):
            data = noise(size, size)
            for segmented in (False, True):
                expected = frame(destination, b"\x03", 0x32, data, segmented)
                for cut in (0, size // 2, size):
                    made = encode(destination, b"\x03", 0x32, data[:cut], memoryview(data)[cut:], segmented)
                    assert made == expected, size


def test_frames_survive_any_split():
    for block in KNOWN:
        (whole,) = collect(Deframer(128), block)
        for cut in range(1, len(block)):
            assert collect(Deframer(128), block[:cut], block[cut:]) == [whole], cut
        assert collect(Deframer(128), *[block[k : k + 1] for k in range(len(block))]) == [whole]


def test_flags_inside_a_frame_do_not_end_it():
    for size in range(1, 40):
        for at in range(size):
            data = bytearray(noise(size, size))
            data[at] = 0x7E
            block = frame(SERVER, CLIENT, 0x10, bytes(data))
            assert collect(Deframer(64), block) == [(False, SERVER, CLIENT, 0x10, bytes(data))]
    data = b"\x7e" * 64
    assert collect(Deframer(64), frame(SERVER, CLIENT, 0x10, data))[0][4] == data


def test_a_closing_flag_may_open_the_next_frame():
    first, second = frame(SERVER, CLIENT, 0x11), frame(SERVER, CLIENT, 0x10, b"abc")
    for between in (b"", b"\x7e", b"\x7e\x7e\x7e\x7e"):
        stream = first[:-1] + between + second if between else first[:-1] + second
        for cut in range(len(stream)):
            found = collect(Deframer(64), stream[:cut], stream[cut:])
            assert [each[3] for each in found] == [0x11, 0x10], (between, cut)
    stream = b"".join((first[:-1], second[:-1])) * 20 + b"\x7e"
    assert len(collect(Deframer(64), stream)) == 40


def test_a_damaged_octet_makes_it_no_frame():
    for block in KNOWN:
        for at in range(len(block)):
            for change in (0x01, 0x80, 0xFF):
                damaged = bytearray(block)
                damaged[at] ^= change
                deframer = Deframer(128)
                assert collect(deframer, bytes(damaged)) == []


def test_a_good_frame_behind_a_damaged_one_is_found():
    """Whatever octet is wrong, the length among them: at once, or when the line falls silent."""
    first, second = frame(SERVER, CLIENT, 0x10, b"first"), frame(SERVER, CLIENT, 0x32, b"second")
    for at in range(1, len(first) - 1):
        for change in (0x01, 0x04, 0x55, 0x7E ^ first[at]):
            damaged = bytearray(first)
            damaged[at] ^= change
            if bytes(damaged) == first:
                continue
            deframer = Deframer(128)
            found = [(each[3], each[4]) for each in collect(deframer, bytes(damaged) + second)]
            assert found + expired(deframer) == [(0x32, b"second")], (at, change)


def test_a_good_frame_that_stands_in_noise_is_found():
    good = frame(SERVER, CLIENT, 0x32, b"good one")
    for seed in range(150):
        before = noise(seed, 1 + seed % 60)
        if seed % 3 == 0:  # as if a frame began
            before += b"\x7e\xa0" + noise(seed + 1, 1 + seed % 9)
        deframer = Deframer(128)
        found = [(each[3], each[4]) for each in collect(deframer, before, good)]
        assert found + expired(deframer) == [(0x32, b"good one")], seed


def test_a_frame_cut_short_ends_with_the_silence():
    block = frame(SERVER, CLIENT, 0x10, b"0123456789")
    for cut in range(1, len(block)):
        deframer = Deframer(64)
        assert collect(deframer, block[:cut]) == []
        assert deframer.begun()
        assert expired(deframer) == []
        assert not deframer.begun()
        assert collect(deframer, block)[0][4] == b"0123456789"


def test_nothing_has_begun_between_frames():
    deframer = Deframer(64)
    assert not deframer.begun()
    collect(deframer, b"\x00\x01\x02")
    assert not deframer.begun()
    collect(deframer, frame(SERVER, CLIENT, 0x11))
    assert not deframer.begun()
    collect(deframer, b"\xa0")
    assert deframer.begun()


def test_a_frame_too_long_is_reported_without_being_kept():
    for size in (65 + 3, 200, 2030):
        block = frame(SERVER, CLIENT, 0x10, noise(size, size))
        for cut in range(1, len(block), 1 if size < 100 else 97):
            deframer = Deframer(64)
            found = collect(deframer, block[:cut], block[cut:], frame(SERVER, CLIENT, 0x11))
            assert found == [(False, SERVER, CLIENT, 0x10, None), (False, SERVER, CLIENT, 0x11, b"")], (size, cut)
        collect(deframer, block)
        assert not deframer.begun()
        assert len(collect(deframer, block[:-1] + frame(SERVER, CLIENT, 0x11))) == 2  # one flag for both


def test_a_frame_too_long_and_damaged_is_nothing():
    block = frame(SERVER, CLIENT, 0x10, noise(9, 200))
    for at in range(1, len(block)):
        damaged = bytearray(block)
        damaged[at] ^= 0x10
        deframer = Deframer(64)
        assert collect(deframer, bytes(damaged)) == [], at
        expired(deframer)
        assert len(collect(deframer, frame(SERVER, CLIENT, 0x11))) == 1


def test_room_is_room_whatever_the_addresses():
    for destination in (b"\x25", b"\x20\x41", b"\x00\x20\x00\x41"):
        block = frame(destination, CLIENT, 0x10, noise(3, 64))
        assert collect(Deframer(64), block) == [(False, destination, CLIENT, 0x10, noise(3, 64))]


def test_addresses_of_three_octets_or_without_an_end_are_none():
    for destination in (b"\x00\x20\x41", b"\x00\x20\x00\x40", b"\x00\x20\x01\x41"):
        assert (
            collect(Deframer(64), frame(destination, CLIENT, 0x11), frame(destination, CLIENT, 0x10, b"abcdef")) == []
        )


def test_headers_that_claim_impossible_lengths_are_none():
    """Too short for a frame, or with the two octets of an empty information field's check."""
    for body in (b"\xa0\x05\x21", b"\xa0\x06\x21\x25", b"\xa0\x08\x21\x25\x10", b"\xa0\x09\x21\x25\x10"):
        if body[1] == 9:
            body += check(body)
        block = b"\x7e" + body + check(body) + b"\x7e"
        assert collect(Deframer(64), block) == []


def test_noise_finds_no_frame_and_takes_no_memory():
    deframer = Deframer(64)
    for seed in range(20):
        data = noise(seed, 500)
        assert collect(deframer, data) == []
        dense = bytes((0x7E, 0xA0 | octet & 0xF, octet & 0x7F, 0x03)[octet & 3] for octet in data)
        collect(deframer, dense)
    expired(deframer)
    assert len(collect(deframer, frame(SERVER, CLIENT, 0x11))) == 1
