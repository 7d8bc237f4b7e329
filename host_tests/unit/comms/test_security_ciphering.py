"""Ciphered APDUs: the Green Book's examples, and that nothing wrong, old or cut passes or moves a counter."""

import struct

from meter.comms.cosem.security.ciphering import CipherError, Ciphering
from vectors import gcm_reference

unhex = bytes.fromhex
CLIENT, METER = unhex("4D4D4D0000BC614E"), b"QDT\x00\x00\x00\x00\x01"
OTHER = unhex("4D4D4D0000000001")
DEDICATED = unhex("00112233445566778899AABBCCDDEEFF")
GET = unhex("C0010000080000010000FF0200")
ANSWER = unhex("C401000009 0C 07EA0719050A1E0F00800000".replace(" ", ""))
BOTH = unhex("C81E3001234567411312FF935A47566827C467BC7D825C3BE4A77C3FCC056B6B")
AUTHENTICATED = unhex("C81E1001234567C0010000080000010000FF020006725D910F9221D263877516")
ENCRYPTED = unhex("C8122001234567411312FF935A47566827C467BC")
INITIATE = unhex("01011000112233445566778899AABBCCDDEEFF0000065F1F0400007E1F04B0")
SEALED_INITIATE = unhex(
    "21303001234567801302FF8A7874133D414CED25B42534D28DB0047720606B175BD52211BE6841DB204D39EE6FDB8E356855"
)
# each tag that is received, the plain APDU behind it and its answer, with the answer's tag
KINDS = (
    (0x21, INITIATE, unhex("0800065F1F0400007C1F04000007"), 0x28),
    (0xC8, GET, ANSWER, 0xCC),
    (0xC9, b"\xc1" + GET[1:], b"\xc5\x01\xc1\x00", 0xCD),
    (0xCB, b"\xc3" + GET[1:], b"\xc7\x01\xc1\x00\x00", 0xCF),
    (0xD0, GET, ANSWER, 0xD4),
    (0xD1, b"\xc1" + GET[1:], b"\xc5\x01\xc1\x00", 0xD5),
    (0xD3, b"\xc3" + GET[1:], b"\xc7\x01\xc1\x00\x00", 0xD7),
    (0xDB, GET, ANSWER, 0xDB),
    (0xDC, GET, ANSWER, 0xDC),
)


class Keys:
    encryption = bytes(range(16))
    authentication = bytes(range(0xD0, 0xE0))
    master = bytes(16)


class Counters:
    """As the meter's: the client's only go up, the own ones are given once."""

    def __init__(self):
        self.own = 0
        self.heard = {}

    def take(self):
        self.own += 1
        return self.own

    def accept(self, client, counter):
        if counter <= self.heard.get(client, -1):
            return False
        self.heard[client] = counter
        return True

    def accepted(self, client):
        return self.heard.get(client, -1) + 1


def session(counters=None, title=CLIENT, dedicated=DEDICATED):
    return Ciphering(Keys, counters or Counters(), 3, METER, title, dedicated)


def sized(data):
    size = len(data)
    if size < 128:
        return bytes((size,)) + data
    return (b"\x81" + bytes((size,)) if size < 256 else b"\x82" + struct.pack(">H", size)) + data


def sealed(tag, plain, control=0x30, counter=1, sender=CLIENT, key=None):
    """What a client sends, made bit by bit; `sender` b"" leaves the title out of a general APDU."""
    dedicated = 0xD0 <= tag <= 0xD7 or tag == 0xDC
    body = bytes((control,)) + struct.pack(">I", counter)
    known = bytes((control,)) + Keys.authentication
    if control & 0x30 == 0x10:
        known += plain
    iv = (sender or CLIENT) + body[1:]
    key = key or (DEDICATED if dedicated else Keys.encryption)
    text, check = gcm_reference.seal(key, iv, known, plain if control & 0x20 else b"")
    body += (text if control & 0x20 else plain) + (check[:12] if control & 0x10 else b"")
    return bytes((tag,)) + (sized(sender) if tag >= 0xDB else b"") + sized(body)


