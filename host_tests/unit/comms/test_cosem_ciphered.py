"""Associations with keys: who proves them how, and what is served with which protection."""

from fakes.cosem_peer import (
    CLIENT_TITLE,
    PROOF,
    Bench,
    Keys,
    Port,
    aarq,
    descriptor,
    following,
    get,
    hls,
    initiate,
    octets,
    sealed,
    unsealed,
)
from meter.comms.cosem import acse, axdr
from meter.comms.cosem.security import hls as proofs
from meter.comms.cosem.security.ciphering import Ciphering

# the known example of mechanism 5: challenges K56iVagY and P6wRJ21F, counters 1 and 01234567
CLIENT_PROOF = octets("10000000011A52FE7DD3E72748973C1E28")
METER_PROOF = octets("1001234567FE1466AFB3DBCD4F9389E2B7")


def proof(value=CLIENT_PROOF):
    """The ACTION that answers the challenge."""
    return b"\xc3\x01\xc1" + PROOF + b"\x01" + axdr.octets(value)


def challenged():
    """Client 2, which has given and got a challenge."""
    meter = Bench()
    meter.client = 2
    answer = meter.ask(aarq(extra=hls()))
    fields = acse.fields(answer)
    assert fields[0xA2] == octets("020100") and fields[0xA3] == octets("A10302010E")
    assert fields[0xA4] == octets("04084D4D4D0000BC614E")
    assert fields[0x88] == octets("0780") and fields[0x89] == octets("60857405080205")
    assert fields[0xAA] == b"\x80\x08P6wRJ21F"
    return meter


def joined(values=None, conformance=0x605E9F, policy=3, size=0xFFFF, port=None):
    """Client 1, associated with ciphering alone; its counter goes on from 1."""
    meter = Bench(values, port, policy=policy)
    meter.client = 1
    title = b"\xa6\x0a\x04\x08" + CLIENT_TITLE
    request = sealed(initiate(conformance, size), 0)
    assert acse.fields(meter.ask(aarq(extra=title, information=request, context=3)))[0xA2] == octets("020100")
    return meter


def test_both_sides_prove_their_keys():
    meter = challenged()
    assert meter.ask(proof()) == octets("C701C1 00 0100 0911") + METER_PROOF
    assert meter.context.guard.count == 0
    assert meter.ask(b"\xc1\x01\xc1" + descriptor() + b"\x00\x11\x05") == octets("C501C100")


def test_nothing_is_done_before_the_proof():
    meter = challenged()
    requests = (
        get(),
        following(1),
        b"\xc1\x01\xc1" + descriptor() + b"\x00\x11\x05",
        b"\xc3\x01\xc1" + descriptor(attribute=1) + b"\x00",
        b"\xc3\x04\xc1" + PROOF + octets("01 00000001 13 0911") + CLIENT_PROOF,
        b"\xc3\x03\xc1\x01" + PROOF + b"\x01" + axdr.octets(CLIENT_PROOF),
        octets("E080 0001 0000 00"),
    )
    for request in requests:
        assert meter.ask(request) == b"\xd8\x01\x01", request.hex()
    assert meter.thing.done == []
    assert meter.ask(proof())[:4] == octets("C701C100")


def test_every_wrong_bit_of_a_proof_ends_the_association():
    for k in range(17):
        for bit in range(8):
            wrong = bytearray(CLIENT_PROOF)
            wrong[k] ^= 1 << bit
            meter = challenged()
            assert meter.ask(proof(bytes(wrong))) == octets("C701C1FA00")
            assert meter.server.idle()
            assert meter.context.guard.count == 1 and meter.context.logged == [("tag", 2)]
            assert meter.ask(proof()) == b"\xd8\x01\x01"


def test_a_proof_of_another_length_is_wrong():
    for end in range(17):
        meter = challenged()
        assert meter.ask(proof(CLIENT_PROOF[:end])) == octets("C701C1FA00")
        assert meter.server.idle()


def test_a_proof_is_taken_once_and_its_counter_too():
    meter = challenged()
    meter.ask(proof())
    assert meter.ask(proof()) == octets("C701C1FA00")
    assert meter.ask(get())[:2] == b"\xc4\x01"  # a second proof proves nothing, and harms nothing
    meter.ask(aarq(extra=hls()))
    assert meter.ask(proof()) == octets("C701C1FA00")
    assert meter.server.idle() and meter.context.logged == [("replay", 2)]


