"""Schedules, scripts and tariffs as a DLMS client finds them on a whole meter, and what executing them does."""

from fakes.cosem_context import Context
from fakes.cosem_values import decoded, refused
from fakes.plain_board import board, codes, new_meter, run, told, value
from meter.clock.calendar import to_seconds
from meter.comms.cosem import axdr, errors
from meter.comms.cosem.levels import CONFIGURING, READING
from meter.meter import Meter

SINGLE = "686-18BK4C1010"
TABLE = """\
day     work    00:00 T2  06:00 T1  22:00 T2
day     rest    00:00 T2
day     feast   00:00 T3  12:30 T4
week    cold    work work work work work rest rest
week    warm    work work work work rest rest feast
season  winter  from 10-15 cold
season  summer  from 03-01 warm
holiday 12-25 rest
holiday 2027-03-26 feast
holiday 2027-12-25 feast
"""
ANY_DATE = b"\xff" * 5


def made(**given):
    meter = new_meter(**given)
    return meter, Context(meter)


def tabled():
    """A meter with TABLE in force."""
    plain = board({"configuration": codes(fourth="001-000-00")})
    plain.files.files["tariffs-001.txt"] = TABLE
    meter = Meter(plain)
    return meter, Context(meter)


def found(context, class_id, *groups):
    return context.directory.find(class_id, bytes((0, 0) + groups + (255,)))


def read(target, attribute, context):
    return decoded(target.get(attribute, None, context.who(READING)))


def test_scripts_say_what_they_do():
    for dlms_codes in (0, 1):
        _, context = made(dlms_codes=dlms_codes)
        stops = bytes((1, dlms_codes, 98, 1, 0, 255))
        assert read(found(context, 9, 10, 0, 1), 2, context) == [[1, [[2, 7, stops, 2, 0]]]]
        push = b"\x00\x00\x19\x09\x00\xff"
        assert read(found(context, 9, 10, 0, 108), 2, context) == [[1, [[2, 40, push, 1, 0]]]]
        tariff = bytes((1, dlms_codes, 129, 0, 0, 255))
        scripts = read(found(context, 9, 10, 0, 100), 2, context)
        assert scripts == [[t, [[1, 1, tariff, 2, t]]] for t in range(1, 9)]


def test_a_script_is_encoded_as_the_blue_book_has_it():
    _, context = made()
    encoded = b"".join(found(context, 9, 10, 0, 1).get(2, None, context.who(READING)))
    assert encoded == bytes.fromhex(
        "0101 0202 120001 0101 0205 1602 120007 0906 0100620100ff 0f02 0f00".replace(" ", "")
    )


def test_executing_the_tariff_script_switches_the_tariff():
    meter, context = made()
    table, who = found(context, 9, 10, 0, 100), context.who(CONFIGURING)
    run(meter, 60, 1000)
    for tariff in (2, 8, 1, 5):
        assert table.act(1, tariff, who) is None
        run(meter, 60, 1000)
        assert value(meter, "129.0.0") == meter.energies.active == tariff
        assert read(found(context, 6, 14, 0, 0), 4, context) == b"T%d" % tariff
    for wrong, result in (
        (0, errors.SCOPE_VIOLATED), (9, errors.SCOPE_VIOLATED), (None, errors.TYPE_UNMATCHED),
        (b"\x01", errors.TYPE_UNMATCHED), (True, errors.TYPE_UNMATCHED), (65536, errors.TYPE_UNMATCHED),
    ):  # fmt: skip
        assert refused(lambda wrong=wrong: table.act(1, wrong, who)) == result
    assert meter.tariff.wanted == 5


def test_executing_the_billing_script_ends_the_period_now():
    meter, context = made()
    run(meter, 3600, 2000)
    count = value(meter, "0.1.0")
    table = found(context, 9, 10, 0, 1)
    assert table.act(1, 1, context.who(CONFIGURING)) is None
    assert value(meter, "0.1.0") == count + 1 and told(meter)[-1].startswith("billing stop")
    assert value(meter, "1.6.0")[0] == 0 and value(meter, "1.2.0") == 2000
    assert refused(lambda: table.act(1, 2, context.who(CONFIGURING))) == errors.SCOPE_VIOLATED
    assert value(meter, "0.1.0") == count + 1


def test_a_billing_script_that_the_log_does_not_take_is_refused():
    meter, context = made()

    def failing(time, payload):
        raise OSError(5)

    meter.stops.append = failing
    result = refused(lambda: found(context, 9, 10, 0, 1).act(1, 1, context.who(CONFIGURING)))
    assert result == errors.HARDWARE_FAULT and value(meter, "0.1.0") == 0


