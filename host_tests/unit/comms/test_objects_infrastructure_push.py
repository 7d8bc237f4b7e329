"""The push: what is listed, where it goes, and the notification, on a whole meter."""

from fakes.cosem_context import Context, Who
from fakes.cosem_values import refused
from fakes.plain_board import codes, new_meter, run, told
from meter.comms.cosem import axdr, errors
from meter.comms.cosem.errors import Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, PUBLIC, READING
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.push_list import BODY, notification

IMPORT = b"\x01\x00\x01\x08\x00\xff"
CLOCK = b"\x00\x00\x01\x00\x00\xff"
PROFILE = b"\x01\x00\x63\x01\x00\xff"
SECRET = b"\x01\x00\xc7\x00\x00\xff"
GONE = b"\x01\x00\xc7\x00\x01\xff"
PUSH = b"\x00\x00\x19\x09\x00\xff"


class Held(Object):
    """An object of any class with one attribute, `held`, and the level that reads it."""

    def __init__(self, class_id, name, held, level=READING):
        Object.__init__(self, name)
        self.class_id = class_id
        self.ATTRIBUTES = ((2, level, NOBODY),)
        self._held = held

    def read(self, attribute, who):
        if self._held is None:
            raise Refused(errors.TEMPORARY_FAILURE)
        return self._held() if attribute == 2 else Object.read(self, attribute, who)


def pieces(count):
    """An array of so many long-unsigned, in pieces."""
    yield b"\x01" + axdr.length(count)
    for k in range(count):
        yield axdr.long_unsigned(k)


def held(row_class, name, value, level=READING):
    return row_class, name, lambda: Held(row_class, name, value, level)


def others(meter):
    return (
        held(8, CLOCK, lambda: axdr.octets(b"clock"), PUBLIC),
        held(3, IMPORT, lambda: axdr.double_long_unsigned(meter.bank.get("1.8.0").read())),
        held(7, PROFILE, lambda: pieces(400)),
        held(7, PROFILE[:4] + b"\x01\xff", lambda: pieces(20)),
        held(1, SECRET, lambda: axdr.unsigned(1), CONFIGURING),
        held(1, GONE, None),
    )


def made(**given):
    meter = new_meter(**given)
    return meter, Context(meter, others(meter))


def push(context):
    return context.directory.find(40, PUSH)


def read(context, attribute):
    return axdr.whole(push(context).get(attribute, None, context.who(READING)))


def test_the_list_is_what_the_settings_say_and_this_meter_has():
    _, context = made()
    assert read(context, 2) == [[8, CLOCK, 2, 0], [3, IMPORT, 2, 0]]
    assert [read(context, attribute) for attribute in range(4, 8)] == [[], 0, 0, 0]
    for broken in (
        "",
        "3",
        "3,1-0:1.8.0",
        "x,1-0:1.8.0,2",
        "3,1-0:1.8,2",
        "3,1-0:1.8.300,2",
        "3,1-0:1.8.0,2,5",
        "3,,2",
    ):
        _, context = made(push_objects=[broken, "3,1-0:1.8.0,2"])
        assert read(context, 2) == [[3, IMPORT, 2, 0]], broken


def test_a_list_that_is_written_is_read_and_kept():
    meter, context = made()
    who = context.who(CONFIGURING)
    listed = [[3, IMPORT, 2, 0], [40, PUSH, 1, 0], [8, CLOCK, 2, 0], [3, IMPORT, 2, 0]]
    push(context).set(2, [axdr.Structure(item) for item in listed], who)
    assert read(context, 2) == listed
    expected = ("3,1-0:1.8.0,2", "40,0-0:25.9.0,1", "8,0-0:1.0.0,2", "3,1-0:1.8.0,2")
    assert meter.settings.push_objects == expected
    push(context).set(2, [], who)
    assert read(context, 2) == []


