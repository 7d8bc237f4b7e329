"""SET and ACTION, at once, as lists and in blocks: what is done, and what is left alone."""

from fakes.cosem_peer import HIDDEN, OTHER, Bench, Port, descriptor, following, octets
from meter.comms.cosem.services import LONG

NO = b"\x0a\x02no"  # what the objects refuse


def put(value, attribute=2, target=None, selection=b"\x00", class_id=3):
    name = descriptor(attribute=attribute) if target is None else descriptor(target, attribute, class_id)
    return b"\xc1\x01\xc1" + name + selection + value


def put_list(*pairs):
    """SET with a list of (descriptor, value)."""
    count = bytes((len(pairs),))
    names = b"".join([name + b"\x00" for name, _ in pairs])
    return b"\xc1\x04\xc1" + count + names + count + b"".join([value for _, value in pairs])


def do(method=1, value=None):
    return b"\xc3\x01\xc1" + descriptor(attribute=method) + (b"\x00" if value is None else b"\x01" + value)


def do_list(*pairs):
    count = bytes((len(pairs),))
    return b"\xc3\x03\xc1" + count + b"".join([p[0] for p in pairs]) + count + b"".join([p[1] for p in pairs])


def block(number, data, last):
    return bytes((last,)) + number.to_bytes(4, "big") + b"\x82" + len(data).to_bytes(2, "big") + data


def send(meter, tag, first, kind, data, size, listed=False):
    """The last answer to a request in blocks of `size` bytes of data; first: what comes before the first block."""
    parts = [data[k : k + size] for k in range(0, len(data), size)]
    for number in range(1, len(parts) + 1):
        last = number == len(parts)
        head = first if number == 1 else bytes((tag, kind, 0xC1))
        answer = meter.ask(head + block(number, parts[number - 1], last))
        if not last:
            accepted = b"\xc5\x02\xc1" if tag == 0xC1 else b"\xc7\x04\xc1"
            assert answer == accepted + number.to_bytes(4, "big")
    return answer


def test_a_value_is_set_by_who_may():
    meter = Bench().join()
    assert meter.ask(put(b"\x12\x01\x00")) == octets("C501C100")
    assert meter.thing.done == [(2, 256)]
    meter.join(16)
    assert meter.ask(put(b"\x12\x01\x00")) == octets("C501C103")
    assert meter.ask(put(b"\x12\x01\x00", 3)) == octets("C501C103")
    assert meter.ask(put(b"\x12\x01\x00", 2, HIDDEN, class_id=1)) == octets("C501C104")
    assert meter.thing.done == [(2, 256)] and meter.hidden.done == []


def test_what_cannot_be_set():
    meter = Bench().join()
    for request, code in (
        (put(NO), 3),
        (put(b"\x11\x01", 1), 3),
        (put(b"\x11\x01", 4), 3),
        (put(b"\x11\x01", 0), 4),
        (put(b"\x11\x01", 9), 4),
        (put(b"\x11\x01", 2, OTHER), 9),
        (put(b"\x11\x01", 2, bytes(6)), 4),
        (put(b"\x11\x01", selection=b"\x01\x01\x11\x01"), 13),
        (put(b"\x17\x00\x00\x00\x00"), 12),  # a float
        (put(b"\x11"), 12),
        (put(b""), 12),
        (put(b"\x11\x01\x01"), 12),
    ):
        assert meter.ask(request) == b"\xc5\x01\xc1" + bytes((code,)), request.hex()
    assert meter.thing.done == meter.other.done == []


def test_a_list_is_set_one_by_one():
    meter = Bench().join()
    request = put_list(
        (descriptor(), b"\x11\x01"),
        (descriptor(attribute=4), b"\x11\x02"),
        (descriptor(attribute=3), b"\x0a\x01x"),
        (descriptor(), NO),
        (descriptor(bytes(6)), b"\x00"),
    )
    assert meter.ask(request) == octets("C505C1 05 00 03 00 03 04")
    assert meter.thing.done == [(2, 1), (3, "x")]


def test_nothing_of_a_malformed_list_is_done():
    meter = Bench().join()
    good = put_list((descriptor(), b"\x11\x01"), (descriptor(), b"\x11\x02"))
    for end in range(4, len(good)):
        assert meter.ask(good[:end]) == b"\xd8\x01\x03"
    assert meter.ask(good + b"\x00") == b"\xd8\x01\x03"
    for k in (3, 24):  # the counts
        wrong = bytearray(good)
        wrong[k] = 1
        assert meter.ask(bytes(wrong)) == b"\xd8\x01\x03"
    calls = do_list((descriptor(attribute=1), b"\x00"), (descriptor(attribute=1), b"\x11\x02"))
    for end in range(4, len(calls)):
        assert meter.ask(calls[:end]) == b"\xd8\x01\x03"
    assert meter.thing.done == []


