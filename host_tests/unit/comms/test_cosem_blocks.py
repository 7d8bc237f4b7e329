"""Where the bytes of a long answer are kept: nothing is lost, and no more is fetched than is needed."""

from meter.comms.cosem.blocks import Source
from meter.comms.cosem.errors import Refused

PIECES = [bytes((65 + k,)) * (k * 5 % 13) for k in range(20)]
WHOLE = b"".join(PIECES)


def taken(source, count, by_piece=False):
    found = []
    while source.more(0):
        found.append(b"".join(source.take(count, by_piece)))
        assert len(found) <= len(WHOLE), "no progress"
    return found


def test_any_size_of_parts_makes_the_whole():
    for pieces in (WHOLE, bytearray(WHOLE), PIECES, tuple(PIECES)):
        for count in range(1, len(WHOLE) + 3):
            found = taken(Source(pieces), count)
            assert b"".join(found) == WHOLE
            assert [len(part) for part in found[:-1]] == [count] * (len(found) - 1)


def test_parts_end_with_a_piece_where_one_fits():
    ends = [sum([len(piece) for piece in PIECES[:k]]) for k in range(len(PIECES) + 1)]
    for count in range(1, len(WHOLE) + 3):
        at = 0
        for part in taken(Source(iter(PIECES)), count, True):
            fitting = [end for end in ends if at < end <= at + count]
            at += len(part)
            assert at == (fitting[-1] if fitting else at) and 1 <= len(part) <= count
        assert at == len(WHOLE)


def test_sizes_may_change_on_the_way():
    for first in range(1, 60):
        source = Source(iter(PIECES))
        found = b"".join(source.take(first))
        for count in (50, 1, 7, 500):
            found += b"".join(source.take(count))
        assert found == WHOLE and source.take(5) == []


def test_more_is_known_without_fetching_more_than_one_piece_beyond():
    fetched = []

    def pieces():
        for piece in PIECES:
            fetched.append(piece)
            yield piece

    for count in range(len(WHOLE) + 2):
        fetched.clear()
        source = Source(pieces())
        assert source.more(count) == (count < len(WHOLE))
        assert len(b"".join(fetched[:-1])) <= count
        assert b"".join(source.take(9999)) == WHOLE


def test_a_head_is_put_in_front():
    source = Source(iter(PIECES))
    source.more(20)
    source.put(b"head")
    assert b"".join(taken(source, 7)) == b"head" + WHOLE


def test_what_is_ready_is_what_was_fetched():
    source = Source(iter([b"", b"ab", b"c"]))
    source.more(0)
    assert b"".join(source.ready()) == b"ab"
    assert source.more(0) and b"".join(source.ready()) == b"c"
    assert not source.more(0) and source.ready() == []


def test_a_refusal_goes_through():
    def pieces():
        yield b"ab"
        raise Refused(1)

    source = Source(pieces())
    assert source.more(1)
    try:
        source.take(2)
    except Refused:
        return
    raise AssertionError("no end was found")