def test_a_name_that_does_not_end_with_255_keeps_its_end():
    meter = new_meter()
    context = Context(meter, [held(1, b"\x01\x00\x00\x01\x05\x80", lambda: axdr.unsigned(0))])
    push(context).set(2, [axdr.Structure((1, b"\x01\x00\x00\x01\x05\x80", 2, 0))], context.who(CONFIGURING))
    assert meter.settings.push_objects == ("1,1-0:0.1.5*128,2",)
    assert read(context, 2) == [[1, b"\x01\x00\x00\x01\x05\x80", 2, 0]]


def test_with_the_original_names_the_bank_is_found_in_channel_1_and_the_rest_in_0():
    meter = new_meter(dlms_codes=1, push_objects=["3,1-0:1.8.0,2", "40,0-0:25.9.0,1"])
    name = b"\x01\x01\x01\x08\x00\xff"
    context = Context(meter, [held(3, name, lambda: axdr.unsigned(7))])
    assert read(context, 2) == [[3, name, 2, 0], [40, PUSH, 1, 0]]


def test_a_list_with_anything_wrong_changes_nothing():
    meter, context = made()
    before = meter.settings.push_objects
    who = context.who(CONFIGURING)
    good = axdr.Structure((3, IMPORT, 2, 0))
    for item, result in (
        ((3, IMPORT, 2, 1), errors.SCOPE_VIOLATED), ((3, IMPORT, 3, 0), errors.OBJECT_UNDEFINED),
        ((4, IMPORT, 2, 0), errors.OBJECT_UNDEFINED), ((3, b"\x02" * 6, 2, 0), errors.OBJECT_UNDEFINED),
        ((3, IMPORT, 2), errors.TYPE_UNMATCHED), ((3, IMPORT[:5], 2, 0), errors.TYPE_UNMATCHED),
        ((3, "1.8.0", 2, 0), errors.TYPE_UNMATCHED), ((None, IMPORT, 2, 0), errors.TYPE_UNMATCHED),
        ((3, IMPORT, 128, 0), errors.TYPE_UNMATCHED), ((3, IMPORT, 2, -1), errors.TYPE_UNMATCHED),
        ((65536, IMPORT, 2, 0), errors.TYPE_UNMATCHED), ((40, PUSH, 1, None), errors.TYPE_UNMATCHED),
    ):  # fmt: skip
        for written in ([axdr.Structure(item)], [good, axdr.Structure(item)], [axdr.Structure(item), good]):
            assert refused(lambda written=written: push(context).set(2, written, who)) == result, item
    for written in (None, good, [None], [good] * 17):
        assert refused(lambda written=written: push(context).set(2, written, who)) == errors.TYPE_UNMATCHED
    for attribute in range(4, 8):
        assert refused(lambda attribute=attribute: push(context).set(attribute, 0, who)) == errors.READ_WRITE_DENIED
    assert meter.settings.push_objects == before


def test_the_destination_is_read_and_written():
    meter, context = made()
    who = context.who(CONFIGURING)
    assert read(context, 3) == [5, b"", 0]
    for to in (b"10.0.0.1:4059", "head-end.example:1"):
        push(context).set(3, axdr.Structure((0, to, 0)), who)
        text = to if isinstance(to, str) else to.decode()
        assert meter.settings.push_to == text and read(context, 3) == [0, text.encode(), 0]
    assert told(meter)[-1].startswith("setting push_to: 10.0.0.1:405")
    for wrong, result in (
        ((0, b"", 0), errors.OTHER_REASON), ((5, b"a:1", 0), errors.OTHER_REASON),
        ((1, b"a:1", 0), errors.OTHER_REASON), ((0, b"host", 0), errors.OTHER_REASON),
        ((0, b"a b:1", 0), errors.OTHER_REASON),
        ((0, b":1", 0), errors.OTHER_REASON), ((0, b"a:", 0), errors.OTHER_REASON),
        ((0, b"a:0", 0), errors.OTHER_REASON), ((0, b"a:65536", 0), errors.OTHER_REASON),
        ((0, b"a:" + b"1" * 60, 0), errors.OTHER_REASON),
        ((0, b"\xff:1", 0), errors.OTHER_REASON), ((0, b"x" * 63 + b":1", 0), errors.OTHER_REASON),
        ((0, b"a:1", 1), errors.TYPE_UNMATCHED), ((0, 5, 0), errors.TYPE_UNMATCHED),
        ((0, b"a:1"), errors.TYPE_UNMATCHED),
        ((None, b"a:1", 0), errors.TYPE_UNMATCHED),
    ):  # fmt: skip
        assert refused(lambda wrong=wrong: push(context).set(3, axdr.Structure(wrong), who)) == result, wrong
    assert refused(lambda: push(context).set(3, [0, b"a:1", 0], who)) == errors.TYPE_UNMATCHED
    assert meter.settings.push_to == "head-end.example:1"
    push(context).set(3, axdr.Structure((5, b"", 0)), who)
    assert meter.settings.push_to == ""


