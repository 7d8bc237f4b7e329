"""Opening and closing associations: bytes of known dialogues, and every reason for a refusal."""

from fakes.cosem_peer import (
    CLIENT_TITLE,
    Association,
    Bench,
    Port,
    aarq,
    get,
    hls,
    initiate,
    lls,
    octets,
    sealed,
    unsealed,
)
from meter.comms.cosem import acse
from meter.comms.cosem.axdr import DataError
from meter.comms.cosem.security.checks import same

# the reference vectors: reading the meter number, and a load profile
PUBLIC_AARQ = octets("601DA109060760857405080101BE10040E01000000065F1F040000181DFFFF")
PUBLIC_AARE = octets("6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F0400001010007D0007")
LLS_AARQ = octets(
    "6033A1090607608574050801018A0207808B0760857405080201AC0780053132333435BE10040E01000000065F1F040000FE1FFFFF"
)
LLS_AARE = octets("6129A109060760857405080101A203020100A305A103020100BE10040E0800065F1F040000101C007D0007")


def bench(conformance):
    found = Bench(conformance=conformance)
    found.client = 16
    return found


def verdict(answer):
    """(result, diagnostic, who says so, user information) of an AARE."""
    found = acse.fields(answer)
    assert answer[0] == 0x61
    inner = found[0xA3]
    return found[0xA2][2], inner[4], inner[0] - 0xA0, found.get(0xBE, b"\x04\x00")[2:].hex()


def refused(answer, diagnostic, information="", result=1):
    assert verdict(answer) == (result, diagnostic, 1, information), answer.hex()


def test_the_public_client_of_the_reference_is_answered_as_there():
    assert bench(0x001010).ask(PUBLIC_AARQ) == PUBLIC_AARE


def test_the_password_client_of_the_reference_is_answered_as_there():
    meter = Bench(conformance=0x00101C)
    assert meter.ask(LLS_AARQ) == LLS_AARE
    assert not meter.server.idle()
    assert meter.ask(get())[:4] == b"\xc4\x01\xc1\x00"


def test_any_order_of_the_fields_and_unknown_ones_change_nothing():
    fields = [LLS_AARQ[2:13], LLS_AARQ[13:17], LLS_AARQ[17:26], LLS_AARQ[26:35], LLS_AARQ[35:]]
    for turn in range(5):
        body = b"".join(fields[turn:] + fields[:turn]) + b"\xa7\x03\x04\x01\x00"
        meter = Bench(conformance=0x00101C)
        assert meter.ask(b"\x60" + bytes((len(body),)) + body) == LLS_AARE


def test_a_wrong_password_is_refused_counted_and_logged():
    for password in (b"", b"1", b"1234", b"12346", b"123456", b"1234512345", b"\x0012345"):
        meter = Bench()
        refused(meter.ask(aarq(extra=lls(password))), 13)
        assert meter.server.idle()
        assert meter.context.guard.count == 1
        assert meter.context.logged == [("password", 18)]
        assert meter.ask(get()) == b"\xd8\x01\x01"


def test_comparison_is_true_for_the_same_bytes_only():
    assert same(b"abc", b"abc")
    for other in (b"", b"a", b"ab", b"abd", b"abcabc", b"abca", b"bbc"):
        assert not same(other, b"abc")


def test_contexts_that_are_not_offered():
    for context in (0, 2, 3, 4, 5, 0x81):
        meter = Bench()
        refused(meter.ask(aarq(extra=lls(), context=context)), 2)
    wrong = bytearray(aarq(extra=lls()))
    wrong[wrong.index(b"\x60\x85\x74\x05\x08\x01") + 2] ^= 1
    refused(Bench().ask(bytes(wrong)), 2)


def test_mechanisms_that_are_not_offered_are_not_recognised_and_one_is_required():
    meter = Bench()
    for mechanism in (0, 2, 3, 4, 5, 6, 7, 0x81, 0xFF):
        fields = bytearray(lls())
        fields[12] = mechanism
        refused(meter.ask(aarq(extra=bytes(fields))), 11)
    refused(meter.ask(aarq()), 12)
    # the authentication unit is not asked for, so its fields say nothing
    refused(meter.ask(aarq(extra=lls().replace(b"\x8a\x02\x07\x80", b"\x8a\x02\x07\x00"))), 12)
    assert meter.context.guard.count == 0


def test_an_unknown_client_or_logical_device_is_refused():
    meter = Bench()
    meter.client = 99
    refused(meter.ask(aarq()), 1)
    meter.client = 16
    meter.context.associations[0].server = 7
    refused(meter.ask(aarq()), 1)
    meter.context.associations[0].server = 1
    assert verdict(meter.ask(aarq()))[0] == 0


def test_another_protocol_version_is_refused_by_the_provider():
    meter = Bench()
    assert verdict(meter.ask(aarq(extra=lls() + b"\x80\x02\x07\x40"))) == (1, 2, 2, "")
    assert verdict(meter.ask(aarq(extra=lls() + b"\x80\x02\x07\x80")))[0] == 0