def test_executing_the_push_script_pushes():
    _, context = made()
    found(context, 9, 10, 0, 108).act(1, 1, context.who(CONFIGURING))
    assert context.pushed == 1


def test_the_end_of_billing_is_scheduled_as_configuration_2_says():
    for hh, months in (
        ("01", None),
        ("02", (1, 3, 5, 7, 9, 11)),
        ("04", (1, 4, 7, 10)),
        ("12", (5, 11)),
        ("25", (12,)),
    ):
        meter, context = made(configuration=codes(second="000-05-%s-1" % hh))
        schedule = found(context, 22, 15, 0, 0)
        assert read(schedule, 2, context) == [b"\x00\x00\x0a\x00\x01\xff", 1]
        expected = [255] if months is None else list(months)
        assert read(schedule, 4, context) == [[bytes(4), bytes((255, 255, month, 5, 255))] for month in expected]
        assert read(schedule, 3, context) == (1 if len(expected) == 1 else 3)
        assert schedule.attributes()[3] == (4, READING, 9)
        # and the meter does it then
        for month in range(1, 13):
            due = to_seconds(2026, month, 5, 0, 0, 0)
            meter.billing.plan(due - 60)
            assert (meter.billing.due == due) == (months is None or month in months)


def test_without_a_billing_day_nothing_is_scheduled():
    _, context = made(configuration=codes(second="000-00-00-1"))
    assert read(found(context, 22, 15, 0, 0), 4, context) == []


def test_the_times_of_the_push_are_read_and_written():
    meter, context = made(push_at=["06:00", "18:30"])
    schedule, who = found(context, 22, 15, 0, 4), context.who(CONFIGURING)
    assert read(schedule, 2, context) == [b"\x00\x00\x0a\x00\x6c\xff", 1]
    assert read(schedule, 4, context) == [[b"\x06\x00\x00\x00", ANY_DATE], [b"\x12\x1e\x00\x00", ANY_DATE]]
    assert read(schedule, 3, context) == 5
    schedule.set(4, [axdr.Structure((b"\x17\x3b\x00\xff", ANY_DATE))], who)
    assert meter.settings.push_at == ("23:59",) and read(schedule, 3, context) == 1
    for k in range(4):
        for octet in (24, 60, 100, 254):
            time = bytearray(4)
            time[k] = octet
            if k == 1 and octet == 24:
                continue
            wrong = [axdr.Structure((bytes(time), ANY_DATE))]
            assert refused(lambda wrong=wrong: schedule.set(4, wrong, who)) == errors.TYPE_UNMATCHED
    for wrong in (
        None, axdr.Structure(), [None], [axdr.Structure((bytes(4),))], [axdr.Structure((bytes(3), ANY_DATE))],
        [axdr.Structure((bytes(4), b"\x07\xea\x01\x01\xff"))], [axdr.Structure((bytes(4), None))],
        [axdr.Structure((bytes(4), ANY_DATE))] * 9, [axdr.Structure((4, ANY_DATE))],
    ):  # fmt: skip
        assert refused(lambda wrong=wrong: schedule.set(4, wrong, who)) == errors.TYPE_UNMATCHED
    assert meter.settings.push_at == ("23:59",)
    schedule.set(4, [], who)
    assert meter.settings.push_at == () and read(schedule, 4, context) == []
    assert refused(lambda: found(context, 22, 15, 0, 0).set(4, [], who)) == errors.READ_WRITE_DENIED


def test_the_calendar_is_the_tariff_table():
    _, context = tabled()
    calendar = found(context, 20, 13, 0, 0)
    switch = b"\x00\x00\x0a\x00\x64\xff"
    seasons = [
        [b"1", b"\xff\xff\x03\x01\xff\x00\x00\x00\x00\x80\x00\x00", b"1"],
        [b"2", b"\xff\xff\x0a\x0f\xff\x00\x00\x00\x00\x80\x00\x00", b"2"],
    ]
    days = [
        [0, [[b"\x00\x00\x00\x00", switch, 2], [b"\x06\x00\x00\x00", switch, 1], [b"\x16\x00\x00\x00", switch, 2]]],
        [1, [[b"\x00\x00\x00\x00", switch, 2]]],
        [2, [[b"\x00\x00\x00\x00", switch, 3], [b"\x0c\x1e\x00\x00", switch, 4]]],
    ]
    for first in (2, 6):
        assert read(calendar, first, context) == b"tariffs-001"
        assert read(calendar, first + 1, context) == seasons
        assert read(calendar, first + 2, context) == [[b"1", 0, 0, 0, 0, 1, 1, 2], [b"2", 0, 0, 0, 0, 0, 1, 1]]
        assert read(calendar, first + 3, context) == days
    assert read(calendar, 10, context) == b"\xff" * 9 + b"\x80\x00\xff"


