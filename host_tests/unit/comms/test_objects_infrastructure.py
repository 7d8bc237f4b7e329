"""Associations, addresses, link and security setup as a DLMS client finds them on a whole meter."""

from fakes.cosem_context import TITLE, Context, Who
from fakes.cosem_values import decoded, elements, refused
from fakes.plain_board import new_meter, told
from meter.comms.cosem import axdr, errors
from meter.comms.cosem.levels import CONFIGURING, MANAGING, PUBLIC, READING, may
from meter.comms.cosem.objects.base import visible

LEVELS = (PUBLIC, READING, CONFIGURING, MANAGING)
KEK = bytes(range(16))  # RFC 3394, 4.1
KEY = bytes.fromhex("00112233445566778899AABBCCDDEEFF")
WRAPPED = bytes.fromhex("1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")


def made(**given):
    """(meter, context) of a meter with these settings."""
    meter = new_meter(**given)
    return meter, Context(meter)


def found(context, class_id, *groups):
    """The object 0.0.C.D.E.255."""
    return context.directory.find(class_id, bytes((0, 0) + groups + (255,)))


def value(target, attribute, who):
    """A decoded attribute."""
    return decoded(target.get(attribute, None, who))


def listing(target, who):
    """The decoded elements of an object list."""
    return elements(target.get(2, None, who))


def test_every_object_has_a_name_of_its_own_and_is_what_its_row_says():
    _, context = made()
    names = [target.name for target in context.directory]
    assert len(set(names)) == len(names)
    for target in context.directory:
        again = context.directory.find(target.class_id, target.name)
        assert again is not target and again.name == target.name
        assert value(target, 1, context.who(PUBLIC)) == target.name


def test_every_readable_attribute_decodes_and_no_other_one_exists():
    _, context = made()
    for level in LEVELS:
        who = context.who(level)
        for target in context.directory:
            rights = target.attributes()
            numbers = [attribute for attribute, _, _ in rights]
            assert numbers == list(range(1, len(numbers) + 1))
            for attribute, read, _ in rights:
                if may(level, read) and (target.class_id, attribute) != (15, 2):
                    value(target, attribute, who)
            assert refused(lambda target=target, who=who: target.get(99, None, who)) == errors.OBJECT_UNDEFINED
            assert refused(lambda target=target, who=who: target.get(2, (1, None), who)) == errors.SCOPE_VIOLATED


def test_the_object_list_claims_what_reading_writing_and_calling_then_do():
    _, context = made()
    for level in LEVELS:
        who = context.who(level)
        seen = listing(found(context, 15, 40, 0, 0), who)
        assert [item[2] for item in seen] == [target.name for target in context.directory if visible(target, level)]
        for class_id, version, name, rights in seen:
            target = context.directory.find(class_id, name)
            assert (target.class_id, target.version) == (class_id, version)
            claimed = {item[0]: item[1] for item in rights[0]}
            for attribute, read, write in target.attributes():
                assert claimed.pop(attribute) == (1 if may(level, read) else 0) + (2 if may(level, write) else 0)
                if may(level, read):
                    encoded = target.get(attribute, None, who)
                    assert isinstance(encoded, bytes) or b"".join(encoded)
                result = refused(lambda args=(attribute, 3.5, who), target=target: target.set(*args))
                if may(level, write):
                    assert result == errors.TYPE_UNMATCHED, (name, attribute)
                elif write == 9:
                    assert result == errors.READ_WRITE_DENIED, (name, attribute)
            assert not claimed
            called = {item[0]: item[1] for item in rights[1]}
            assert called == {method: 1 if may(level, needed) else 0 for method, needed in target.methods()}
            beyond = len(called) + 1
            result = refused(lambda args=(beyond, None, who), target=target: target.act(*args))
            assert result == errors.OBJECT_UNDEFINED


