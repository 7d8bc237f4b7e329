"""Frames of the ADS131M02 taken apart: codes exact, a wrong CRC repeats a pair, a strange status ends a block."""

from array import array

from chips.ads131m02 import crc16
from drivers import ads131m02_frames as frames

TABLE = frames.table()
MOST, LEAST = 0x7FFFFF, 0x800000  # two's complement of 24 bits


def words_of(voltage, current, status=0x8103):
    data = bytes([status >> 8, status & 0xFF, 0]) + voltage.to_bytes(3, "big") + current.to_bytes(3, "big")
    data += crc16(data).to_bytes(2, "big") + b"\x00"
    return [int.from_bytes(data[k : k + 4], "big") for k in (0, 4, 8)]


def unpacked(words, count, at=0, state=None):
    """(pairs unpacked, codes, state)."""
    codes = array("I", [7] * (2 * count))
    state = state or frames.state()
    made = frames.unpack(0, 0, array("I", words), at, count, codes, state, TABLE)
    return made, list(codes), state


def test_codes_become_offset_binary_voltage_first():
    words = words_of(0, 1) + words_of(MOST, LEAST) + words_of(0xFFFFFF, 0x123456)
    made, codes, state = unpacked(words, 3)
    assert made == 3
    assert codes == [0x800000, 0x800001, 0xFFFFFF, 0, 0x7FFFFF, 0x923456]
    assert list(state) == [0, 0, 0x7FFFFF, 0x923456]


def test_a_block_may_begin_anywhere_in_the_ring():
    words = words_of(1, 2) + words_of(3, 4) + words_of(5, 6)
    assert unpacked(words, 1, 6)[1] == [0x800003, 0x800004]
    assert unpacked(words, 2, 6)[1] == [0x800003, 0x800004, 0x800005, 0x800006]


def test_every_single_wrong_bit_is_seen_and_repeats_the_pair_before():
    good = words_of(0x111111, 0xEEEEEE)
    for bit in range(96):
        spoilt = words_of(0x222222, 0x333333)
        spoilt[bit >> 5] ^= 1 << 31 - (bit & 31)
        made, codes, state = unpacked(good + spoilt + good, 3)
        assert made == 3, bit
        assert codes == [0x911111, 0x6EEEEE] * 3, bit
        assert state[frames.BAD] == 1, bit


def test_a_bad_frame_at_a_blocks_start_repeats_the_block_before():
    state = unpacked(words_of(10, 20), 1)[2]
    assert unpacked([0, 0, 0], 1, 0, state)[1] == [0x80000A, 0x800014]
    assert state[frames.BAD] == 1


def test_broken_wires_make_bad_frames_only():
    for word in (0, 0xFFFFFFFF):
        made, codes, state = unpacked([word] * 30, 10)
        assert made == 10
        assert codes == [0x800000] * 20
        assert state[frames.BAD] == 10


def test_a_strange_status_ends_the_block_before_its_pair():
    for status in (0x0503, 0xFF22, 0xC103, 0xA103, 0x9103, 0x8100, 0x8101):
        made, codes, state = unpacked(words_of(1, 2) + words_of(3, 4, status) + words_of(5, 6), 3)
        assert made == 1
        assert codes == [0x800001, 0x800002, 7, 7, 7, 7]
        assert state[frames.STRANGE] == status
        assert state[frames.BAD] == 0


def test_the_next_good_block_forgets_the_strange_status():
    state = unpacked(words_of(1, 2, 0x0503), 1)[2]
    assert unpacked(words_of(1, 2), 1, 0, state)[0] == 1
    assert state[frames.STRANGE] == 0


def test_one_frame_of_the_set_up_is_checked_the_same_way():
    words = words_of(0x123456, 0xFEDCBA, 0x2284)
    assert frames.right(words)
    for bit in range(88):
        spoilt = list(words)
        spoilt[bit >> 5] ^= 1 << 31 - (bit & 31)
        assert not frames.right(spoilt)
