"""Infrastructure and the bank's objects in one directory: what one object says of another is true."""

from fakes.cosem_context import Context, Who
from fakes.cosem_values import decoded, elements
from fakes.plain_board import codes, new_meter, run, told, value
from meter.comms.cosem import axdr
from meter.comms.cosem.associations import Associations
from meter.comms.cosem.errors import Refused
from meter.comms.cosem.levels import CONFIGURING, MANAGING, PUBLIC, READING, may
from meter.comms.cosem.objects import infrastructure
from meter.comms.cosem.objects.base import visible
from meter.comms.cosem.objects.directory import Directory
from meter.comms.cosem.objects.push_list import notification

CURRENT = b"\x00\x00\x28\x00\x00\xff"
SCRIPTS = (b"\x00\x00\x0a\x00\x01\xff", b"\x00\x00\x0a\x00\x64\xff", b"\x00\x00\x0a\x00\x6c\xff")


def made(**given):
    meter = new_meter(**given)
    context = Context(meter)
    context.directory = Directory(meter, lambda: infrastructure.objects(meter, context))
    return meter, context


def read(target, attribute, who):
    return decoded(target.get(attribute, None, who))


def readable(target, attribute, level):
    return any(known == attribute and level >= read for known, read, _ in target.attributes())


def test_the_object_list_has_everything_that_can_be_seen_and_its_rights():
    for dlms_codes in (0, 1):
        _, context = made(dlms_codes=dlms_codes)
        for level in (PUBLIC, MANAGING):
            who = context.who(level)
            seen = elements(context.directory.find(15, CURRENT).get(2, None, who))
            assert (len(seen) > 100) == (level > PUBLIC)
            expected = [target for target in context.directory if visible(target, level)]
            assert [(item[0], item[1], item[2]) for item in seen] == [
                (target.class_id, target.version, target.name) for target in expected
            ]
            for item, target in zip(seen, expected):
                assert [(number, mode) for number, mode, _ in item[3][0]] == [
                    (number, (1 if may(level, read) else 0) + (2 if may(level, write) else 0))
                    for number, read, write in target.attributes()
                ]
            assert len({(item[0], item[2]) for item in seen}) == len(seen)


def test_every_script_names_something_that_exists_and_may_be_done():
    for dlms_codes in (0, 1):
        _, context = made(dlms_codes=dlms_codes)
        who = context.who(CONFIGURING)
        for name in SCRIPTS:
            for _, actions in read(context.directory.find(9, name), 2, who):
                for service, class_id, target, index, _ in actions:
                    found = context.directory.find(class_id, target)
                    if service == 1:
                        assert any(number == index and write <= CONFIGURING for number, _, write in found.attributes())
                    else:
                        assert any(number == index and level <= CONFIGURING for number, level in found.methods())


def test_doing_by_hand_what_a_script_says_does_what_executing_it_does():
    for by_hand in (False, True):
        meter, context = made()
        who = context.who(CONFIGURING)
        run(meter, 3600, 2000)
        for name, script in ((SCRIPTS[1], 3), (SCRIPTS[0], 1), (SCRIPTS[2], 1)):
            table = context.directory.find(9, name)
            if not by_hand:
                table.act(1, script, who)
                continue
            service, class_id, target, index, parameter = read(table, 2, who)[script - 1][1][0]
            found = context.directory.find(class_id, target)
            (found.set if service == 1 else found.act)(index, parameter, who)
        assert (meter.tariff.wanted, value(meter, "0.1.0"), context.pushed) == (3, 1, 1)
        assert value(meter, "1.2.0") == 2000 and told(meter)[-1].startswith("billing stop")


def test_what_register_activation_and_monitor_name_is_there_to_be_read():
    for dlms_codes in (0, 1):
        _, context = made(dlms_codes=dlms_codes)
        who = context.who(READING)
        registers = read(context.directory.find(6, b"\x00\x00\x0e\x00\x00\xff"), 2, who)
        assert len(registers) == 34
        for class_id, name in registers:
            assert readable(context.directory.find(class_id, name), 2, READING)
        monitor = context.directory.find(21, b"\x00\x00\x10\x01\x00\xff")
        class_id, name, attribute = read(monitor, 3, who)
        found = context.directory.find(class_id, name)
        assert read(found, 3, who) == [0, 27]  # W, as the threshold is
        # one type for both (Blue Book 4.5.6)
        assert monitor.get(2, None, who)[2] == found.get(attribute, None, who)[0]


