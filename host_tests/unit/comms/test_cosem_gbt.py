"""General block transfer: any APDU in blocks, in both directions, with blocks lost on the way."""

from fakes.cosem_peer import (
    CLIENT_TITLE,
    NAME,
    Bench,
    Port,
    aarq,
    descriptor,
    following,
    get,
    initiate,
    octets,
    sealed,
    unsealed,
)
from meter.comms.cosem.axdr import decode_length
from meter.comms.cosem.errors import HARDWARE_FAULT, Refused
from meter.comms.cosem.services import LONG

GBT_ONLY = 0x200000 | 0x1D  # no other blocks
VALUE = b"\x09\x82\x03\xe8" + bytes([k * 7 % 251 for k in range(1000)])


def block(number, known=0, data=b"", last=False, streaming=False, window=1):
    control = (0x80 if last else 0) | (0x40 if streaming else 0) | window
    head = bytes((0xE0, control)) + number.to_bytes(2, "big") + known.to_bytes(2, "big")
    return head + (b"\x82" + len(data).to_bytes(2, "big") if len(data) > 127 else bytes((len(data),))) + data


def parts(answer):
    """(last, streaming, number, number known, data) of a block from the meter."""
    assert answer[0] == 0xE0
    size, at = decode_length(answer, 6)
    assert at + size == len(answer)
    control = answer[1]
    return control & 128, control & 64, answer[2] << 8 | answer[3], answer[4] << 8 | answer[5], answer[at:]


def collect(meter, answer, number=1, heard=0, step=1, mark=True):
    """All data of an answer, asked for block by block; number: of the first.

    step: by which the client's own numbers grow; mark: whether it marks what only acknowledges as last.
    """
    data = b""
    own = heard
    while True:
        last, streaming, got, known, piece = parts(answer)
        assert got == number and not streaming and known == heard
        data += piece
        if last:
            return data
        own += step
        heard = max(heard, own)
        answer = meter.ask(block(own, got, last=mark))
        number += 1


def request(meter, apdu, size, streaming=False, lost=()):
    """The meter's answer to an APDU in blocks; lost: numbers of blocks that do not arrive the first time."""
    pieces = [apdu[k : k + size] for k in range(0, len(apdu), size)]
    count = len(pieces)
    lost = list(lost)
    answer = None
    number = 1
    acknowledgements = 0
    while number <= count:
        hurry = streaming and number % 4 and number < count
        sent = block(number, acknowledgements, pieces[number - 1], number == count, hurry)
        if number in lost:
            lost.remove(number)
            answer = None
            if not hurry:
                continue  # nothing comes back: it is sent again
        else:
            answer = meter.ask(sent)
        number += 1
        if answer is None or parts(answer)[4]:
            continue
        assert not hurry
        last, _, ours, known, _ = parts(answer)
        acknowledgements += 1
        assert last and ours == acknowledgements  # what only acknowledges is marked as last
        number = known + 1
    return answer


def test_a_long_get_without_other_blocks_comes_so_at_every_size():
    for size in range(64, 513, 5):
        meter = Bench({2: VALUE}).join(conformance=GBT_ONLY, size=size)
        assert collect(meter, meter.ask(get())) == b"\xc4\x01\xc1\x00" + VALUE
    meter = Bench({2: lambda: iter([bytes((k,)) * 46 for k in range(200)])}, Port(row_blocks=True))
    data = collect(meter, meter.join(conformance=GBT_ONLY).ask(get()))
    assert data == b"\xc4\x01\xc1\x00" + b"".join([bytes((k,)) * 46 for k in range(200)])


def test_clients_that_number_or_mark_what_only_acknowledges_otherwise_are_served():
    for first in (0, 1):
        for mark in (False, True):
            meter = Bench({2: VALUE}).join(conformance=GBT_ONLY, size=100)
            answer = meter.ask(block(1, 0, get(), True)) if first else meter.ask(get())
            assert collect(meter, answer, heard=first, step=0, mark=mark) == b"\xc4\x01\xc1\x00" + VALUE


