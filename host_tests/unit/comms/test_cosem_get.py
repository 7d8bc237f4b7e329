"""GET: one attribute, a list of them, and long ones in blocks."""

from fakes.cosem_peer import HIDDEN, NAME, OTHER, Bench, Port, descriptor, following, get, octets
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import HARDWARE_FAULT, Refused

# the reference vector: a load profile in seven blocks, of which these are printed
REQUEST = octets(
    "C0018100070101630100FF020101020402041200080906000101 0000FF0F02120000"
    "090C07DD0A19FF00000000800080090C07DD0A1AFF000000008000800100"
)
PROFILE = b"\x01\x01\x63\x01\x00\xff"
ROW = octets("0208090C07DD0A1905 0000 00FF800080 120000 0600000500 0F01 0600000003 0600000000 0600000000 0600000001")


def result(code, invoke=0xC1):
    return bytes((0xC4, 1, invoke, 1, code))


def listed(*targets):
    """A GET request with a list."""
    return b"\xc0\x03\xc1" + bytes((len(targets),)) + b"".join([target + b"\x00" for target in targets])


def read(meter, request=None):
    """(APDUs of the answer, what they carry together) of a request, with all its blocks."""
    answers = [meter.ask(request or get())]
    if answers[0][1] != 2:
        return answers, answers[0][4:]
    data = b""
    while True:
        answer = answers[-1]
        number = len(answers)
        assert answer[:3] == b"\xc4\x02\xc1" and answer[4:10] == number.to_bytes(4, "big") + b"\x00\x82"
        size, at = axdr.decode_length(answer, 9)
        assert at + size == len(answer)
        data += answer[at:]
        if answer[3]:
            return answers, data
        answers.append(meter.ask(following(number)))


def test_the_meter_number_of_the_reference():
    meter = Bench()
    meter.other.name = octets("0101000001FF")
    meter.other.values = {2: octets("0600BC614F")}
    meter.join(16)
    assert meter.ask(octets("C00181000101010000 01FF0200")) == octets("C40181000600BC614F")


def test_the_blocks_of_the_reference_end_with_a_row():
    rows = [ROW[:10] + bytes((k >> 2, k % 4 * 15)) + ROW[12:] for k in range(62)]
    pieces = [b"\x01\x3b"] + rows
    meter = Bench({2: lambda: iter(pieces)}, Port(125, 509, True)).join()
    meter.thing.class_id = 7
    meter.thing.name = PROFILE
    meter.thing.get = lambda attribute, selector, who: iter(pieces)
    first = meter.ask(REQUEST)
    assert first[:12] == octets("C402810000000001008201CE")
    assert first[12:] == b"".join(pieces[:11])
    for number in range(1, 6):
        answer = meter.ask(following(number, 0x81))
        assert answer[:12] == octets("C4028100 000000%02x 00 8201CC" % (number + 1))
        assert answer[12:] == b"".join(rows[10 * number : 10 * number + 10])
    assert meter.ask(following(6, 0x81)) == octets("C4028101000000070082005C") + b"".join(rows[60:])