def kind(ciphering, apdu):
    """That of the refusal; b"" for an APDU that is accepted."""
    try:
        ciphering.open(apdu)
    except CipherError as error:
        return error.kind
    return ""


def test_the_examples_are_opened():
    for apdu, protection in ((AUTHENTICATED, 1), (ENCRYPTED, 2), (BOTH, 3)):
        plain, form = session().open(apdu)
        assert plain == GET
        assert Ciphering.protection(form) == protection
    assert session().open(SEALED_INITIATE)[0] == INITIATE
    assert session(dedicated=b"").open(SEALED_INITIATE)[0] == INITIATE


def test_the_example_of_an_initiate_response_is_sealed():
    counters = Counters()
    counters.own = 0x01234566
    meter = Ciphering(Keys, counters, 1, CLIENT, OTHER)  # in this example the meter has that title
    _, form = meter.open(sealed(0x21, INITIATE, sender=OTHER))
    assert meter.seal(unhex("0800065F1F0400007C1F04000007"), form) == unhex(
        "281F3001234567891214A0845E475714383F65BC19745CA235906525E4F3E1C893"
    )


def test_every_kind_is_answered_in_kind():
    for tag, request, answer, answer_tag in KINDS:
        for control in (0x10, 0x20, 0x30):
            meter = session()
            plain, form = meter.open(sealed(tag, request, control))
            assert (plain, Ciphering.protection(form)) == (request, control >> 4)
            expected = sealed(answer_tag, answer, control, meter.counters.own + 1, METER)
            assert meter.seal(answer, form) == expected, hex(tag)


def test_a_general_request_without_a_title_is_answered_without_one():
    for tag in (0xDB, 0xDC):
        meter = session()
        plain, form = meter.open(sealed(tag, GET, sender=b""))
        assert plain == GET
        answer = meter.seal(ANSWER, form)
        assert answer[1] == 0
        assert answer[2:] == sealed(tag, ANSWER, sender=METER)[10:]


def test_what_has_no_tag_of_its_own_is_answered_as_a_general_apdu():
    for tag, general in ((0xC8, 0xDB), (0xD0, 0xDC), (0x21, 0xDB)):
        meter = session()
        _, form = meter.open(sealed(tag, INITIATE if tag == 0x21 else GET))
        for answer in (b"\xd8\x01\x02", b"\x0e\x01\x00\x00", b"\x00\xff"):
            assert meter.seal(answer, form) == sealed(general, answer, 0x30, meter.counters.own, METER)


def test_answers_of_every_length_form():
    for size in (1, 106, 107, 110, 111, 122, 123, 238, 239, 250, 251, 256, 2000):
        for control in (0x10, 0x20, 0x30):
            meter = session()
            _, form = meter.open(sealed(0xC8, GET, control))
            answer = (b"\xc4" + bytes(range(250)) * 8)[:size]
            assert meter.seal(answer, form) == sealed(0xCC, answer, control, 1, METER), size


def test_long_requests_are_opened():
    for size in (107, 130, 239, 700):
        request = (b"\xc1" + bytes(range(250)) * 8)[:size]
        assert session().open(sealed(0xC9, request))[0] == request