def test_the_public_client_sees_identification_and_association_only():
    _, context = made()
    seen = listing(found(context, 15, 40, 0, 0), context.who(PUBLIC))
    assert {item[0] for item in seen} == {1, 15, 17}
    assert all(mode in (0, 1) for item in seen for _, mode, _ in item[3][0])


def test_the_object_list_of_another_association_shows_its_rights_and_nothing_that_the_asker_cannot_see():
    _, context = made()
    managing, public = context.who(MANAGING), context.who(PUBLIC)
    own = listing(found(context, 15, 40, 0, 0), public)
    assert listing(found(context, 15, 40, 0, 1), managing) == own
    names = [item[2] for item in own]
    assert [item[2] for item in listing(found(context, 15, 40, 0, 3), public)] == names
    full = listing(found(context, 15, 40, 0, 0), managing)
    assert listing(found(context, 15, 40, 0, 3), managing) == full
    assert len(full) > len(own)


def test_objects_that_go_while_the_list_is_on_its_way_abort_it():
    _, context = made()
    pieces = found(context, 15, 40, 0, 0).get(2, None, context.who(READING))
    next(pieces)
    context.associations = ()
    result = refused(lambda: list(pieces))
    assert result == errors.LONG_GET_ABORTED


def test_profiles_claim_both_selectors_for_their_buffer():
    meter = new_meter()

    class Profile:
        class_id, version, name = 7, 1, b"\x01\x00\x63\x01\x00\xff"

        def attributes(self):
            return ((1, PUBLIC, 9), (2, READING, 9), (3, READING, 9))

        def methods(self):
            return ()

    context = Context(meter, [(7, Profile.name, Profile)])
    element = listing(found(context, 15, 40, 0, 0), context.who(READING))[-1]
    assert element == [7, 1, Profile.name, [[[1, 1, None], [2, 1, [1, 2]], [3, 1, None]], []]]


def test_the_current_association_tells_what_was_negotiated():
    _, context = made()
    for level, client, server, name, mechanism in (
        (PUBLIC, 16, 16, 1, 0), (CONFIGURING, 18, 16, 1, 1), (MANAGING, 1, 1, 3, 5),
    ):  # fmt: skip
        who = context.who(level)
        current = found(context, 15, 40, 0, 0)
        assert value(current, 3, who) == [client, server]
        assert value(current, 4, who) == [2, 16, 756, 5, 8, 1, name]
        assert value(current, 6, who) == [2, 16, 756, 5, 8, 2, mechanism]
        bits, receive, send, version, quality, info = value(current, 5, who)
        assert len(bits) == 24 and sum([1 << 23 - k for k in range(24) if bits[k]]) == who.conformance
        assert (receive, send, version, quality, info) == (125, 640, 6, 0, b"")
        assert value(current, 9, who) == (b"\x00\x00\x2b\x00\x00\xff" if name == 3 else bytes(6))
        for who.state in (1, 2):
            assert value(current, 8, who) == who.state


def test_a_configured_association_tells_what_may_be_negotiated():
    _, context = made()
    who = context.who(CONFIGURING)
    for e, client, server, name, mechanism in ((1, 16, 1, 1, 0), (2, 18, 16, 1, 1), (3, 1, 1, 3, 5)):
        target = found(context, 15, 40, 0, e)
        assert value(target, 3, who) == [client, server]
        assert value(target, 4, who)[-1] == name and value(target, 6, who)[-1] == mechanism
        bits = value(target, 5, who)[0]
        assert sum([1 << 23 - k for k in range(24) if bits[k]]) == context.associations[e - 1].conformance
        assert value(target, 8, who) == (2 if e == 2 else 0)
        assert target.methods() == ()
    assert found(context, 15, 40, 0, 4) is None


def test_the_encoding_of_a_name_is_that_of_the_blue_book():
    _, context = made()
    encoded = found(context, 15, 40, 0, 0).get(4, None, context.who(PUBLIC))
    assert encoded == b"\x02\x07\x11\x02\x11\x10\x12\x02\xf4\x11\x05\x11\x08\x11\x01\x11\x01"


