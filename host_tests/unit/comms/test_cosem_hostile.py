"""A peer that sends anything: nothing raises, and nothing is done that it may not do."""

import sys

from fakes.cosem_peer import (
    CLIENT_TITLE,
    PROOF,
    Bench,
    Port,
    aarq,
    descriptor,
    following,
    get,
    hls,
    initiate,
    lls,
    octets,
    sealed,
)

SET = b"\xc1\x01\xc1" + descriptor() + b"\x00\x11\x05"
SET_LIST = b"\xc1\x04\xc1\x02" + (descriptor() + b"\x00") * 2 + b"\x02\x11\x01\x09\x02ab"
SET_FIRST = b"\xc1\x02\xc1" + descriptor() + b"\x00" + octets("00 00000001 02 0905")
SET_LIST_FIRST = b"\xc1\x05\xc1\x01" + descriptor() + b"\x00" + octets("01 00000001 03 011105")
ACT = b"\xc3\x01\xc1" + descriptor(attribute=1) + b"\x01\x02\x02\x11\x01\x0a\x01x"
ACT_LIST = b"\xc3\x03\xc1\x02" + descriptor(attribute=1) * 2 + b"\x02\x11\x01\x00"
ACT_FIRST = b"\xc3\x04\xc1" + descriptor(attribute=1) + octets("00 00000001 02 0905")
ACT_LIST_FIRST = b"\xc3\x05\xc1\x01" + descriptor(attribute=1) + octets("01 00000001 03 011105")
REQUESTS = (
    get(selection=b"\x01\x02" + octets("0204 0600000001 0600000002 120001 120000")),
    b"\xc0\x03\xc1\x02" + (descriptor() + b"\x00") * 2,
    following(1),
    following(1, tag=0xC3),
    SET,
    SET_LIST,
    SET_FIRST,
    b"\xc1\x03\xc1" + octets("01 00000002 02 6162"),
    SET_LIST_FIRST,
    ACT,
    ACT_LIST,
    ACT_FIRST,
    b"\xc3\x06\xc1" + octets("01 00000002 02 6162"),
    ACT_LIST_FIRST,
    b"\xc3\x01\xc1" + PROOF + b"\x01\x09\x11" + bytes(17),
    b"\xe0\x81\x00\x01\x00\x00" + bytes((len(SET),)) + SET,
    octets("62 15 80 01 00 be 10 04 0e 01 00 00 00 06 5f 1f 04 00 00 10 10 ff ff"),
    aarq(extra=lls()),
    aarq(extra=hls()),
)
CHANGES = (0x01, 0x02, 0x08, 0x80, 0xFF)
LONG = {2: bytes(700), 3: b"\x12\x00\x09", -1: b"\x11\x01", "act": bytes(700)}


def mutants(request):
    """Every beginning, every byte changed, and more behind."""
    for end in range(len(request)):
        yield request[:end]
    for k in range(len(request)):
        for change in CHANGES:
            yield request[:k] + bytes((request[k] ^ change,)) + request[k + 1 :]
    for more in (b"\x00", b"\xff", request):
        yield request + more


def every_second(mutants):
    """CPython takes one half of them, MicroPython the other: half the time, and none is left out."""
    return list(mutants)[sys.implementation.name == "micropython" :: 2]


def untouched(meter):
    return meter.thing.done == meter.other.done == meter.hidden.done == []


def sane(answer):
    return answer is None or answer[0] in b"\xc4\xc5\xc7\xd8\xe0\x61\x63\xcc\xcd\xcf\xd4\xd5\xd7\xdb\xdc"


def test_the_public_changes_nothing_with_anything():
    meter = Bench(LONG)
    for request in REQUESTS:
        for mutant in every_second(mutants(request)):
            if meter.server.idle() or meter.client != 16:
                meter.join(16)
            assert sane(meter.ask(mutant)), mutant.hex()
    assert untouched(meter)


def test_who_is_not_associated_changes_nothing_with_anything():
    meter = Bench(LONG)
    meter.client = 2
    for request in REQUESTS[:-2]:
        for mutant in mutants(request):
            answer = meter.ask(mutant)
            assert answer == b"\xd8\x01\x01" or answer[0] == 0x61
    for request in REQUESTS[:-2]:
        for mutant in mutants(request):
            if meter.server.idle():
                meter.ask(aarq(extra=hls()))
            assert sane(meter.ask(mutant))
            assert meter.server.idle() or meter.server._who.state == 1
    assert untouched(meter)


def test_nothing_that_is_wrong_makes_a_configuring_client_fall():
    meter = Bench(LONG)
    for before in (None, get(), SET_FIRST, ACT_FIRST, b"\xc3\x01\xc1" + descriptor(attribute=2) + b"\x00"):
        for request in REQUESTS:
            for mutant in list(mutants(request))[::7] if before else every_second(mutants(request)):
                if meter.server.idle():
                    meter.join()
                if before:
                    meter.ask(before)
                assert sane(meter.ask(mutant)), mutant.hex()
    assert untouched(meter) is False
    assert {attribute for attribute, _ in meter.thing.done} <= {2, 3, -1, -2}
    assert meter.hidden.done == []  # neither its class nor its name is one byte away


def test_nothing_reaches_an_object_but_through_the_cipher():
    meter = Bench(LONG)
    meter.client = 1
    title = b"\xa6\x0a\x04\x08" + CLIENT_TITLE
    counter = 1
    meter.ask(aarq(extra=title, information=sealed(initiate(), 0), context=3))
    for request in REQUESTS[:-3]:
        for tag in (0xC8, 0xD0, 0xDB):
            for mutant in list(mutants(sealed(request, counter, tag)))[::3]:
                if mutant[-12:] == sealed(request, counter, tag)[-12:] and len(mutant) > 30:
                    continue  # the fake cipher's tag does not cover what comes before
                assert sane(meter.ask(mutant))
        for mutant in mutants(request):
            answer = meter.ask(mutant)
            assert answer is None or answer[0] in b"\xd8\x61" or (answer[0] == 0xE0 and answer[6:] == b"\x00")
            if meter.server.idle():
                counter += 1
                meter.ask(aarq(extra=title, information=sealed(initiate(), counter), context=3))
    assert untouched(meter)


def test_noise_is_answered_and_a_good_client_served_afterwards():
    seed = 12345
    meter = Bench(LONG, Port(64, 64)).join()
    for turn in range(1000):
        noise = bytearray()
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        for _ in range(seed >> 16 & 31):
            seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
            noise.append(seed >> 16 & 255)
        if noise and turn % 2:
            noise[0] = b"\xc0\xc1\xc3\xe0\x60\x62\xc8\xdb"[turn // 2 % 8]
        assert sane(meter.ask(bytes(noise)))
        if meter.server.idle():
            meter.join()
    meter.join()
    assert meter.ask(get(attribute=3)) == octets("C401C100120009")


def test_an_empty_or_foreign_apdu():
    meter = Bench().join()
    for client, server in ((16, 1), (18, 2), (0, 0), (18, 0xFFFF)):
        assert meter.server.apdu(client, server, SET, 0) == b"\xd8\x01\x01"
        assert meter.server.apdu(client, server, octets("6200"), 0) == b"\xd8\x01\x01"
    assert untouched(meter) and not meter.server.idle()
    assert meter.ask(SET) == octets("C501C100")
