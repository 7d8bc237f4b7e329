"""The bank as COSEM objects: everything is there, reads as the bank does, has its unit, is written by `commands`."""

from fakes.cosem_values import decoded, refused
from fakes.plain_board import new_meter, run, told, value
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import OTHER_REASON, READ_WRITE_DENIED, SCOPE_VIOLATED, TYPE_UNMATCHED
from meter.comms.cosem.levels import CONFIGURING, MODULE, NEAR_MANAGING, NOBODY, PUBLIC, READING
from meter.comms.cosem.objects.base import logical_name
from meter.comms.cosem.objects.directory import Directory
from meter.registers.tariff import FOUR_TARIFFS

QUARTER = 900
ADMINISTRATIVE = ("clock", "time", "date")


def name(code, b=0):
    a, _, rest = code.partition("-")
    rest, _, f = rest[rest.find(":") + 1 :].partition("*")
    return bytes([int(a), b] + [int(group) for group in rest.split(".")] + [int(f or 255)])


def read(directory, class_id, code, attribute=2, b=0):
    return decoded(directory.find(class_id, name(code, b)).get(attribute, None, None))


def measured():
    meter = new_meter(meter_number=4711)
    run(meter, 2 * QUARTER, 1200, 300)
    meter.window.pf_milli = -970
    return meter, Directory(meter)


def test_a_logical_name_is_the_code_in_six_bytes():
    assert logical_name("1-0:1.8.0") == bytes((1, 0, 1, 8, 0, 255))
    assert logical_name("1-0:0.1.5*128") == bytes((1, 0, 0, 1, 5, 128))


def test_every_attribute_that_can_be_read_decodes_and_every_object_is_found_by_its_name():
    for codes in (0, 1):
        meter = new_meter(dlms_codes=codes)
        run(meter, QUARTER, 700, 0, QUARTER)
        directory = Directory(meter)
        seen = set()
        for found in directory:
            key = found.class_id, found.name
            assert key not in seen, key
            seen.add(key)
            assert found.name[1] == codes
            same = directory.find(found.class_id, found.name)
            assert (same.class_id, same.name) == key and directory.classes(found.name) == [found.class_id]
            assert found.attributes()[0] == (1, PUBLIC, NOBODY)
            for attribute, level, _ in found.attributes():
                if level == NOBODY:
                    continue
                decoded(found.get(attribute, None, None))
            assert axdr.whole(found.get(1, None, None)) == found.name
            assert refused(found.get, 2 if found.class_id != 7 else 3, (1, None), None) == SCOPE_VIOLATED
        assert len(seen) > 150


def test_what_the_bank_has_and_only_that_is_found():
    meter, directory = measured()
    for entry in meter.bank:
        wanted = {"text": [1], "number": [1], "flags": [1], "demand": [4], "clock": [8], "time": [], "date": []}
        assert directory.classes(name(entry.code)) == wanted.get(entry.kind, [3]), entry.code
    assert directory.find(3, name("1-0:1.8.9")) is None
    assert directory.find(1, name("1-0:1.8.0")) is None, "another class"
    assert directory.find(3, name("1-0:1.8.0", 1)) is None, "another channel"
    assert directory.find(3, name("1-0:1.8.0*1")) is None
    for strange in (b"", b"\x01\x00\x01", bytes(6), b"\xff" * 6):
        assert directory.find(3, strange) is None and directory.classes(strange) == []


def test_values_are_those_of_the_bank():
    meter, directory = measured()
    for entry in meter.bank:
        if entry.kind in ADMINISTRATIVE or entry.short == "0.1.5*128":
            continue
        wanted = entry.read()
        for class_id in directory.classes(name(entry.code)):
            assert read(directory, class_id, entry.code) == (wanted[0] if entry.kind == "demand" else wanted), (
                entry.code
            )
    assert read(directory, 3, "1-0:1.8.0") == 600
    assert read(directory, 3, "1-0:13.7.0") == -970
    for k in (1, 40):
        assert read(directory, 3, "1-0:32.7.%d" % k) == value(meter, "32.7.%d" % k)
    assert read(directory, 1, "1-0:0.129.1") == "1-1-018-00-2"


def test_numbers_have_the_smallest_type_that_their_digits_need():
    directory = Directory(new_meter())
    for code, class_id, tag in (
        ("1-0:129.0.0", 1, 17),
        ("1-0:97.97.0", 1, 17),
        ("1-0:0.1.0", 1, 18),
        ("1-0:0.0.1", 1, 6),
        ("1-0:96.51.2", 1, 6),
        ("1-0:0.2.0", 1, 10),
        ("1-0:1.8.0", 3, 6),
        ("1-0:1.7.0", 3, 6),
        ("1-0:13.7.0", 3, 5),
        ("1-0:1.6.0", 4, 6),
        ("1-0:1.2.0", 3, 6),
    ):
        assert directory.find(class_id, name(code)).get(2, None, None)[0] == tag, code