def test_the_password_is_written_where_it_is_used_and_read_nowhere():
    meter, context = made()
    who = context.who(MANAGING)
    target = found(context, 15, 40, 0, 2)
    assert target.attributes()[6] == (7, 9, MANAGING)
    for new in (b"secret-1", "secret-2", b"x" * 16):
        target.set(7, new, who)
        assert meter.settings.dlms_password == (new if isinstance(new, str) else new.decode())
    assert "secret" not in "".join(told(meter)) and "dlms_password" in told(meter)[-1]
    for wrong in (b"", "", b"x" * 17, b"\xff\xfe", b"a b"):
        assert refused(lambda wrong=wrong: target.set(7, wrong, who)) == errors.OTHER_REASON
    assert refused(lambda: target.set(7, 12345, who)) == errors.TYPE_UNMATCHED
    assert meter.settings.dlms_password == "x" * 16
    for e in (0, 1, 3):
        other = found(context, 15, 40, 0, e)
        assert other.attributes()[6] == (7, 9, 9)
        assert refused(lambda other=other: other.set(7, b"abc", who)) == errors.READ_WRITE_DENIED
    assert refused(lambda: target.get(7, None, who)) == errors.OBJECT_UNDEFINED


def test_the_reply_to_a_challenge_goes_to_the_session_that_waits_for_it():
    _, context = made()
    who = context.who(MANAGING)
    current = found(context, 15, 40, 0, 0)
    assert (1, PUBLIC) in current.methods()
    assert axdr.whole(current.act(1, b"\x10tag", who)) == b"\x10\x00\x00\x00\x01" + bytes(12)
    assert who.replied == b"\x10tag"
    for wrong in (None, 5, "text", [b"x"]):
        assert refused(lambda wrong=wrong: current.act(1, wrong, who)) == errors.TYPE_UNMATCHED
    assert refused(lambda: found(context, 15, 40, 0, 3).act(1, b"", who)) == errors.OBJECT_UNDEFINED


def test_both_addresses_are_the_one_logical_device():
    for serial, name in (("00000001", b"QDT00000001"), ("7", b"QDT7"), ("123456789012345678", b"QDT6789012345678")):
        _, context = made(serial=serial)
        who = context.who(PUBLIC)
        assert value(found(context, 17, 41, 0, 0), 2, who) == [[1, name], [16, name]]
        assert value(found(context, 1, 42, 0, 0), 2, who) == name


def test_the_invocation_counter_of_each_ciphering_client_is_there_for_anybody():
    _, context = made()
    counter = found(context, 1, 43, 1, 3)
    assert counter.get(2, None, context.who(PUBLIC)) == b"\x06" + (1_000_001).to_bytes(4, "big")
    assert found(context, 1, 43, 1, 1) is None and found(context, 1, 43, 1, 2) is None


def test_the_link_setup_shows_its_limits_and_takes_address_and_inactivity():
    meter, context = made(hdlc_inactivity_s=30)
    who = context.who(CONFIGURING)
    target = found(context, 23, 22, 0, 0)
    assert target.version == 1
    assert [value(target, attribute, who) for attribute in range(2, 10)] == [5, 1, 1, 512, 128, 500, 30, 32]
    assert target.get(2, None, who) == b"\x16\x05" and target.get(5, None, who) == b"\x12\x02\x00"
    target.set(8, 0, who)
    target.set(9, 125, who)
    assert (meter.settings.hdlc_inactivity_s, meter.settings.hdlc_address) == (0, 125)
    assert told(meter)[-1] == "setting hdlc_address: 32 -> 125"
    for attribute, wrong, result in (
        (9, 15, errors.OTHER_REASON), (9, 126, errors.OTHER_REASON), (9, True, errors.TYPE_UNMATCHED),
        (8, -1, errors.TYPE_UNMATCHED), (8, 65_536, errors.TYPE_UNMATCHED), (8, b"\x01", errors.TYPE_UNMATCHED),
        (2, 5, errors.READ_WRITE_DENIED),
    ):  # fmt: skip
        assert refused(lambda attribute=attribute, wrong=wrong: target.set(attribute, wrong, who)) == result
    assert (meter.settings.hdlc_inactivity_s, meter.settings.hdlc_address) == (0, 125)