def test_the_special_days_are_the_holidays_of_the_table():
    _, context = tabled()
    assert read(found(context, 11, 11, 0, 0), 2, context) == [
        [1, b"\x07\xeb\x03\x1a\xff", 2],
        [2, b"\x07\xeb\x0c\x19\xff", 2],
        [3, b"\xff\xff\x0c\x19\xff", 1],
    ]


def test_calendar_and_special_days_followed_by_the_book_give_the_tariff_of_every_day():
    meter, context = tabled()
    calendar = found(context, 20, 13, 0, 0)
    days = dict(read(calendar, 5, context))
    weeks = {week[0]: week[1:] for week in read(calendar, 4, context)}
    seasons = read(calendar, 3, context)
    special = read(found(context, 11, 11, 0, 0), 2, context)
    for date in (
        (2026, 1, 1),
        (2026, 2, 28),
        (2026, 3, 1),
        (2026, 12, 25),
        (2027, 3, 26),
        (2027, 10, 15),
        (2027, 12, 25),
    ):
        year, month, day = date
        week = ([season for season in seasons if season[1][2:4] <= bytes((month, day))] or seasons)[-1][2]
        weekday = (to_seconds(year, month, day, 0, 0, 0) // 86400 + 5) % 7
        kinds = [kind for _, when, kind in special if when[2:4] == bytes((month, day)) and when[:2] in (
            year.to_bytes(2, "big"), b"\xff\xff")] + [weeks[week][weekday]]  # fmt: skip
        for minute in range(0, 1440, 30):
            past = [s for s in days[kinds[0]] if 60 * s[0][0] + s[0][1] <= minute]
            assert past[-1][2] == meter.tariff.table.tariff(year, month, day, minute), (date, minute)


def test_without_a_table_the_calendar_is_empty():
    _, context = made()
    calendar = found(context, 20, 13, 0, 0)
    assert [read(calendar, attribute, context) for attribute in range(2, 10)] == [b"", [], [], []] * 2
    assert read(found(context, 11, 11, 0, 0), 2, context) == []


def test_every_tariff_has_the_registers_that_count_in_it():
    for number, classes in (("686-18BK4C3010", 4), ("686-18BK1C3010", 1), ("686-18BK2C2010", 2)):
        meter, context = made(type_number=number)
        activation = found(context, 6, 14, 0, 0)
        tariffs = meter.settings.type_number.tariffs
        registers = read(activation, 2, context)
        masks = read(activation, 3, context)
        assert [mask[0] for mask in masks] == [b"T%d" % t for t in range(1, tariffs + 1)]
        assert [k for _, indices in masks for k in indices] == list(range(1, len(registers) + 1))
        for t, (_, indices) in enumerate(masks, 1):
            assert len(indices) == classes + (1 if t <= 2 else 0)
            for k in indices:
                class_id, name = registers[k - 1]
                assert name[4] == t and name[3] == (8 if class_id == 3 else 6)
                assert meter.bank.get("%d-%d:%d.%d.%d" % tuple(name[:5])) is not None
        assert read(activation, 4, context) == b"T1"


def test_a_meter_without_tariffs_has_neither_script_nor_masks():
    _, context = made(type_number=SINGLE, configuration=codes())
    assert found(context, 9, 10, 0, 100) is None
    assert [read(found(context, 6, 14, 0, 0), attribute, context) for attribute in (2, 3, 4)] == [[], [], b""]


def test_the_monitor_is_the_power_threshold():
    meter, context = made(power_threshold_w=5000)
    monitor, who = found(context, 21, 16, 1, 0), context.who(CONFIGURING)
    assert read(monitor, 2, context) == [5000]
    assert read(monitor, 3, context) == [3, b"\x01\x00\x01\x19\x00\xff", 2]
    assert read(monitor, 4, context) == [[[bytes(6), 0], [bytes(6), 0]]]
    monitor.set(2, [1500], who)
    assert meter.settings.power_threshold_w == 1500
    run(meter, 1800, 2000)
    run(meter, 3600, 1000)
    assert value(meter, "96.51.2") > 0
    for wrong, result in (
        ([], errors.TYPE_UNMATCHED), ([1, 2], errors.TYPE_UNMATCHED), (7, errors.TYPE_UNMATCHED),
        ([None], errors.TYPE_UNMATCHED), (axdr.Structure([7]), errors.TYPE_UNMATCHED), ([-1], errors.TYPE_UNMATCHED),
        ([100_001], errors.OTHER_REASON),
    ):  # fmt: skip
        assert refused(lambda wrong=wrong: monitor.set(2, wrong, who)) == result
    assert meter.settings.power_threshold_w == 1500