def test_a_value_in_blocks_of_every_size():
    value = b"\x09\x81\xc8" + bytes(range(200))
    for size in range(1, len(value) + 1, 3):
        meter = Bench().join()
        first = b"\xc1\x02\xc1" + descriptor() + b"\x00"
        answer = send(meter, 0xC1, first, 3, value, size)
        assert answer == b"\xc5\x03\xc1\x00" + (-(-len(value) // size)).to_bytes(4, "big")
        assert meter.thing.done == [(2, bytes(range(200)))]


def test_a_list_in_blocks():
    values = b"\x03" + b"\x11\x05" + NO + b"\x09\x40" + bytes(64)
    names = b"\x03" + descriptor() + b"\x00" + descriptor() + b"\x00" + descriptor(attribute=3) + b"\x00"
    for size in range(5, 80, 7):
        meter = Bench().join()
        answer = send(meter, 0xC1, b"\xc1\x05\xc1" + names, 3, values, size)
        assert answer == octets("C504C1 03 00 03 00") + (-(-len(values) // size)).to_bytes(4, "big")
        assert meter.thing.done == [(2, 5), (3, bytes(64))]


def test_a_list_of_24_answers_in_64_bytes():
    meter = Bench(port=Port(2000, 64)).join(size=64)
    request = put_list(*[(descriptor(), b"\x11\x01")] * 24)
    assert meter.ask(request) == b"\xc5\x05\xc1\x18" + bytes(24)
    assert meter.ask(put_list(*[(descriptor(), b"\x11\x01")] * 25)) == b"\xd8\x01\x03"
    assert len(meter.thing.done) == 24


def test_blocks_out_of_order_end_a_long_set():
    first = b"\xc1\x02\xc1" + descriptor() + b"\x00"
    for number in (0, 1, 3, 0xFFFFFFFF):
        meter = Bench().join()
        assert meter.ask(first + block(1, b"\x09\x02a", 0)) == octets("C502C100000001")
        refusal = b"\xc5\x03\xc1\x13" + number.to_bytes(4, "big")
        assert meter.ask(b"\xc1\x03\xc1" + block(number, b"b", 1)) == refusal
        assert meter.ask(b"\xc1\x03\xc1" + block(2, b"b", 1)) == octets("C503C1 12 00000002")
        assert meter.thing.done == []
    assert Bench().join().ask(first + block(2, b"\x11\x01", 1)) == octets("C503C1 13 00000002")


def test_another_request_between_the_blocks_ends_a_long_set():
    meter = Bench().join()
    first = b"\xc1\x02\xc1" + descriptor() + b"\x00"
    for between in (put(b"\x11\x01"), following(1), b"\xc1\x03\xc2" + block(2, b"b", 1), b"\xc1\x03\xc1"):
        meter.ask(first + block(1, b"\x09\x02a", 0))
        meter.ask(between)
        assert meter.ask(b"\xc1\x03\xc1" + block(2, b"b", 1)) == octets("C503C1 12 00000002")
    assert meter.thing.done == [(2, 1)]


def test_a_long_set_is_bounded():
    meter = Bench(port=Port(2000)).join()
    first = b"\xc1\x02\xc1" + descriptor() + b"\x00"
    whole = b"\x09\x82" + (LONG - 4).to_bytes(2, "big") + bytes(LONG - 4)
    assert send(meter, 0xC1, first, 3, whole, 400) == octets("C503C1 00 00000003")
    assert meter.ask(first + block(1, bytes(LONG), 0)) == octets("C502C100000001")
    assert meter.ask(b"\xc1\x03\xc1" + block(2, b"\x00", 0)) == octets("C503C1 11 00000002")
    assert meter.ask(b"\xc1\x03\xc1" + block(2, b"\x00", 0)) == octets("C503C1 12 00000002")
    assert len(meter.thing.done) == 1


def test_bad_data_in_blocks_sets_nothing():
    meter = Bench().join()
    first = b"\xc1\x02\xc1" + descriptor() + b"\x00"
    for data in (b"\x17\x00\x00\x00\x00", b"\x09\x05a", b"\x11\x01\x01", b"\x11"):
        assert send(meter, 0xC1, first, 3, data, 1)[:4] == octets("C503C10C")
    assert meter.ask(first + b"\x01\x00\x00\x00\x01\x05a") == b"\xd8\x01\x03"
    assert meter.ask(first + b"\x02\x00\x00\x00\x01\x02\x11\x01") == b"\xd8\x01\x03"
    assert meter.thing.done == []


def test_a_method_is_called_by_who_may():
    meter = Bench().join()
    assert meter.ask(do(1)) == octets("C701C10000")
    assert meter.ask(do(1, b"\x11\x05")) == octets("C701C10000")
    assert meter.thing.done == [(-1, None), (-1, 5)]
    assert meter.ask(do(3)) == octets("C701C10300")
    assert meter.ask(do(9)) == octets("C701C10400")
    assert meter.ask(do(0)) == octets("C701C10400")
    assert meter.ask(do(1, NO)) == octets("C701C10300")
    assert meter.ask(do(1, b"\x17\x00\x00\x00\x00")) == octets("C701C10C00")
    meter.join(16)
    assert meter.ask(do(1)) == octets("C701C10300")
    assert meter.thing.done == [(-1, None), (-1, 5)]


def test_a_method_with_an_answer():
    meter = Bench({"act": b"\x09\x02ab"}).join()
    assert meter.ask(do(2)) == octets("C701C1 00 01 00 09026162")


def test_malformed_calls_do_nothing():
    meter = Bench().join()
    for request in (do()[:-1], do() + b"\x00", do()[:-1] + b"\x02", do(1, b"\x11\x05")[:5]):
        assert meter.ask(request) == b"\xd8\x01\x03"
    assert meter.ask(do(1, b"")) == octets("C701C10C00")
    assert meter.thing.done == []


def test_a_list_of_calls():
    meter = Bench({"act": b"\x11\x09"}).join()
    pairs = [(descriptor(attribute=m), v) for m, v in ((1, b"\x11\x01"), (2, b"\x00"), (3, b"\x00"), (1, NO))]
    assert meter.ask(do_list(*pairs)) == octets("C703C1 04 0000 0001001109 0300 0300")
    assert meter.thing.done == [(-1, 1), (-2, None)]


def test_a_call_in_blocks_and_its_answer_in_blocks():
    value = b"\x09\x81\xc8" + bytes(range(200))
    for size in range(20, 204, 11):
        meter = Bench({"act": value}).join(size=64)
        answer = send(meter, 0xC3, b"\xc3\x04\xc1" + descriptor(attribute=2), 6, value, size)
        data = b""
        for number in range(1, 99):
            assert len(answer) <= 64
            assert answer[:3] == b"\xc7\x02\xc1" and answer[4:9] == number.to_bytes(4, "big") + b"\x82"
            data += answer[11:]
            assert len(answer) - 11 == answer[9] << 8 | answer[10]
            if answer[3]:
                break
            answer = meter.ask(following(number, tag=0xC3))
        assert data == b"\x00\x01\x00" + value
        assert meter.thing.done == [(-2, bytes(range(200)))]


def test_a_list_of_calls_in_blocks():
    data = b"\x02\x11\x01\x09\x40" + bytes(64)
    meter = Bench().join()
    first = b"\xc3\x05\xc1\x02" + descriptor(attribute=1) + descriptor(attribute=1)
    assert send(meter, 0xC3, first, 6, data, 30) == octets("C703C1 02 0000 0000")
    assert meter.thing.done == [(-1, 1), (-1, bytes(64))]


def test_blocks_of_calls_out_of_order():
    meter = Bench({"act": bytes(200)}).join(size=64)
    first = b"\xc3\x04\xc1" + descriptor(attribute=1)
    assert meter.ask(b"\xc3\x06\xc1" + block(1, b"\x00", 1)) == octets("C701C11000")
    meter.ask(first + block(1, b"\x11", 0))
    assert meter.ask(b"\xc3\x06\xc1" + block(3, b"\x01", 1)) == octets("C701C10F00")
    assert meter.ask(following(1, tag=0xC3)) == octets("C701C11000")
    meter.ask(do(2))
    assert meter.ask(following(2, tag=0xC3)) == octets("C701C10F00")
    meter.ask(do(2))
    assert meter.ask(following(1)) == octets("C402C101 00000001 0110")
    assert meter.thing.done == [(-2, None), (-2, None)]


def test_a_long_answer_that_cannot_be_given_says_that_the_call_was_done():
    meter = Bench({"act": bytes(200)}).join(conformance=0x01, size=64)
    assert meter.ask(do(2)) == octets("C701C1 00 01 01 FA")
    assert meter.thing.done == [(-2, None)]


def test_what_was_not_agreed_on_is_not_served():
    meter = Bench()
    sets = (put(b"\x11\x01"), 0x08), (b"\xc1\x02\xc1" + bytes(20), 0x808), (b"\xc1\x03\xc1" + bytes(20), 0x808)
    lists = (put_list((descriptor(), b"\x11\x01")), 0x208), (b"\xc1\x05\xc1" + bytes(20), 0xA08)
    calls = (do(), 0x01), (following(1, tag=0xC3), 0x401), (b"\xc3\x03\xc1\x00", 0x201), (b"\xc3\x04\xc1\x00", 0x401)
    blocks = (b"\xc3\x05\xc1\x00", 0x601), (b"\xc3\x06\xc1\x00", 0x401)
    for request, needed in sets + lists + calls + blocks:
        meter.join(conformance=needed | 0x10)
        assert meter.ask(request) != b"\xd8\x01\x02"
        meter.thing.done.clear()
        for bit in (0x01, 0x08, 0x200, 0x400, 0x800):
            if needed & bit:
                meter.join(conformance=(needed & ~bit) | 0x10)
                assert meter.ask(request) == b"\xd8\x01\x02"
                assert meter.thing.done == []
    meter.join()
    for kind in (0, 6, 7, 255):
        assert meter.ask(bytes((0xC1, kind, 0xC1, 0))) == b"\xd8\x01\x02"
    for kind in (0, 7, 255):
        assert meter.ask(bytes((0xC3, kind, 0xC1, 0))) == b"\xd8\x01\x02"
