"""Profiles as COSEM objects: rows, columns, selective access in both numberings, and a log that changes meanwhile."""

import struct

from fakes.cosem_values import elements, refused
from fakes.plain_board import board, codes, new_meter, run
from meter.clock.calendar import from_seconds, to_seconds, weekday
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import HARDWARE_FAULT, OTHER_REASON, SCOPE_VIOLATED, TYPE_UNMATCHED
from meter.comms.cosem.levels import CONFIGURING, NOBODY
from meter.comms.cosem.objects.directory import Directory
from meter.logs import marks as m
from meter.meter import Meter

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
QUARTER = 900
LOAD, ANALYSIS, BILLING, EVENTS = "1-0:99.1.0", "1-0:99.1.1", "1-0:98.1.0", "1-0:99.98.2"
UNSPECIFIED = -0x8000
RANGE, ENTRY = 1, 2


def profile(meter, code=LOAD):
    directory = Directory(meter)
    return directory.find(7, directory.name(code))


def with_rows(count, **given):
    """A meter whose load profile has `count` rows: 100 Wh more in each."""
    meter = new_meter(**given)
    run(meter, count * QUARTER, 400, 0, QUARTER)
    return meter


def rows(found, selector=None):
    """Decoded rows of the buffer."""
    return elements(found.get(2, selector, None))


def octets(utc, deviation=-60, status=0, zone=1):
    year, month, day, hour, minute, second = from_seconds(utc + 3600 * zone)
    day_of_week = weekday(year, month, day)
    return struct.pack(">HBBBBBBBhB", year, month, day, day_of_week, hour, minute, second, 255, deviation, status)


def clock_column(found):
    return axdr.Structure([8, found.clock_name, 2, 0])


def between(found, since, until, columns=()):
    """A range descriptor, decoded."""
    return RANGE, axdr.Structure([clock_column(found), since, until, list(columns)])


def entries(first, last, left=1, right=0):
    return ENTRY, axdr.Structure([first, last, left, right])