def test_the_last_block_ends_it():
    meter = Bench({2: bytes(100)}).join(conformance=GBT_ONLY, size=64)
    meter.ask(get())
    assert parts(meter.ask(block(1, 1)))[0]
    assert meter.ask(block(2, 2)) is None
    assert meter.ask(block(2, 2)) is None


def test_a_short_request_in_one_block_is_answered_in_one():
    meter = Bench().join()
    assert meter.ask(block(1, 0, get(), True)) == octets("E0 88 0001 0001 06 C401C1001107")
    assert meter.ask(block(1, 0, get(attribute=9), True)) == octets("E0 88 0001 0001 05 C401C10104")
    assert meter.ask(get()) == octets("C401C1001107")


def test_a_long_request_in_blocks_of_every_size():
    apdu = b"\xc1\x01\xc1" + descriptor() + b"\x00" + VALUE
    for size in (1, 2, 7, 50, 100, 113, 127, 128, 129, 500):
        for streaming in (False, True):
            meter = Bench().join()
            answer = request(meter, apdu, size, streaming)
            assert parts(answer)[0] and parts(answer)[4] == octets("C501C100")
            assert parts(answer)[3] == -(-len(apdu) // size)
            assert meter.thing.done == [(2, VALUE[4:])]


def test_lost_blocks_of_a_request_are_asked_for():
    apdu = b"\xc1\x01\xc1" + descriptor() + b"\x00" + VALUE
    for lost in ((1,), (2,), (3,), (4,), (2, 3), (5, 8), (6, 6, 7), (10,), (11,)):
        for streaming in (False, True):
            if streaming and 1 in lost:
                continue  # nothing has begun, so nothing can be asked for
            meter = Bench().join()
            answer = request(meter, apdu, 100, streaming, lost)
            assert parts(answer)[4] == octets("C501C100"), lost
            assert meter.thing.done == [(2, VALUE[4:])]


def test_a_block_of_a_request_that_comes_twice_counts_once():
    meter = Bench().join()
    apdu = b"\xc1\x01\xc1" + descriptor() + b"\x00\x09\x03abc"
    meter.ask(block(1, 0, apdu[:5]))
    for again in range(3):
        answer = meter.ask(block(2, again + 1, apdu[5:9]))
        assert parts(answer)[3] == 2
    assert parts(meter.ask(block(3, 4, apdu[9:], True)))[4] == octets("C501C100")
    assert meter.thing.done == [(2, b"abc")]


def test_a_lost_block_of_an_answer_is_given_again():
    meter = Bench({2: VALUE}).join(conformance=GBT_ONLY, size=100)
    answer = meter.ask(get())
    data = b""
    for number in range(1, 99):
        for _ in range(number % 3):
            assert meter.ask(block(number, number - 1)) == answer
        last, _, got, _, piece = parts(answer)
        assert got == number
        data += piece
        if last:
            break
        answer = meter.ask(block(number, number))
    assert data == b"\xc4\x01\xc1\x00" + VALUE


def test_a_number_that_was_never_sent_ends_it():
    for known in (0, 3, 4, 0xFFFF):
        meter = Bench({2: VALUE}).join(conformance=GBT_ONLY, size=100)
        meter.ask(get())
        meter.ask(block(1, 1))
        assert meter.ask(block(2, known)) == b"\xd8\x01\x01"
        assert meter.ask(block(2, 2)) == b"\xd8\x01\x01"


def test_another_request_ends_it():
    meter = Bench({2: VALUE, 3: b"\x11\x01"}).join(conformance=GBT_ONLY, size=100)
    meter.ask(get())
    assert meter.ask(get(attribute=3)) == octets("C401C1001101")
    assert meter.ask(block(1, 1)) == b"\xd8\x01\x01"
    meter.ask(get())
    assert parts(meter.ask(block(1, 0, get(attribute=3), True)))[4] == octets("C401C1001101")


def test_a_request_is_bounded():
    meter = Bench(port=Port(2000)).join()
    assert parts(meter.ask(block(1, 0, bytes(LONG))))[3] == 1
    assert meter.ask(block(2, 1, b"\x00")) == b"\xd8\x01\x04"
    assert meter.ask(block(3, 1, b"\x00")) == b"\xd8\x01\x01"
    assert meter.ask(block(1, 0, bytes(LONG + 1), True)) == b"\xd8\x01\x04"


def test_blocks_that_are_none():
    meter = Bench().join()
    assert meter.ask(block(0, 0)) == b"\xd8\x01\x01"
    assert meter.ask(block(1, 0, b"", True)) == b"\xd8\x01\x01"
    assert meter.ask(block(2, 0, get(), True)) == b"\xd8\x01\x01"
    good = block(1, 0, get(), True)
    for end in range(1, len(good)):
        assert meter.ask(good[:end]) == b"\xd8\x01\x03"
    assert meter.ask(good + b"\x00") == b"\xd8\x01\x03"
    for inside in (b"\xe0", good, b"\x60\x00", b"\x62\x00", b"\x00"):
        assert parts(meter.ask(block(1, 0, inside, True)))[4][0] == 0xD8
    assert not meter.server.idle()


def test_it_needs_to_be_agreed_on_and_an_association():
    meter = Bench().join(conformance=0x1010)
    assert meter.ask(block(1, 0, get(), True)) == b"\xd8\x01\x02"
    meter.server.closed()
    assert meter.ask(block(1, 0, get(), True)) == b"\xd8\x01\x01"


def test_an_error_in_the_middle_ends_it():
    def pieces():
        yield bytes(700)
        raise Refused(HARDWARE_FAULT)

    meter = Bench({2: pieces}).join(conformance=GBT_ONLY)
    assert not parts(meter.ask(get()))[0]
    assert meter.ask(block(1, 1)) == b"\xd8\x01\x03"
    assert meter.ask(block(2, 2)) == b"\xd8\x01\x01"


def test_ciphered_answers_go_as_a_whole_or_in_ciphered_blocks():
    for size, whole in ((1000, True), (LONG - 4, True), (LONG - 3, False), (5000, False)):
        meter = ciphered({2: bytes([k % 251 for k in range(size)])}, 0x601010)
        sent = sealed(get(), 1)
        data = collect(meter, meter.ask(block(1, 0, sent, True)), heard=1)
        if whole:
            assert unsealed(data) == b"\xc4\x01\xc1\x00" + meter.thing.values[2]
            continue
        got = b""
        for number in range(1, 999):
            assert unsealed(data)[:10] == octets("C402C1%02x %08x 00 82" % (unsealed(data)[3], number))
            got += unsealed(data)[12:]
            if unsealed(data)[3]:
                break
            data = collect(meter, meter.ask(block(1, 0, sealed(following(number), number + 1), True)), heard=1)
        assert got == meter.thing.values[2]


def test_a_ciphered_answer_too_long_for_memory_is_refused_without_other_blocks():
    meter = ciphered({2: bytes(LONG - 3)}, GBT_ONLY)
    assert unsealed(meter.ask(sealed(get(), 1))) == octets("C401C101FA")
    meter.thing.values[2] = bytes(LONG - 4)
    answer = collect(meter, meter.ask(sealed(get(), 2)))
    assert unsealed(answer) == b"\xc4\x01\xc1\x00" + bytes(LONG - 4)


def test_a_request_that_is_refused_has_no_further_blocks():
    meter = ciphered({2: b"\x11\x07"}, 0x601010)
    for request in (get(), sealed(get(), 1)[:-1] + b"\x00"):  # in clear, and with a wrong tag
        assert meter.ask(block(1, 0, request, True))[0] == 0xD8
        assert meter.ask(block(2, 0, get(), True)) == b"\xd8\x01\x01"
        assert meter.ask(block(2, 0, get())) == b"\xd8\x01\x01"


def ciphered(values, conformance):
    meter = Bench(values)
    meter.client = 1
    title = b"\xa6\x0a\x04\x08" + CLIENT_TITLE
    answer = meter.ask(aarq(extra=title, information=sealed(initiate(conformance), 0), context=3))
    assert answer[0] == 0x61 and not meter.server.idle()
    return meter


def test_the_name_is_in_the_first_block():
    meter = Bench().join(size=64)
    answer = meter.ask(block(1, 0, get(attribute=1), True))
    assert parts(answer)[4] == b"\xc4\x01\xc1\x00\x09\x06" + NAME