def test_an_energy_above_32_bits_takes_64():
    meter, directory = measured()
    meter.energy.a_plus.wh = 9_999_999_999
    data = directory.find(3, name("1-0:1.8.0")).get(2, None, None)
    assert data == b"\x15" + (9_999_999_999).to_bytes(8, "big")


def test_scalers_and_units_are_those_of_the_enumeration():
    """Blue Book 4.3.2, table of units."""
    directory = Directory(new_meter())
    for code, class_id, wanted in (
        ("1-0:1.8.0", 3, [0, 30]),
        ("1-0:3.8.2", 3, [0, 32]),
        ("1-0:1.7.0", 3, [-3, 27]),
        ("1-0:3.7.0", 3, [-3, 29]),
        ("1-0:9.7.0", 3, [-3, 28]),
        ("1-0:31.7.0", 3, [-6, 33]),
        ("1-0:32.7.0", 3, [-3, 35]),
        ("1-0:14.7.0", 3, [-3, 44]),
        ("1-0:32.7.124", 3, [-2, 56]),
        ("1-0:13.7.0", 3, [-3, 255]),
        ("0-0:96.8.0", 3, [0, 5]),
        ("1-0:1.6.0", 4, [0, 27]),
        ("1-0:3.6.0", 4, [0, 29]),
    ):
        assert read(directory, class_id, code, 3) == wanted, code


def test_a_maximum_tells_its_time_and_none_while_there_is_none():
    meter = new_meter()
    directory = Directory(meter)
    assert read(directory, 4, "1-0:1.6.0", 5) == b"\xff" * 9 + b"\x80\x00\xff"
    run(meter, QUARTER, 4000)
    assert read(directory, 4, "1-0:1.6.0") == 4000
    # 2026-01-01 00:15 UTC, a Thursday, is 01:15 in the zone, an hour before UTC
    assert read(directory, 4, "1-0:1.6.0", 5) == bytes((7, 234, 1, 1, 4, 1, 15, 0, 255, 255, 196, 0))
    assert read(directory, 4, "1-0:1.6.0", 4) is None


def test_the_demand_register_runs_through_its_period():
    meter = new_meter()
    directory = Directory(meter)
    run(meter, QUARTER, 1000)
    run(meter, 300, 6000)
    assert read(directory, 5, "1-0:1.4.0", 2) == 2000, "a third of the period has passed"
    assert read(directory, 5, "1-0:1.4.0", 3) == read(directory, 3, "1-0:1.25.0") == 1000
    assert read(directory, 5, "1-0:1.4.0", 4) == [0, 27]
    assert read(directory, 5, "1-0:1.4.0", 5) is None
    start = bytes((7, 234, 1, 1, 4, 1, 15, 0, 255, 255, 196, 0))
    assert read(directory, 5, "1-0:1.4.0", 6) == read(directory, 5, "1-0:1.4.0", 7) == start
    assert (read(directory, 5, "1-0:1.4.0", 8), read(directory, 5, "1-0:1.4.0", 9)) == (900, 1)
    run(meter, 600, 0)
    assert read(directory, 5, "1-0:1.4.0", 3) == 2000
    assert directory.find(5, name("1-0:5.4.0")) is None
    assert Directory(new_meter(type_number="686-18BK1C3010")).find(5, name("1-0:2.4.0")) is None


def test_anybody_may_read_who_the_meter_is_and_what_time_it_is_and_nothing_else():
    directory = Directory(new_meter())
    opened = {found.name for found in directory for row in found.attributes()[1:] if row[1] == PUBLIC}
    codes = ("1-0:0.0.1", "1-0:96.1.0", "1-0:96.1.1", "1-0:0.2.0", "0-0:1.0.0")
    assert opened == {name(code) for code in codes}


def test_rights_to_write_are_those_of_the_bank():
    meter, directory = measured()
    for entry in meter.bank:
        for class_id in directory.classes(name(entry.code)):
            rows = {row[0]: row[2] for row in directory.find(class_id, name(entry.code)).attributes()}
            writable = bool(entry.write) or entry.kind == "clock"
            wanted = CONFIGURING | (NEAR_MANAGING if entry.short == "128.0.0" else MODULE if entry.level == 2 else 0)
            assert (rows.pop(2) == wanted) == writable, entry.code
            assert set(rows.values()) == {NOBODY}, entry.code


def test_a_number_is_written_and_logged():
    meter, directory = measured()
    directory.find(1, name("1-0:0.128.1")).set(2, 1234, None)
    assert value(meter, "0.128.1") == 1234
    directory.find(3, name("1-0:96.51.1")).set(2, 5000, None)
    assert meter.settings.power_threshold_w == 5000
    assert "0.128.1" in told(meter)[-2] and "5000" in told(meter)[-1]