def test_long_answers_come_whole_in_blocks_of_every_size():
    pieces = [bytes((k,)) * (k * 7 % 61) for k in range(30)]
    whole = b"".join(pieces)
    for size in range(64, 513):
        meter = Bench({2: lambda: iter(pieces)}).join(size=size)
        answers, data = read(meter)
        assert data == whole
        assert max([len(answer) for answer in answers]) == min(size, 509), size
        assert len(answers) == -(-len(whole) // (min(size, 509) - 12))


def test_rows_are_kept_whole_at_every_size_that_they_fit():
    rows = [bytes((k,)) * 46 for k in range(25)]
    for size in range(64, 513, 3):
        meter = Bench({2: lambda: iter([b"\x01\x19"] + rows)}, Port(row_blocks=True)).join(size=size)
        answers, data = read(meter)
        assert data == b"\x01\x19" + b"".join(rows)
        for answer in answers[1 : -1 if size > 80 else 0]:
            assert (len(answer) - 12) % 46 == 0


def test_rows_longer_than_a_block_are_split():
    pieces = [b"ab", b"c" * 200, b"d", b"e" * 53, b"", b"f" * 5]
    for size in range(64, 120):
        _, data = read(Bench({2: lambda: iter(pieces)}, Port(row_blocks=True)).join(size=size))
        assert data == b"".join(pieces)


def test_an_answer_that_fits_is_no_block():
    for size in (64, 65, 128, 509):
        for more in (0, 1):
            value = bytes(size - 4 + more)
            for values in ({2: value}, {2: lambda value=value: iter([value[:9], value[9:]])}):
                answers, data = read(Bench(values).join(size=size))
                assert data == value
                assert len(answers) == 1 + more


def test_no_more_is_taken_from_a_profile_than_is_sent():
    taken = []

    def pieces():
        for k in range(1000):
            taken.append(k)
            yield bytes(50)

    meter = Bench({2: pieces}).join()
    meter.ask(get())
    assert len(taken) <= 509 // 50 + 2
    meter.ask(following(1))
    assert len(taken) <= 2 * 509 // 50 + 3


def test_rights_are_those_of_the_association():
    meter = Bench().join(16)
    assert meter.ask(get()) == octets("C401C1001107")
    assert meter.ask(get(attribute=1)) == b"\xc4\x01\xc1\x00\x09\x06" + NAME
    assert meter.ask(get(attribute=3)) == result(3)
    assert meter.ask(get(attribute=4)) == result(3)
    assert meter.ask(get(attribute=-1)) == result(3)
    for attribute in (0, 5, -2, 127, -128):
        assert meter.ask(get(attribute=attribute)) == result(4)
    meter.join()
    assert meter.ask(get(attribute=3)) == octets("C401C100120009")
    assert meter.ask(get(attribute=-1)) == octets("C401C1001101")
    assert meter.ask(get(attribute=4)) == result(3)


def test_what_an_association_cannot_see_is_not_there():
    meter = Bench().join(16)
    for attribute in (1, 2, 3, 9):
        assert meter.ask(get(HIDDEN, attribute, 1)) == result(4)
        assert meter.ask(get(HIDDEN, attribute, 3)) == result(4)
    meter.join()
    assert meter.ask(get(HIDDEN, 2, 1)) == octets("C401C1001107")
    assert meter.ask(get(HIDDEN, 2, 3)) == result(9)


def test_another_class_and_an_unknown_name():
    meter = Bench().join(16)
    assert meter.ask(get(class_id=1)) == result(9)
    assert meter.ask(get(OTHER)) == result(9)
    assert meter.ask(get(b"\x01\x00\x63\x08\x00\xff")) == result(4)


def test_the_invoke_id_comes_back_as_it_went():
    meter = Bench().join()
    for invoke in range(256):
        assert meter.ask(get(invoke=invoke))[2] == invoke
        assert meter.ask(get(attribute=9, invoke=invoke)) == result(4, invoke)


def test_selective_access_needs_to_be_agreed_on():
    selection = b"\x01\x02" + octets("0204 0600000001 0600000002 120001 120000")
    assert Bench().join().ask(get(selection=selection)) == octets("C401C100 0202 1102 1104")
    assert Bench().join(conformance=0x1010).ask(get(selection=selection)) == result(13)


def test_a_list_gives_each_its_own_result():
    meter = Bench({2: b"\x11\x07", 3: Refused(HARDWARE_FAULT), -1: lambda: iter([b"\x09\x02", b"", b"ab"])}).join()
    request = listed(
        descriptor(), descriptor(attribute=3), descriptor(attribute=-1), descriptor(OTHER), descriptor(attribute=9)
    )
    assert meter.ask(request) == octets("C403C1 05 001107 0101 0009026162 0109 0104")


def test_a_long_list_comes_in_blocks():
    meter = Bench({2: lambda: iter([b"\x09\x81\xc8", bytes(100), bytes(100)])}).join(size=100)
    request = listed(*[descriptor(attribute=2 + k % 2) for k in range(10)])
    meter.thing.values[3] = b"\x11\x05"
    answers, data = read(meter, request)
    assert data == b"\x0a" + (b"\x00\x09\x81\xc8" + bytes(200) + b"\x00\x11\x05") * 5
    assert max([len(answer) for answer in answers]) == 100


def test_a_list_has_1_to_24_attributes():
    meter = Bench(port=Port(2000)).join()
    assert meter.ask(listed(*[descriptor()] * 24)) == b"\xc4\x03\xc1\x18" + b"\x00\x11\x07" * 24
    assert meter.ask(listed(*[descriptor()] * 25)) == b"\xd8\x01\x03"
    assert meter.ask(listed()) == b"\xd8\x01\x03"


def test_a_wrong_block_number_ends_a_long_get():
    for wrong in (0, 2, 3, 0xFFFFFFFF):
        meter = Bench({2: bytes(2000)}).join()
        meter.ask(get())
        head = octets("C402C101") + wrong.to_bytes(4, "big")
        assert meter.ask(following(wrong)) == head + b"\x01\x13"
        assert meter.ask(following(1)) == octets("C402C101 00000001 0110")


def test_a_next_block_of_nothing():
    meter = Bench({2: bytes(2000), 3: b"\x11\x01"}).join()
    nothing = octets("C402C101 00000001 0110")
    assert meter.ask(following(1)) == nothing
    meter.ask(get())
    meter.ask(get(attribute=3))
    assert meter.ask(following(1)) == nothing  # another request came between
    meter.ask(get())
    assert meter.ask(following(1, 0xC2)) == octets("C402C201 00000001 0110")  # another one's
    assert meter.ask(following(1)) == nothing
    meter.ask(get())
    for number in range(1, 5):
        last = meter.ask(following(number))
    assert last[3] == 1
    assert meter.ask(following(5)) == octets("C402C101 00000005 0110")


def test_a_new_association_does_not_go_on_with_an_old_get():
    meter = Bench({2: bytes(2000)}).join()
    meter.ask(get())
    meter.join()
    assert meter.ask(following(1)) == octets("C402C101 00000001 0110")


def test_an_error_before_anything_is_sent_is_a_plain_refusal():
    def pieces():
        yield b"\x01\x05"
        raise Refused(HARDWARE_FAULT)

    assert Bench({2: Refused(2)}).join().ask(get()) == result(2)
    meter = Bench({2: pieces}).join()
    assert meter.ask(get()) == result(1)
    assert meter.ask(following(1)) == octets("C402C101 00000001 0110")


def test_an_error_in_the_middle_aborts_a_long_get():
    def pieces():
        yield bytes(700)
        raise Refused(HARDWARE_FAULT)

    meter = Bench({2: pieces}).join()
    assert meter.ask(get())[:4] == b"\xc4\x02\xc1\x00"
    assert meter.ask(following(1)) == octets("C402C101 00000002 010F")
    assert meter.ask(following(2)) == octets("C402C101 00000002 0110")


def test_what_was_not_agreed_on_is_not_served():
    meter = Bench({2: bytes(2000), 3: b"\x11\x01"})
    meter.join(conformance=0x08)
    assert meter.ask(get(attribute=3)) == b"\xd8\x01\x02"
    meter.join(conformance=0x10)
    assert meter.ask(get(attribute=3)) == octets("C401C1001101")
    assert meter.ask(following(1)) == b"\xd8\x01\x02"
    assert meter.ask(listed(descriptor(attribute=3))) == b"\xd8\x01\x02"
    assert meter.ask(get()) == result(250)  # too long for one APDU


def test_requests_that_are_none():
    meter = Bench().join()
    for text, answer in (
        ("C0", "D80103"),
        ("C001", "D80103"),
        ("C000C1", "D80103"),
        ("C000C100", "D80102"),
        ("C004C100", "D80102"),
        ("C002C1000000", "D80103"),
        ("C002C10000000101", "D80103"),
        ("C2000000", "D80202"),
        ("00000000", "D80202"),
        ("C4010000", "D80202"),
        ("FF", "D80103"),
    ):
        assert meter.ask(octets(text)) == octets(answer), text
    assert meter.ask(b"") == b"\xd8\x01\x03"
    assert meter.ask(get() + b"\x00") == b"\xd8\x01\x03"
    assert meter.ask(get(selection=b"\x02")) == b"\xd8\x01\x03"
    assert meter.ask(get()) == octets("C401C1001107")