def energies(found, selector):
    """A+ of each row, in units of 100 Wh: the row's place, counted from 1."""
    return [row[3] // 100 for row in rows(found, selector)]


def test_a_row_is_time_status_quality_and_the_registers():
    meter = new_meter()
    run(meter, QUARTER, 400, 800, QUARTER)
    meter.recorder.marks = m.LEGAL
    run(meter, QUARTER, -1200, -1600, QUARTER)
    found = rows(profile(meter))
    assert found == [
        [octets(FIRST + QUARTER), 0, 0, 100, 0, 200, 0],
        [octets(FIRST + 2 * QUARTER), 0, m.LEGAL, 100, 300, 200, 400],
    ]
    assert type(found[0]) is axdr.Structure


def test_the_originals_row_byte_for_byte():
    """As in the printed example of a load profile read by range, but for the time, which stays normal time."""
    meter = Meter(board({"dlms_codes": 1}, to_seconds(2013, 10, 24, 21, 45, 0)))
    meter.recorder.marks = 0x0500
    meter.energy.a_plus.wh, meter.energy.r[0].wh = 0x2E30D, 0xD2F
    run(meter, QUARTER, 0, 0, QUARTER)
    pieces = list(profile(meter).get(2, None, None))
    assert pieces[0] == b"\x01\x01"
    wanted = "02 08 09 0C 07 DD 0A 18 04 17 00 00 FF 80 00 00 12 00 00 06 00 00 05 00 0F 01"
    wanted += " 06 00 02 E3 0D 06 00 00 00 00 06 00 00 0D 2F 06 00 00 00 00"
    assert pieces[1] == bytes.fromhex(wanted.replace(" ", ""))
    assert len(pieces[1]) == 46


def test_every_day_has_its_date_and_the_rows_stay_in_normal_time():
    start = to_seconds(2028, 2, 28, 0, 0, 0)
    for zone, code in ((1, "01"), (-5, "19")):
        meter = Meter(board({"configuration": codes("1-1-000-00-4", third="00-0-%s-0-00" % code)}, start))
        run(meter, 80 * 3600, 0, 0, 3600)
        wanted = [octets(start + 3600 * k, -60 * zone, 0, zone) for k in range(1, 81)]
        assert [row[0] for row in rows(profile(meter))] == wanted
    summer = to_seconds(2026, 7, 1, 0, 0, 0)
    meter = Meter(board({"configuration": codes(third="00-0-01-0-00", fourth="000-001-00")}, summer))
    run(meter, QUARTER, 0, 0, QUARTER)
    assert [row[:3] for row in rows(profile(meter))] == [[octets(summer + QUARTER), 0, m.SUMMER]]


def test_a_time_that_the_clock_had_lost_is_marked_invalid():
    meter = new_meter()
    meter.recorder.valid = False
    meter.recorder.close(meter.load, FIRST + 60, 0)
    assert rows(profile(meter))[0][:3] == [octets(FIRST + 60, -60, 1), 0, m.INVALID_TIME]


def test_columns_are_named_in_their_order():
    def columns(found):
        return [(item[0], item[1][2:5], item[2], item[3]) for item in axdr.whole(found.get(3, None, None))]

    head = [(8, b"\x01\x00\x00", 2, 0), (7, b"\x63\x01\x00", -1, 0), (7, b"\x63\x01\x00", -2, 0)]
    for x5, wanted in ((1, (1,)), (2, (1, 2)), (3, (1, 3)), (4, (1, 2, 3, 4)), (5, (1, 5))):
        found = profile(new_meter(type_number="686-18BK%dC3010" % x5))
        assert columns(found) == head + [(3, bytes((c, 8, 0)), 2, 0) for c in wanted]
    found = profile(new_meter(dlms_codes=1))
    assert columns(found)[3] == (1, bytes((134, 0, 1)), 2, 0) and len(columns(found)) == 8
    found = profile(new_meter(analysis=["1.7.0", "0-0:96.8.0", "0.1.0"]), ANALYSIS)
    assert columns(found)[3:] == [(3, b"\x01\x07\x00", 2, 0), (3, b"\x60\x08\x00", 2, 0), (1, b"\x00\x01\x00", 2, 0)]


def test_what_there_is_to_say_about_the_buffer():
    meter = with_rows(5)
    found = profile(meter)
    assert [axdr.whole(found.get(k, None, None)) for k in (4, 5, 7, 8)] == [900, 1, 5, 17_616]
    assert axdr.whole(found.get(6, None, None)) == clock_column(found)
    assert [axdr.whole(profile(meter, code).get(4, None, None)) for code in (BILLING, EVENTS)] == [0, 0]
    assert found.version == 1
    assert profile(new_meter(type_number="686-18BB433010")) is None


def test_numbers_of_the_analysis_logger_have_their_sign_and_size():
    meter = new_meter(analysis=["13.7.0", "1.8.0", "0.1.0", "129.0.0"])
    meter.energy.a_plus.wh = 1 << 32
    meter.window.pf_milli = -970
    meter.analysis.close(FIRST + QUARTER, 0)
    piece = list(profile(meter, ANALYSIS).get(2, None, None))[1]
    wanted = "05 FF FF FC 36 15 00 00 00 01 00 00 00 00 12 00 00 11 01"
    assert piece[-19:] == bytes.fromhex(wanted.replace(" ", ""))


def test_a_register_above_32_bits_takes_64_and_the_next_row_32_again():
    meter = new_meter()
    values = (0xFFFFFFFF, 1 << 32, 9_999_999_999, 5)
    for k in range(4):
        meter.energy.a_plus.wh = values[k]
        meter.load.close(FIRST + QUARTER * k, 0)
    pieces = list(profile(meter).get(2, None, None))[1:]
    assert [axdr.whole(piece)[3] for piece in pieces] == list(values)
    assert [len(piece) for piece in pieces] == [44, 48, 48, 44]


def test_a_range_takes_both_its_edges():
    meter = with_rows(8)
    found = profile(meter)
    times = [FIRST + QUARTER * k for k in range(1, 9)]
    for first in range(8):
        for last in range(8):
            wanted = list(range(first + 1, last + 2))
            assert energies(found, between(found, octets(times[first]), octets(times[last]))) == wanted
            inside = between(found, octets(times[first] + 1), octets(times[last] - 1))
            assert energies(found, inside) == wanted[1:-1]
    assert energies(found, between(found, None, None)) == list(range(1, 9))
    assert energies(found, between(found, b"\xff" * 12, octets(times[2]))) == [1, 2, 3]
    assert energies(found, between(found, octets(times[6]), None)) == [7, 8]


def test_a_range_may_be_in_any_time():
    start = to_seconds(2026, 10, 24, 22, 0, 0)  # midnight on the wall of a day with 25 hours
    meter = Meter(board({"configuration": codes("1-1-000-00-4", third="00-0-01-0-00", fourth="000-001-00")}, start))
    run(meter, 25 * 3600, 400, 0, 3600)
    found = profile(meter)

    def hours(since, until):
        return [row[3] // 400 for row in rows(found, between(found, since, until))]

    def wall(hour, status, deviation=UNSPECIFIED, day=25):
        return struct.pack(">HBBBBBBBhB", 2026, 10, day, 255, hour, 0, 0, 0, deviation, status)

    assert hours(wall(0, 0x80), wall(2, 0x80)) == [1, 2]  # the row at 00:00 itself came before the meter
    assert hours(wall(2, 0), wall(2, 0)) == [3]
    assert hours(wall(2, 0x80), wall(2, 0)) == [2, 3]
    assert hours(wall(2, 0), wall(23, 0)) == list(range(3, 25))
    assert hours(wall(2, 255), wall(3, 255)) == [2, 3, 4]
    assert hours(wall(0, 0x80, 0), wall(2, 0, 0)) == [2, 3, 4]  # UTC
    assert hours(wall(23, 255, UNSPECIFIED, 26), wall(23, 255, UNSPECIFIED, 27)) == []


def test_a_range_can_ask_for_some_columns():
    meter = with_rows(3)
    found = profile(meter)
    name = found.name
    a_minus, status = [3, bytes((1, 0, 2, 8, 0, 255)), 2, 0], [7, name, -1, 0]
    a_plus = [3, bytes((1, 0, 1, 8, 0, 255)), 2, 0]
    whole = rows(found)
    for chosen, places in (
        ([a_plus], [3]),
        ([a_minus, a_plus], [3, 4]),
        ([status, clock_column(found)], [0, 1]),
        ([a_plus, a_plus], [3]),
    ):
        wanted = [[row[k] for k in places] for row in whole]
        assert rows(found, between(found, None, None, [axdr.Structure(item) for item in chosen])) == wanted
    other = axdr.Structure([3, bytes((1, 0, 99, 8, 0, 255)), 2, 0])
    assert refused(found.get, 2, between(found, None, None, [other]), None) == SCOPE_VIOLATED


def test_entries_are_counted_from_the_oldest():
    """Blue Book 4.3.6: entries from 1, the oldest; 0 is the last one."""
    found = profile(with_rows(7))
    for first in range(10):
        for last in range(10):
            selector = entries(first, last)
            if last and first > last:
                assert refused(found.get, 2, selector, None) == SCOPE_VIOLATED
                continue
            assert energies(found, selector) == list(range(first or 7, (last or 7) + 1))[: max(0, 8 - (first or 7))]
    whole = rows(found)
    for left in range(1, 8):
        for right in [0] + list(range(left, 10)):
            wanted = [row[left - 1 : right or 7] for row in whole[2:5]]
            assert rows(found, entries(3, 5, left, right)) == wanted
    for left, right in ((8, 0), (5, 4), (8, 9)):
        assert refused(found.get, 2, entries(1, 0, left, right), None) == SCOPE_VIOLATED


def test_entries_of_the_original_are_counted_back_from_the_newest():
    """Reference, services: 1 to 3 reads backward, 1 to 0 forward, 0 is the newest."""
    meter = with_rows(11, dlms_codes=1)
    found = profile(meter)

    def newest(selector):
        return [11 - row[4] // 100 for row in rows(found, selector)]

    assert newest(entries(1, 3)) == [1, 2, 3]
    assert newest(entries(1, 0)) == [1, 0]
    for first in range(14):
        for last in range(14):
            step = 1 if first <= last else -1
            wanted = [k for k in range(first, last + step, step) if k < 11]
            assert newest(entries(first, last)) == wanted, (first, last)


def test_an_empty_buffer_is_an_empty_array():
    for codes_ in (0, 1):
        meter = new_meter(dlms_codes=codes_)
        for code in (LOAD, ANALYSIS, BILLING):
            found = profile(meter, code)
            for selector in (None, between(found, None, None), entries(1, 0), entries(0, 0), entries(0, 5)):
                assert b"".join(found.get(2, selector, None)) == b"\x01\x00"
            assert axdr.whole(found.get(7, None, None)) == 0


def test_what_is_no_descriptor_is_refused_before_anything_is_sent():
    found = profile(with_rows(2))
    clock, good = clock_column(found), octets(FIRST)
    for selector, result in (
        ((0, None), SCOPE_VIOLATED),
        ((3, []), SCOPE_VIOLATED),
        ((RANGE, None), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, good, good])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, 5, good, []])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, good, "x" * 12, []])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, good, good[:11], []])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, good, good, None])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, good, good, [5]])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, good, good, [axdr.Structure([8, 5, 2, 0])]])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([axdr.Structure([3, clock[1], 2, 0]), good, good, []])), SCOPE_VIOLATED),
        ((RANGE, axdr.Structure([axdr.Structure([8, clock[1], 3, 0]), good, good, []])), SCOPE_VIOLATED),
        ((RANGE, axdr.Structure([None, good, good, []])), TYPE_UNMATCHED),
        ((RANGE, axdr.Structure([clock, good[:2] + b"\x0d" + good[3:], good, []])), OTHER_REASON),
        ((ENTRY, axdr.Structure([1, 0, 1])), TYPE_UNMATCHED),
        ((ENTRY, axdr.Structure([1, None, 1, 0])), TYPE_UNMATCHED),
        ((ENTRY, axdr.Structure([-1, 0, 1, 0])), TYPE_UNMATCHED),
        ((ENTRY, axdr.Structure([True, 0, 1, 0])), TYPE_UNMATCHED),
        ((ENTRY, 5), TYPE_UNMATCHED),
    ):
        assert refused(found.get, 2, selector, None) == result, selector