def test_what_is_no_number_or_too_large_is_refused_and_changes_nothing():
    meter, directory = measured()
    found = directory.find(1, name("1-0:0.128.1"))
    for strange in ("1234", b"1", True, None, [1], axdr.Structure([1])):
        assert refused(found.set, 2, strange, None) == TYPE_UNMATCHED, strange
    for number in (-1, 10_000_000):
        assert refused(found.set, 2, number, None) == OTHER_REASON
    text = directory.find(1, name("1-0:0.129.2"))
    for strange in (5, None, b"\xff", [], True):
        assert refused(text.set, 2, strange, None) == TYPE_UNMATCHED, strange
    assert refused(text.set, 2, "000-99-01-1", None) == OTHER_REASON
    assert refused(directory.find(3, name("1-0:1.8.0")).set, 2, 5, None) == READ_WRITE_DENIED
    assert value(meter, "0.128.1") == 0 and meter.settings.configuration[1] == "000-01-01-1"


def test_what_the_seal_protects_is_denied():
    meter, directory = measured()
    found = directory.find(1, name("1-0:96.1.1"))
    text = meter.settings.type_number.text.replace("BK4", "BK2")
    assert refused(found.set, 2, text, None) == READ_WRITE_DENIED
    assert meter.board.seal.closed() and meter.settings.type_number.text != text


def test_the_tariff_is_forced_by_writing_it():
    meter, directory = measured()
    assert meter.settings.module == FOUR_TARIFFS
    directory.find(1, name("1-0:129.0.0")).set(2, 3, None)
    assert read(directory, 1, "1-0:129.0.0") == 3
    assert refused(directory.find(1, name("1-0:129.0.0")).set, 2, 9, None) == OTHER_REASON


def test_the_display_lists_are_read_and_written_as_codes_with_commas():
    meter, directory = measured()
    for k, setting in ((1, "automatic"), (2, "manual"), (3, "readout"), (4, "analysis")):
        code = "1-0:199.2.%d" % k
        assert read(directory, 1, code) == ",".join(getattr(meter.settings, setting))
    lists = directory.find(1, name("1-0:199.2.1"))
    lists.set(2, "1.8.0,32.7.0", None)
    assert meter.settings.automatic == ("1.8.0", "32.7.0")
    lists.set(2, b"1.8.0", None)
    assert meter.settings.automatic == ("1.8.0",)
    for bad in ("", "1.8.0,9.9.9", ",", "1.8.0," * 16 + "1.8.0", "1.0.0"):
        assert refused(lists.set, 2, bad, None) == OTHER_REASON, bad
    assert refused(directory.find(1, name("1-0:199.2.2")).set, 2, "32.7.0", None) == OTHER_REASON, "legal views stay"
    assert meter.settings.automatic == ("1.8.0",) and "1.8.0" in meter.settings.manual


def test_a_billing_stop_is_written_and_cannot_be_read():
    meter, directory = measured()
    found = directory.find(1, name("1-0:0.1.5*128"))
    assert found.attributes()[1] == (2, NOBODY, CONFIGURING)
    assert refused(found.set, 2, 0, None) == OTHER_REASON and meter.billing.count == 0
    found.set(2, 1, None)
    assert read(directory, 1, "1-0:0.1.0") == 1


def test_the_originals_codes_have_channel_1():
    directory = Directory(new_meter(dlms_codes=1))
    assert read(directory, 3, "1-0:1.8.0", b=1) == 0
    assert read(directory, 1, "1-0:134.0.1", b=1) == 1
    assert read(directory, 5, "1-0:1.4.0", 9, b=1) == 1
    for class_id, code in ((3, "1-0:1.8.0"), (8, "0-0:1.0.0"), (7, "1-0:99.1.0")):
        assert directory.find(class_id, name(code)) is None
        assert directory.find(class_id, name(code, 1)).name == name(code, 1)


def test_other_objects_are_made_when_they_are_asked_for():
    made = []

    class Other:
        class_id = 15
        name = bytes((0, 0, 40, 0, 0, 255))

    def make():
        made.append(1)
        return Other()

    directory = Directory(new_meter(), lambda: iter(((15, Other.name, make), (3, name("1-0:1.8.0"), make))))
    assert directory.find(15, Other.name).class_id == 15 and len(made) == 1
    assert directory.find(11, Other.name) is None and len(made) == 1
    assert directory.classes(Other.name) == [15] and directory.classes(name("1-0:1.8.0")) == [3, 3]
    assert [found.class_id for found in directory][-2:] == [15, 15]


def test_only_what_the_level_says():
    _, directory = measured()
    for found in directory:
        for _, level, writer in found.attributes():
            assert level in (PUBLIC, READING, NOBODY) and writer & 15 in (CONFIGURING, NOBODY)
        for _, level in found.methods():
            assert level & 15 == CONFIGURING