def test_a_wrong_proof_is_held_back():
    meter = challenged()
    meter.context.guard.holds = 10000
    meter.ask(proof(bytes(17)))
    assert meter.server.hold_ms == 10000


def test_a_proof_without_a_counter_for_the_answer_proves_nothing_yet():
    meter = challenged()

    def fail():
        raise OSError(5)

    meter.context.counters.take = fail
    assert meter.ask(proof()) == octets("C701C10100")
    assert meter.ask(get()) == b"\xd8\x01\x01"


def test_proof_within_ciphering():
    meter = Bench()
    meter.client = 1
    request = aarq(extra=hls(), information=sealed(initiate(), 5), context=3)
    fields = acse.fields(meter.ask(request))
    assert fields[0xA3] == octets("A10302010E") and fields[0xBE][2] == 0x28
    assert meter.ask(sealed(get(), 6)) == b"\xd8\x01\x01"
    assert meter.ask(proof()) == b"\xd8\x01\x01"
    answer = unsealed(meter.ask(sealed(proof(), 7)))
    assert answer[:8] == octets("C701C10001000911")
    counter = int.from_bytes(answer[9:13], "big")
    assert answer[8:] == proofs.gmac_tag(Keys, meter.context.title, counter, b"K56iVagY")
    assert unsealed(meter.ask(sealed(get(), 8))) == octets("C401C1001107")


def test_answers_are_ciphered_as_the_request_was():
    meter = joined(policy=0)
    counter = 1
    for tag, answered in ((0xC8, 0xCC), (0xD0, 0xD4), (0xDB, 0xDB), (0xDC, 0xDC)):
        for control in (0x10, 0x20, 0x30):
            answer = meter.ask(sealed(get(), counter, tag, control))
            assert answer[0] == answered and unsealed(answer) == octets("C401C1001107")
            assert answer[11 if tag >= 0xDB else 2] == control
            counter += 1
    answer = meter.ask(sealed(b"\xc1\x01\xc1" + descriptor() + b"\x00\x11\x05", counter))
    assert answer[0] == 0xCD and unsealed(answer) == octets("C501C100")
    answer = meter.ask(sealed(b"\xc3\x01\xc1" + descriptor(attribute=1) + b"\x00", counter + 1))
    assert answer[0] == 0xCF and unsealed(answer) == octets("C701C10000")


def test_less_protection_than_the_policy_wants_is_refused():
    request = b"\xc1\x01\xc1" + descriptor() + b"\x00\x11\x05"
    for policy in range(4):
        meter = Bench(policy=policy)
        meter.client = 1
        meter = joined(policy=3)
        meter.context.associations[2].policy = lambda policy=policy: policy
        for control in (0x10, 0x20, 0x30):
            meter.thing.done.clear()
            answer = meter.ask(sealed(request, control, control=control))
            if control >> 4 & policy == policy:
                assert unsealed(answer) == octets("C501C100") and meter.thing.done
            else:
                assert answer == b"\xd8\x01\x01" and not meter.thing.done
        assert meter.ask(request) == b"\xd8\x01\x01"  # in clear, never
        assert meter.context.guard.count == 0


def test_ciphered_requests_outside_a_ciphered_context_are_refused():
    meter = Bench().join()
    for tag in (0xC8, 0xC9, 0xCB, 0xD0, 0xD1, 0xD3, 0xDB, 0xDC):
        assert meter.ask(sealed(get(), 1, tag)) == b"\xd8\x01\x02"
    assert meter.ask(get())[:2] == b"\xc4\x01"


def test_general_ciphering_needs_to_be_agreed_on():
    meter = joined(conformance=0x1D)
    for tag in (0xDB, 0xDC):
        assert meter.ask(sealed(get(), 1, tag)) == b"\xd8\x01\x02"
    assert unsealed(meter.ask(sealed(get(), 1)))[:2] == b"\xc4\x01"


def test_a_wrong_tag_is_refused_counted_and_changes_nothing():
    good = sealed(b"\xc1\x01\xc1" + descriptor() + b"\x00\x11\x05", 1)
    meter = joined()
    for k in range(2, len(good)):
        wrong = bytearray(good)
        wrong[k] ^= 1
        assert meter.ask(bytes(wrong)) == b"\xd8\x01\x05"
    assert meter.context.guard.count == len(meter.context.logged) == len(good) - 2
    assert meter.context.logged[0] == ("tag", 1)
    for end in range(1, len(good)):
        assert meter.ask(good[:end]) == b"\xd8\x01\x05"
    assert meter.thing.done == []
    assert unsealed(meter.ask(good)) == octets("C501C100")