def test_the_security_policy_is_only_ever_strengthened():
    for present in (1, 3):  # what settings allow
        for wanted in range(4):
            meter, context = made(security_policy=present)
            who = context.who(MANAGING)
            target = found(context, 64, 43, 0, 0)
            assert value(target, 2, who) == present
            if wanted == 3 or wanted == present:
                assert target.act(1, wanted, who) is None
            else:
                assert refused(lambda args=(1, wanted, who), target=target: target.act(*args)) == errors.OTHER_REASON
                wanted = present
            assert meter.settings.security_policy == value(target, 2, who) == wanted
    for wrong in (None, 4, -1, b"\x03", [3]):
        assert refused(lambda wrong=wrong: target.act(1, wrong, who)) == errors.TYPE_UNMATCHED


def test_the_security_setup_names_both_sides():
    _, context = made()
    target = found(context, 64, 43, 0, 0)
    assert target.attributes()[-1][0] == 5  # no key among them
    who = context.who(MANAGING)
    assert [value(target, attribute, who) for attribute in (3, 4, 5)] == [0, b"CLIENT01", TITLE]
    assert value(target, 4, Who(context.associations[1])) == b""


def keys(meter):
    settings = meter.settings
    return [settings.encryption_key, settings.authentication_key, settings.master_key]


def transfer(*items):
    return [axdr.Structure(item) for item in items]


def test_a_wrapped_key_takes_the_place_that_its_number_names():
    for key_id, place in ((0, 0), (2, 1), (3, 2)):
        meter, context = made(master_key="000102030405060708090a0B0c0D0e0F")
        expected = keys(meter)
        expected[place] = "00112233445566778899AABBCCDDEEFF"
        assert found(context, 64, 43, 0, 0).act(2, transfer((key_id, WRAPPED)), context.who(MANAGING)) is None
        assert keys(meter) == expected
        assert "0011" not in "".join(told(meter)) and "****" in told(meter)[-1]


def test_several_keys_are_all_unwrapped_with_the_master_key_of_before():
    meter, context = made(master_key="%032X" % int.from_bytes(KEK, "big"))
    new = [bytes([7 * k + n & 255 for n in range(16)]) for k in (1, 2, 3)]
    items = [(key_id, wrap(KEK, key)) for key_id, key in zip((3, 0, 2), new)]
    found(context, 64, 43, 0, 0).act(2, transfer(*items), context.who(MANAGING))
    assert [bytes.fromhex(key) for key in keys(meter)] == [new[1], new[2], new[0]]


def test_a_transfer_with_anything_wrong_changes_no_key():
    meter, context = made(master_key="%032X" % int.from_bytes(KEK, "big"))
    before = keys(meter)
    target, who = found(context, 64, 43, 0, 0), context.who(MANAGING)
    good = (0, WRAPPED)
    for k in range(24):
        bent = bytearray(WRAPPED)
        bent[k] ^= 1
        for items in (((2, bytes(bent)),), (good, (2, bytes(bent))), ((2, bytes(bent)), good)):
            assert refused(lambda items=items: target.act(2, transfer(*items), who)) == errors.OTHER_REASON
    other = wrap(KEY, KEY)  # with another master key
    assert refused(lambda: target.act(2, transfer(good, (2, other)), who)) == errors.OTHER_REASON
    assert refused(lambda: target.act(2, transfer(good, (1, WRAPPED)), who)) == errors.OTHER_REASON
    for wrong in (
        None, [], WRAPPED, axdr.Structure(good), [list(good)], [(0, WRAPPED)], transfer((0,)),
        transfer((0, WRAPPED, 0)), transfer((4, WRAPPED)), transfer((-1, WRAPPED)), transfer((None, WRAPPED)),
        transfer((0, None)),
        transfer((0, WRAPPED[:-1])), transfer((0, WRAPPED[:16])), transfer((0, WRAPPED + b"\x00")),
        transfer(good, good), transfer(good, (2, WRAPPED), (3, WRAPPED), good),
    ):  # fmt: skip
        assert refused(lambda wrong=wrong: target.act(2, wrong, who)) == errors.TYPE_UNMATCHED, wrong
    assert keys(meter) == before