def test_every_flipped_bit_is_refused_and_moves_no_counter():
    for tag, request, _, _ in KINDS:
        for control in (0x10, 0x30):
            counters = Counters()
            apdu = sealed(tag, request, control, 500)
            for k in range(8 * len(apdu)):
                wrong = bytearray(apdu)
                wrong[k // 8] ^= 1 << k % 8
                meter = session(counters)
                try:
                    _, form = meter.open(bytes(wrong))
                except CipherError as error:
                    assert error.kind in ("tag", "format", "policy")
                    assert counters.heard == {}, (hex(tag), k)
                    assert meter.client_title == CLIENT
                    continue
                # a bit of SC can only take the authentication away, which the caller sees
                assert (wrong[-len(apdu) :][k // 8] ^ apdu[k // 8]) == 0x10, (hex(tag), k)
                assert Ciphering.protection(form) == 2
                assert counters.heard == {}
            assert session(counters).open(apdu)[0] == request


def test_every_cut_and_every_byte_too_many_is_refused():
    for tag, request, _, _ in KINDS:
        for control in (0x10, 0x20, 0x30):
            counters = Counters()
            meter = session(counters)
            apdu = sealed(tag, request, control, 500)
            for size in range(len(apdu)):
                assert kind(meter, apdu[:size]) == "format"
            assert kind(meter, apdu + b"\x00") == "format"
            assert counters.heard == {}


def test_bodies_too_short_for_what_they_promise_are_refused():
    for control in (0x10, 0x20, 0x30):
        for size in range(30):
            body = (bytes((control,)) + bytes(30))[:size]
            short = size < (6 if control == 0x20 else 18)
            assert kind(session(), b"\xc8" + sized(body)) == ("format" if short or control == 0x20 else "tag")
    for size in range(20):
        assert kind(session(), b"\xdb" + sized(bytes(size))) == ("tag" if size == 8 else "format")


def test_any_bytes_give_an_answer_or_a_cipher_error():
    seed = 7
    for size in range(60):
        for first in (0x00, 0x21, 0x28, 0xC0, 0xC8, 0xCC, 0xD0, 0xD3, 0xDB, 0xDC, 0xDD, 0xFF):
            data = bytearray((first,))
            for _ in range(size):
                seed = (seed * 75 + 74) % 65537
                data.append(seed >> 3 & (0x3F if size & 1 else 0xFF))
            assert kind(session(), bytes(data)), data


def test_a_request_is_taken_once_in_every_kind_of_protection():
    for tag, request, _, _ in KINDS:
        for control in (0x10, 0x20, 0x30):
            meter = session()
            apdu = sealed(tag, request, control, 500)
            meter.open(apdu)
            assert kind(meter, apdu) == "replay"
            assert kind(meter, sealed(tag, request, control, 499)) == "replay"
            assert kind(meter, sealed(tag, request, control, 0)) == "replay"
            assert kind(meter, sealed(tag, request, control, 501)) == ""


def test_a_request_of_an_earlier_association_is_refused():
    counters = Counters()
    session(counters).open(BOTH)
    assert kind(session(counters), BOTH) == "replay"
    assert kind(session(counters), AUTHENTICATED) == "replay"
    assert counters.heard == {3: 0x01234567}


def test_a_request_of_an_earlier_association_does_not_come_back_without_its_tag():
    counters = Counters()
    session(counters).open(BOTH)
    assert kind(session(counters), ENCRYPTED) == "replay"
    stripped = bytearray(BOTH[:-12])
    stripped[1:3] = b"\x12\x20"
    assert stripped == ENCRYPTED
    assert kind(session(counters), sealed(0xC8, GET, 0x20, 0x01234568)) == ""
    assert counters.heard == {3: 0x01234567}


def test_the_kinds_of_one_key_share_a_counter():
    for first, second in ((0xC8, 0xDB), (0xD0, 0xDC)):
        meter = session()
        meter.open(sealed(first, GET, counter=9))
        assert kind(meter, sealed(second, GET, counter=9)) == "replay"
        assert kind(meter, sealed(second, GET, 0x10, counter=9)) == "replay"
        assert kind(meter, sealed(second, GET, 0x20, counter=9)) == "replay"
        assert kind(meter, sealed(second, GET, counter=10)) == ""


def test_requests_without_a_tag_cannot_shut_out_those_with_one():
    for tag in (0xC8, 0xD0):
        meter = session()
        assert kind(meter, sealed(tag, GET, 0x20, 0xFFFFFFFF)) == ""
        assert meter.counters.heard == {}
        assert kind(meter, sealed(tag, GET, 0x30, 1)) == ""


def test_counters_of_the_dedicated_key_begin_with_each_association():
    counters = Counters()
    for _ in range(2):
        assert kind(session(counters), sealed(0xD0, GET, counter=0)) == ""
    assert counters.heard == {}


def test_the_last_counter_of_all_is_taken_and_no_one_after_it():
    meter = session()
    assert kind(meter, sealed(0xC8, GET, counter=0xFFFFFFFF)) == ""
    assert kind(meter, sealed(0xC8, GET, counter=0)) == "replay"


def test_no_iv_is_used_twice_under_any_key_in_any_association():
    counters = Counters()
    given = set()
    number = 0
    for _ in range(3):
        meter = session(counters)
        for tag, request, answer, _ in KINDS * 3:
            number += 1
            _, form = meter.open(sealed(tag, request, counter=number))
            apdu = meter.seal(answer, form)
            given.add(bytes(apdu[3:7] if apdu[0] < 0xDB else apdu[12:16]))
    assert len(given) == 3 * 3 * len(KINDS)


def test_own_counters_beyond_32_bits_end_the_service_rather_than_begin_again():
    meter = session()
    _, form = meter.open(BOTH)
    meter.counters.own = 0xFFFFFFFF
    try:
        meter.seal(ANSWER, form)
    except OverflowError:
        return
    raise AssertionError("sealed")


def test_other_suites_the_broadcast_key_compression_and_no_protection_are_refused():
    for control in range(256):
        apdu = sealed(0xC8, GET, control)
        assert kind(session(), apdu) == ("" if control in (0x10, 0x20, 0x30) else "policy")


def test_a_dedicated_apdu_needs_a_dedicated_key():
    for dedicated in (b"", bytes(8), bytes(24)):
        for tag in (0xD0, 0xD1, 0xD3, 0xDC):
            request = bytes((tag - 0x10,)) + GET[1:] if tag < 0xDC else GET
            assert kind(session(dedicated=dedicated), sealed(tag, request)) == "policy"


def test_a_dedicated_key_told_or_changed_later_is_used():
    meter = session(dedicated=b"")
    meter.dedicated = DEDICATED
    assert kind(meter, sealed(0xD0, GET)) == ""
    meter.dedicated = bytes(16)
    assert kind(meter, sealed(0xD0, GET, counter=2)) == "tag"
    assert kind(meter, sealed(0xD0, GET, counter=2, key=bytes(16))) == ""


def test_an_association_keeps_the_keys_it_began_with():
    keys = Keys()
    meter = Ciphering(keys, Counters(), 3, METER, CLIENT)
    keys.encryption = keys.authentication = bytes(16)
    assert meter.open(BOTH)[0] == GET


def test_another_key_is_refused():
    assert kind(session(), sealed(0xC8, GET, key=bytes(16))) == "tag"
    assert kind(session(), sealed(0xD0, GET, key=Keys.encryption)) == "tag"


def test_another_title_than_that_of_the_association_is_refused():
    assert kind(session(), sealed(0xDB, GET, sender=OTHER)) == "tag"
    assert kind(session(title=OTHER), BOTH) == "tag"


def test_a_client_without_a_title_tells_it_in_its_first_general_apdu():
    meter = session(title=b"")
    assert kind(meter, BOTH) == "format"
    assert kind(meter, sealed(0xDB, GET, sender=b"")) == "format"
    assert kind(meter, sealed(0xDB, GET, key=bytes(16), sender=OTHER)) == "tag"
    assert kind(meter, sealed(0xDB, GET, 0x20, sender=OTHER)) == ""
    assert meter.client_title == b""
    assert kind(meter, sealed(0xDB, GET)) == ""
    assert meter.client_title == CLIENT
    assert kind(meter, sealed(0xDB, GET, counter=2, sender=OTHER)) == "tag"


def test_nobody_may_have_the_title_of_the_meter():
    """Two senders with one title would use the same IVs."""
    assert kind(session(title=METER), sealed(0xC8, GET, sender=METER)) == "format"
    assert kind(session(title=b""), sealed(0xDB, GET, sender=METER)) == "format"


def test_a_service_under_the_tag_of_another_is_refused():
    for tag, request, _, _ in KINDS[:7]:
        other = b"\xc1" if request[0] == 0xC0 else b"\xc0"
        assert kind(session(), sealed(tag, other + request[1:])) == "format"