def test_a_replay_is_refused_and_told_what_comes_next():
    meter = joined()
    request = sealed(b"\xc1\x01\xc1" + descriptor() + b"\x00\x11\x05", 41)
    meter.ask(request)
    meter.context.guard.holds = 7
    assert meter.ask(request) == octets("D80106 0000002A")
    assert meter.server.hold_ms == 7
    assert len(meter.thing.done) == 1
    assert meter.context.logged == [("replay", 1)]


def test_what_is_inside_is_served_like_anything_else():
    meter = joined()
    for number, (inside, answer) in enumerate((
        (get(attribute=9), "C401C10104"),
        (b"\xc0\x01", "D80103"),
        (b"\x60\x00\x00\x00", "D80202"),
        (b"\x62\x00\x00\x00", "D80202"),
        (sealed(get(), 99), "D80202"),
    )):  # fmt: skip
        got = meter.ask(sealed(inside, 2 * number + 1, 0xDB))
        assert unsealed(got) == octets(answer)
        got = meter.ask(sealed(inside, 2 * number + 2, 0xC8))
        # service-specific ciphering has no tag for an exception
        assert got == octets(answer) if answer[:2] == "D8" else unsealed(got) == octets(answer)
    assert not meter.server.idle()


def test_long_answers_fit_with_all_that_ciphering_adds():
    value = bytes([k % 253 for k in range(700)])
    for size in range(64, 300, 3):
        for tag in (0xC8, 0xDB):
            meter = joined({2: value, 3: lambda: iter([value[:300], value[300:]])}, size=size)
            counter = 1
            for attribute in (2, 3):
                answer = meter.ask(sealed(get(attribute=attribute), counter, tag))
                data = b""
                while True:
                    assert len(answer) <= size
                    plain = unsealed(answer)
                    assert plain[:3] == b"\xc4\x02\xc1"
                    data += plain[12:]
                    counter += 1
                    if plain[3]:
                        break
                    answer = meter.ask(sealed(following(int.from_bytes(plain[4:8], "big")), counter, tag))
                assert data == value


def test_release_with_ciphering():
    meter = joined()
    request = sealed(initiate(), 1)
    body = b"\x80\x01\x00\xbe" + bytes((len(request) + 2,)) + b"\x04" + bytes((len(request),)) + request
    wrong = bytearray(body)
    wrong[-1] ^= 1
    assert meter.ask(b"\x62" + bytes((len(body),)) + bytes(wrong)) == b"\xd8\x01\x05"
    assert not meter.server.idle() and meter.context.guard.count == 1
    answer = meter.ask(b"\x62" + bytes((len(body),)) + body)
    fields = acse.fields(answer)
    assert answer[0] == 0x63 and fields[0x80] == b"\x00"
    assert unsealed(fields[0xBE][2:]) == octets("0800065f1f0400605e9f007d0007")
    assert meter.server.idle()


def test_a_failing_memory_is_an_answer():
    meter = joined()

    def fail():
        raise OSError(5)

    meter.context.counters.take = fail
    assert meter.ask(sealed(get(), 1)) == b"\xd8\x01\x03"


def test_the_known_example_of_a_ciphered_get():
    meter = joined(port=Port(200, 200))
    session = meter.server._who
    title = meter.context.title
    # the example has the client's title that is the meter's here
    session.ciphering = Ciphering(Keys, meter.context.counters, 1, CLIENT_TITLE, title)
    meter.thing.name = octets("0000010000FF")
    meter.thing.class_id = 8
    meter.thing.values = {2: octets("0902abcd")}
    meter.context.counters.own = 5
    request = octets("C81E3001234567411312FF935A47566827C467BC7D825C3BE4A77C3FCC056B6B")
    answer = meter.ask(request)
    plain = octets("C401 00 00 0902ABCD")
    meter.context.counters.own = 5
    same = Ciphering(Keys, meter.context.counters, 1, CLIENT_TITLE, title).seal(plain, 0xC830)
    assert answer == bytes(same) and answer[:7] == octets("CC193000000005")
    assert meter.ask(request)[:3] == b"\xd8\x01\x06"