def test_a_memory_that_fails_at_any_key_leaves_all_as_they_were():
    for survives in range(3):
        meter, context = made(master_key="%032X" % int.from_bytes(KEK, "big"))
        before = keys(meter)
        files = meter.board.files
        write, left = files.write, [survives]

        def failing(name, text, write=write, left=left):
            left[0] -= 1
            if left[0] == -1:
                raise OSError(5)
            write(name, text)

        files.write = failing
        items = transfer((0, WRAPPED), (2, WRAPPED), (3, WRAPPED))
        target, who = found(context, 64, 43, 0, 0), context.who(MANAGING)
        assert refused(lambda target=target, who=who, items=items: target.act(2, items, who)) == errors.HARDWARE_FAULT
        assert keys(meter) == before


# RFC 3394 and FIPS 197 once more, in their own words


def wrap(kek, key):
    """The key wrapped, 24 bytes."""
    a, parts = b"\xa6" * 8, [key[:8], key[8:]]
    for j in range(6):
        for i in range(2):
            block = encrypt(kek, a + parts[i])
            a = (int.from_bytes(block[:8], "big") ^ 2 * j + i + 1).to_bytes(8, "big")
            parts[i] = block[8:]
    return a + parts[0] + parts[1]


def times(a, b):
    """Product in GF(2**8)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def s_box():
    box = bytearray(256)
    p = q = 1
    while True:  # q is the inverse of p, which runs through all powers of 3
        p = times(p, 3)
        q = times(q, 0xF6)
        rotated = q | q << 8
        box[p] = (q ^ rotated >> 7 ^ rotated >> 6 ^ rotated >> 5 ^ rotated >> 4) & 255 ^ 0x63
        if p == 1:
            break
    box[0] = 0x63
    return box


S = s_box()


def encrypt(key, block):
    """AES-128 of one block."""
    words = [key[4 * k : 4 * k + 4] for k in range(4)]
    factor = 1
    for k in range(4, 44):
        word = words[-1]
        if k % 4 == 0:
            word = bytes([S[octet] for octet in word[1:] + word[:1]])
            word = bytes((word[0] ^ factor,)) + word[1:]
            factor = times(factor, 2)
        words.append(bytes([a ^ b for a, b in zip(word, words[-4])]))
    state = add(block, words, 0)
    for turn in range(1, 11):
        state = [S[state[(5 * k) % 16]] for k in range(16)]
        if turn < 10:
            state = [
                times(state[4 * (k // 4) + k % 4], 2)
                ^ times(state[4 * (k // 4) + (k + 1) % 4], 3)
                ^ state[4 * (k // 4) + (k + 2) % 4]
                ^ state[4 * (k // 4) + (k + 3) % 4]
                for k in range(16)
            ]
        state = add(state, words, turn)
    return bytes(state)


def add(state, words, turn):
    return [a ^ b for a, b in zip(state, b"".join(words[4 * turn : 4 * turn + 4]))]


def test_this_file_wraps_as_the_rfc_does():
    assert wrap(KEK, KEY) == WRAPPED