def test_what_cannot_be_negotiated_is_refused_with_an_initiate_error():
    meter = Bench()
    for version in (0, 5, 7, 255):
        information = bytearray(initiate())
        information[4] = version
        refused(meter.ask(aarq(extra=lls(), information=bytes(information))), 1, "0e010601")
    refused(meter.ask(aarq(0, extra=lls())), 1, "0e010602")
    refused(meter.ask(aarq(0x9FA160, extra=lls())), 1, "0e010602")  # all that the meter never has
    for size in (1, 11, 12, 63):
        refused(meter.ask(aarq(size=size, extra=lls())), 1, "0e010603")
    for size in (0, 64, 65, 0xFFFF):
        assert verdict(meter.ask(aarq(size=size, extra=lls())))[0] == 0
    assert meter.context.guard.count == 0


def test_no_more_is_negotiated_than_both_have():
    for asked, offered, given in ((0xFFFFFF, 0xFFFFFF, 0x205E9F), (0x18, 0x001010, 0x10), (0x001010, 0x18, 0x10)):
        meter = Bench(conformance=offered)
        assert verdict(meter.ask(aarq(asked, extra=lls())))[3][14:20] == "%06x" % given


def test_optional_parts_of_the_initiate_request():
    tail = "065f1f0400001010ffff"
    for head in ("01 00 00 00", "01 00 01 01 00", "01 00 00 01 00", "01 00 01 ff 01 05"):
        assert verdict(bench(0x1010).ask(aarq(information=octets(head + tail))))[0] == 0, head
    older = octets("01 00 00 00 06 5f 04 00 00 10 10 ff ff")
    assert verdict(bench(0x1010).ask(aarq(information=older)))[0] == 0
    refused(bench(0x1010).ask(aarq(information=octets("01 01 02 00 00 00 00" + tail))), 1)  # a key in clear


def test_a_client_that_wants_no_answer_gets_neither_answer_nor_association():
    meter = bench(0x1010)
    assert meter.ask(aarq(information=octets("01 00 01 00 00 065f1f0400001010ffff"))) is None
    assert meter.server.idle()


def test_every_prefix_and_every_wrong_byte_of_an_aarq_is_answered():
    for good in (PUBLIC_AARQ, LLS_AARQ):
        meter = Bench(conformance=0x00101C)
        meter.client = 16 if good == PUBLIC_AARQ else 18
        for end in range(1, len(good)):
            cut = good[:end]
            assert verdict(meter.ask(cut))[0] == 1
            if end > 2:
                verdict(meter.ask(b"\x60" + bytes((end - 2,)) + good[2:end]))
        for k in range(1, len(good)):
            for change in (1, 0x20, 0x80, 0xFF):
                wrong = bytearray(good)
                wrong[k] ^= change
                answer = meter.ask(bytes(wrong))
                if answer is not None:
                    verdict(answer)
                password = good.find(b"12345")
                if password >= 0 and password <= k < password + 5:
                    assert meter.server.idle()


def test_a_second_opening_ends_the_first_whatever_comes_of_it():
    meter = Bench().join()
    refused(meter.ask(aarq(extra=lls(b"wrong"))), 13)
    assert meter.ask(get()) == b"\xd8\x01\x01"
    meter.join().join(16)
    meter.client = 18
    assert meter.ask(get()) == b"\xd8\x01\x01"
    meter.client = 16
    assert meter.ask(get())[:2] == b"\xc4\x01"


def test_release():
    for asked, answered in (
        ("62 00", "63 03 80 01 00"),
        ("62 03 80 01 00", "63 03 80 01 00"),
        (
            "62 15 80 01 00 be 10 04 0e 01 00 00 00 06 5f 1f 04 00 00 10 10 ff ff",
            "63 15 80 01 00 be 10 04 0e 08 00 06 5f 1f 04 00 20 5e 9f 00 7d 00 07",
        ),
    ):
        meter = Bench().join()
        assert meter.ask(octets(asked)) == octets(answered)
        assert meter.server.idle()
        assert meter.ask(octets(asked)) == b"\xd8\x01\x01"


def test_a_malformed_release_releases_nothing():
    meter = Bench().join()
    for text in (
        "62",
        "62 01",
        "62 03 80 01",
        "62 04 80 01 00",
        "62 02 be 05",
        "62 06 80 01 00 80 01 00",
        "62 02 be 00",
    ):
        assert meter.ask(octets(text)) == b"\xd8\x01\x03", text
    assert not meter.server.idle()


def test_the_end_of_the_link_is_the_end_of_the_association():
    for end in (lambda s: s.closed(), lambda s: s.opened(18, 1)):
        meter = Bench().join()
        end(meter.server)
        assert meter.server.idle()
        assert meter.ask(get()) == b"\xd8\x01\x01"