def test_the_method_pushes():
    _, context = made()
    assert push(context).act(1, 0, context.who(CONFIGURING)) is None and context.pushed == 1
    assert refused(lambda: push(context).act(2, 0, context.who(CONFIGURING))) == errors.OBJECT_UNDEFINED
    assert context.pushed == 1


def test_the_method_says_that_nothing_could_be_pushed():
    _, context = made()

    def busy():
        raise Refused(errors.TEMPORARY_FAILURE)

    context.push = busy
    assert refused(lambda: push(context).act(1, 0, context.who(CONFIGURING))) == errors.TEMPORARY_FAILURE


def test_the_notification_is_a_structure_of_the_values():
    meter, context = made(configuration=codes())
    run(meter, 3600, 5000)
    apdu = notification(meter, context.directory, context.who(READING), 0x12345678)
    assert apdu == bytes.fromhex(
        "0f 00345678 0c 07ea0101040100 00ff 0000 00 0202 0905636c6f636b 06 00001388".replace(" ", "")
    )


def test_the_notification_tells_summer_time_and_a_clock_that_is_not_valid():
    meter, context = made(configuration=codes(third="00-0-01-0-00", fourth="000-001-00"), push_objects=[])
    who = context.who(READING)
    meter.board.clock.seconds += 200 * 86400  # 2026-07-20
    stamp = bytes.fromhex("07ea071401020000ffff8880")
    assert notification(meter, context.directory, who) == b"\x0f\x00\x00\x00\x00\x0c" + stamp + b"\x02\x00"
    meter.board.clock.valid = False
    assert notification(meter, context.directory, who)[6:18] == stamp[:11] + b"\x81"


def test_what_cannot_be_read_or_is_too_long_is_null_in_its_place():
    listed = [
        "1,1-0:199.0.0,2",
        "1,1-0:199.0.1,2",
        "7,1-0:99.1.0,2",
        "7,1-0:99.1.1,2",
        "3,1-0:1.8.0,2",
        "3,1-0:1.8.0,7",
    ]
    meter, context = made(push_objects=listed)
    apdu = notification(meter, context.directory, context.who(READING))
    values = axdr.whole(apdu[18:])
    assert values == [None, None, None, list(range(20)), 0, None]
    public = axdr.whole(notification(meter, context.directory, Who(context.associations[0]))[18:])
    assert public == [None] * 6


def test_a_notification_never_grows_beyond_its_bound():
    for count in (1, 15, 16):
        meter, context = (
            made(push_objects=["7,1-0:99.1.1,2"] * count + ["3,1-0:1.8.0,2"])
            if count < 16
            else made(push_objects=["7,1-0:99.1.1,2"] * count)
        )
        values = axdr.whole(notification(meter, context.directory, context.who(READING))[18:])
        whole = min(count, BODY // 62)
        assert values[:whole] == [list(range(20))] * whole
        assert values[whole:count] == [None] * (count - whole)