def test_a_damaged_record_is_a_row_that_says_so_wherever_it_is():
    for number in range(8):
        meter = with_rows(12)
        meter.load.log.flush()
        (name,) = [name for name in meter.board.logs.content if name.startswith("lp")]
        content = bytearray(meter.board.logs.content[name])
        content[30 * number + 12] ^= 1
        meter.board.logs.content[name] = bytes(content)
        found = rows(profile(meter))
        assert found.pop(number) == [None, 8, None, None, None, None, None]
        assert [row[3] // 100 for row in found] == [k for k in range(1, 13) if k != number + 1]
    last = between(profile(meter), octets(FIRST + 6 * QUARTER), octets(FIRST + 9 * QUARTER))
    assert [row[1] for row in rows(profile(meter), last)] == [0, 0, 8, 0]


def test_the_count_stays_right_though_the_log_goes_on():
    meter = with_rows(20)
    stream = profile(meter).get(2, None, None)
    pieces = [next(stream) for _ in range(4)]
    run(meter, 30 * QUARTER, 400, 0, QUARTER)
    for log in meter.logs:
        log.flush()
    pieces += list(stream)
    assert pieces[0] == b"\x01\x14" and len(pieces) == 21
    assert [axdr.whole(piece)[3] // 100 for piece in pieces[1:]] == list(range(1, 21))


def stopped(meter, count):
    found = profile(meter, BILLING)
    for _ in range(count):
        run(meter, 60, 6000)
        found.act(2, 0, None)
    return found


def test_the_count_stays_right_though_the_log_drops_or_is_cleared():
    meter = new_meter()
    found = stopped(meter, 30)
    stream = found.get(2, None, None)
    pieces = [next(stream) for _ in range(4)]
    stopped(meter, 40)
    pieces += list(stream)
    assert pieces[0] == b"\x01\x1e" and len(pieces) == 31
    status = [axdr.whole(piece)[1] for piece in pieces[1:]]
    assert status == sorted(status) or 8 in status
    kept = [k for k in range(3, 30) if status[k] != 8]
    assert all(axdr.whole(pieces[1 + k])[3] == 100 * (k + 1) for k in kept)
    stream = found.get(2, None, None)
    pieces = [next(stream) for _ in range(3)]
    meter.stops.clear()
    assert [axdr.whole(piece)[:2] for piece in stream] == [[None, 8]] * (pieces[0][1] - 2)


def test_a_log_that_has_gone_round_shows_the_newest_of_its_depth():
    meter = new_meter()
    found = stopped(meter, 75)
    whole = rows(found)
    assert [axdr.whole(found.get(k, None, None)) for k in (7, 8)] == [36, 36]
    assert [row[3] for row in whole] == [100 * k for k in range(40, 76)]
    assert rows(found, entries(1, 2)) == whole[:2] and rows(found, entries(36, 0)) == whole[-1:]
    assert rows(found, between(found, None, None)) == whole


def test_a_billing_row_has_all_values_and_each_maximum_its_time():
    meter = new_meter()
    found = profile(meter, BILLING)
    run(meter, QUARTER, 4000)
    run(meter, 60, 0)
    found.act(2, 0, None)
    objects = axdr.whole(found.get(3, None, None))
    (row,) = rows(found)
    assert len(objects) == len(row) == 3 + 32
    read = {(item[0], item[1], item[2]): value for item, value in zip(objects, row)}
    assert read[(8, found.clock_name, 2)] == octets(FIRST + QUARTER + 60)
    assert (read[(7, found.name, -1)], read[(7, found.name, -3)]) == (0, 1), "whole, and by command"
    assert read[(3, bytes((1, 0, 1, 8, 0, 255)), 2)] == 1000
    assert read[(4, bytes((1, 0, 1, 6, 0, 255)), 2)] == 4000
    assert read[(4, bytes((1, 0, 1, 6, 0, 255)), 5)] == octets(FIRST + QUARTER)
    assert read[(4, bytes((1, 0, 2, 6, 0, 255)), 5)] == b"\xff" * 9 + b"\x80\x00\xff"
    assert read[(3, bytes((1, 0, 1, 2, 0, 255)), 2)] == 4000
    assert read[(1, bytes((1, 0, 0, 1, 0, 255)), 2)] == 1
    assert read[(3, bytes((0, 0, 96, 8, 0, 255)), 2)] == 0
    directory = Directory(meter)
    for item in objects[3:]:
        assert directory.find(item[0], item[1]), item
    first = new_meter(type_number="686-18BK1C3010", configuration=codes())
    names = [item[1][2:5] for item in axdr.whole(profile(first, BILLING).get(3, None, None))]
    assert b"\x02\x08\x00" not in names and b"\x01\x08\x00" in names


def test_events_tell_what_was_and_what_is():
    meter = new_meter()
    found = profile(meter, EVENTS)
    meter.commands.set_clock(FIRST + 30, 1)
    meter.commands.configure("power_threshold_w", 5000)
    meter.events.add(20)
    meter.events.add(36, 0, 0, 70_000)
    told = rows(found)[-4:]
    at = octets(FIRST + 30)
    assert told == [
        [octets(FIRST), 3, 0, "", octets(FIRST), at],
        [at, 5, 0, "power_threshold_w"[:18], "99000", "5000"],
        [at, 20, 0, "", None, None],
        [at, 36, 0, "", 0, 70_000],
    ]
    assert len(axdr.whole(found.get(3, None, None))) == 6


def test_a_clock_that_was_set_back_hides_no_row():
    meter = with_rows(8)
    meter.commands.set_clock(FIRST + 4 * QUARTER + 60, 1)
    run(meter, 6 * QUARTER, 400, 0, 60)
    found = profile(meter)
    whole = rows(found)
    assert len(whole) == meter.load.log.next
    since, until = FIRST + 5 * QUARTER, FIRST + 7 * QUARTER
    wanted = [row for row in whole if octets(since) <= row[0] <= octets(until)]
    assert rows(found, between(found, octets(since), octets(until))) == wanted and len(wanted) == 6


def test_flash_that_does_not_answer_is_a_fault_and_nothing_else():
    meter = with_rows(20)
    meter.load.log.flush()
    found = profile(meter)

    def broken(name, offset, count):
        raise OSError(5)

    good = meter.board.logs.read
    stream = found.get(2, None, None)
    meter.board.logs.read = broken
    assert next(stream) == b"\x01\x14"
    assert refused(next, stream) == HARDWARE_FAULT
    middle = between(found, octets(FIRST + 2 * QUARTER), octets(FIRST + 3 * QUARTER))
    assert refused(found.get, 2, middle, None) == HARDWARE_FAULT
    meter.board.logs.read = good
    assert len(rows(found)) == 20


def test_the_period_is_set_through_the_configuration():
    meter = new_meter()
    for code in (LOAD, ANALYSIS):
        found = profile(meter, code)
        assert [row[2] for row in found.attributes()] == [NOBODY] * 3 + [CONFIGURING] + [NOBODY] * 4
        for period in (300, 1800, 3600, 900):
            found.set(4, period, None)
            assert axdr.whole(found.get(4, None, None)) == period
        assert refused(found.set, 4, 600, None) == OTHER_REASON
        for strange in (None, True, "900", b"\x03\x84"):
            assert refused(found.set, 4, strange, None) == TYPE_UNMATCHED
    profile(meter).set(4, 300, None)
    assert meter.settings.configuration[0] == "1-1-018-00-1" and meter.settings.analysis_period_s == 900
    assert {row[2] for row in profile(meter, BILLING).attributes()} == {NOBODY}


def test_only_the_billing_log_captures():
    meter = new_meter()
    assert profile(meter, BILLING).methods() == ((2, CONFIGURING),)
    assert [profile(meter, code).methods() for code in (LOAD, ANALYSIS, EVENTS)] == [(), (), ()]