def test_the_delivered_push_list_is_pushed_whole():
    for dlms_codes in (0, 1):
        meter, context = made(configuration=codes(), dlms_codes=dlms_codes)
        run(meter, 3600, 5000)
        who = context.who(READING)
        listed = read(context.directory.find(40, b"\x00\x00\x19\x09\x00\xff"), 2, who)
        values = axdr.whole(notification(meter, context.directory, who)[18:])
        assert len(values) == len(listed) == 5
        for (class_id, name, attribute, _), pushed in zip(listed, values):
            assert pushed == read(context.directory.find(class_id, name), attribute, who)
        assert values[1:] == [5000, 0, 5_000_000, 0]


def odd_values():
    """What a peer may send in place of a value, decoded."""
    plain = [
        None,
        True,
        False,
        0,
        1,
        -1,
        255,
        2**31,
        -(2**31),
        2**64 - 1,
        b"",
        b"\x00" * 12,
        b"\xff" * 24,
        "",
        "~" * 70,
    ]
    for each in plain:
        yield each
    for make in (list, axdr.Structure):
        for each in plain:
            for count in (1, 2, 3, 4):
                yield make([each] * count)
                yield [make([each] * count)]
        yield make([])
        yield make([make([make([])])])
        yield make([0] * 64)
        yield [make((3, bytes(6), 2, 0))] * 17


def test_no_value_whatsoever_raises_anything_but_a_refusal():
    meter, context = made()
    who = context.who(MANAGING)
    taken = 0
    for _, _, make in list(infrastructure.objects(meter, context)):
        target = make()
        calls = [(target.set, attribute) for attribute in range(-1, 12)]
        calls += [(target.act, method) for method in range(-1, 5)]
        for call, number in calls:
            for odd in odd_values():
                try:
                    call(number, odd, who)
                    taken += 1
                except Refused as refused:
                    assert 0 < refused.result <= 250
    assert taken  # such as 0 for the seconds of inactivity
    assert axdr.whole(b"".join(context.directory.find(9, SCRIPTS[0]).get(2, None, who)))


def test_a_settings_file_may_hold_any_text_where_the_push_has_its_list():
    for entry in ("", ",", ",,", "3,,", "a,b,c", "3,1-0:1.8.0", "3,1-0:1.8.0.0,2", "3,1-0:1.8.0*,2", "3,-1-0:1.8.0,2",
                  "3,1-0:1.8.0,200", "99999999999,1-0:1.8.0,2", "3,1-0:999.8.0,2", "3,1-0:1.8.0,2,0"):  # fmt: skip
        meter, context = made(push_objects=[entry] * 16)
        who = context.who(READING)
        found = read(context.directory.find(40, b"\x00\x00\x19\x09\x00\xff"), 2, who)
        assert found == [] or found == [[3, b"\x01\x00\x01\x08\x00\xff", 2, 0]] * 16, entry
        assert len(axdr.whole(notification(meter, context.directory, who)[18:])) == len(found)


def test_each_association_of_the_meter_finds_itself_among_the_configured_ones():
    for dlms_codes in (0, 1):
        meter, context = made(dlms_codes=dlms_codes)
        context.associations = Associations(meter.settings)
        rows = list(context.associations)
        for mine, association in enumerate(rows, 1):
            who = Who(association)
            for e, other in enumerate(rows, 1):
                target = context.directory.find(15, bytes((0, 0, 40, 0, e, 255)))
                assert read(target, 8, who) == (2 if e == mine else 0)
                assert read(target, 3, who) == [other.client, 1]
                counter = context.directory.find(1, bytes((0, 0, 43, 1, e, 255)))
                assert (counter is not None) == (3 in other.contexts)
                if counter:
                    assert read(counter, 2, who) == context.counters.accepted(other.client)
                assert target.attributes()[6][2] == (MANAGING if 1 in other.mechanisms else 9)