def test_a_slowed_down_attempt_is_held_back_right_or_wrong():
    meter = Bench()
    meter.context.guard.holds = 10000
    meter.ask(aarq(extra=lls(b"wrong")))
    assert meter.server.hold_ms == 10000
    meter.join()
    assert meter.server.hold_ms == 10000
    meter.ask(get())
    assert meter.server.hold_ms == 0
    meter.join(16)
    assert meter.server.hold_ms == 0  # nothing to be tried out


def test_an_attempt_beside_one_that_is_held_back_is_refused_for_now_unheard():
    meter = Bench()
    meter.context.guard.holds = None
    refused(meter.ask(aarq(extra=lls())), 1, result=2)
    refused(meter.ask(aarq(extra=lls(b"wrong"))), 1, result=2)
    assert meter.context.guard.count == 0
    assert meter.server.idle()


def test_a_title_is_needed_where_keys_are():
    for title in (b"", b"1234567", b"123456789"):
        meter = Bench()
        meter.client = 2
        refused(meter.ask(aarq(extra=hls(title=title))), 3)
        meter.client = 1
        refused(meter.ask(aarq(extra=hls(title=title), context=3)), 3)
    meter = Bench()
    meter.client = 1
    refused(meter.ask(aarq(extra=hls()[12:], context=3)), 3)


def test_a_challenge_has_8_to_64_bytes():
    meter = Bench()
    meter.client = 2
    for size in (0, 7, 65):
        refused(meter.ask(aarq(extra=hls(bytes(size)))), 13)
    for size in (8, 64):
        assert verdict(meter.ask(aarq(extra=hls(bytes(size)))))[:2] == (0, 14)


def ciphered(control=0x30, counter=7, dedicated=b"", tag=None):
    request = sealed(initiate(dedicated=dedicated), counter, tag, control)
    return aarq(extra=b"\xa6\x0a\x04\x08" + CLIENT_TITLE, information=request, context=3)


def test_a_ciphered_opening_is_answered_ciphered_and_brings_a_dedicated_key():
    meter = Bench()
    meter.client = 1
    answer = meter.ask(ciphered(dedicated=b"0123456789abcdef"))
    assert verdict(answer)[:2] == (0, 0)
    fields = acse.fields(answer)
    assert fields[0xA1][-1] == 3 and fields[0xA4] == octets("04084D4D4D0000BC614E")
    assert fields[0xBE][2] == 0x28
    assert unsealed(fields[0xBE][2:]) == octets("0800065f1f0400605e9f007d0007")
    assert meter.server._who.ciphering.dedicated == b"0123456789abcdef"
    # general ciphering is agreed on in this context
    assert verdict(meter.ask(ciphered(counter=8, tag=0xDB)))[0] == 0
    refused(meter.ask(ciphered(counter=9, dedicated=b"short")), 1)


def test_a_bad_tag_a_replay_and_too_little_protection_are_refused():
    meter = Bench()
    meter.client = 1
    good = ciphered(counter=7)
    refused(meter.ask(good[:-1] + b"x"), 13)
    assert meter.context.logged == [("tag", 1)]
    assert verdict(meter.ask(good))[0] == 0
    refused(meter.ask(good), 13)
    assert meter.context.logged[1:] == [("replay", 1)]
    assert meter.context.guard.count == 2
    for control in (0x10, 0x20):
        refused(meter.ask(ciphered(control, 20 + control)), 13)
    refused(meter.ask(aarq(extra=b"\xa6\x0a\x04\x08" + CLIENT_TITLE, context=3)), 13)
    assert meter.context.guard.count == 2
    assert meter.server.idle()


def test_an_association_with_a_policy_is_never_without_ciphering():
    meter = Bench()
    meter.context.associations = (Association(18, 2, b"\x01", b"\x01\x03", policy=1),)
    refused(meter.ask(aarq(extra=lls())), 2)


def test_no_counter_to_be_had_is_refused_for_now():
    meter = Bench()
    meter.client = 1

    def fail():
        raise OSError(5)

    meter.context.counters.take = fail
    refused(meter.ask(ciphered()), 1, result=2)
    assert meter.server.idle()


def test_the_answer_fits_a_port_of_64_bytes_where_nothing_is_ciphered():
    meter = Bench(port=Port(64, 64))
    assert len(meter.ask(aarq(extra=lls()))) <= 64


def test_lengths_in_their_long_form():
    body = LLS_AARQ[2:]
    meter = Bench(conformance=0x00101C)
    assert meter.ask(b"\x60\x81\x33" + body) == LLS_AARE
    assert meter.ask(b"\x60\x82\x00\x33" + body) == LLS_AARE
    for head in (b"\x60\x83\x00\x00\x33", b"\x60\x80"):
        refused(meter.ask(head + body), 1)


def test_fields_that_come_twice_or_have_long_tags_are_an_error():
    for text in ("60 06 80 01 00 80 01 00", "60 04 bf 1d 01 00", "60 02 80 01", "60 01 80"):
        try:
            acse.fields(octets(text))
        except DataError:
            continue
        raise AssertionError(text)
