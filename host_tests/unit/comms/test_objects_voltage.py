"""Outages, voltage events and occurrences as COSEM profiles, with our columns and with the original's."""

import struct

from fakes.cosem_values import elements
from fakes.plain_board import board, codes
from fakes.volts import supply
from meter.clock.calendar import from_seconds, weekday
from meter.comms.cosem import axdr
from meter.comms.cosem.levels import NOBODY, READING
from meter.comms.cosem.objects.directory import VOLTAGE_PROFILES, Directory
from meter.meter import Meter

FIRST = 820_540_800  # 2026-01-01 00:00:00 UTC
MONDAY = FIRST + 4 * 86_400
OUTAGES, EVENTS, OCCURRENCES = VOLTAGE_PROFILES


def meter_at(seconds, **given):
    return Meter(board(dict(given, configuration=codes()), seconds))


def profile(meter, code):
    directory = Directory(meter)
    return directory.find(7, directory.name(code))


def rows(found, selector=None):
    return elements(found.get(2, selector, None))


def octets(utc, deviation=0):
    year, month, day, hour, minute, second = from_seconds(utc)
    day_of_week = weekday(year, month, day)
    return struct.pack(">HBBBBBBBhB", year, month, day, day_of_week, hour, minute, second, 255, deviation, 0)


def named(found):
    """(class, C.D.E, attribute) of the columns."""
    return [(item[0], tuple(item[1][2:5]), item[2]) for item in axdr.whole(found.get(3, None, None))]


def test_outages_are_two_rows_each():
    meter = meter_at(FIRST)
    supply(meter, 10, 230)
    supply(meter, 200, 20)
    supply(meter, 10, 230)
    found = profile(meter, OUTAGES)
    assert rows(found) == [[octets(FIRST + 10), 1, 4, 0], [octets(FIRST + 210), 1, 5, 200]]
    assert named(found) == [(8, (1, 0, 0), 2), (1, (132, 0, 1), 2), (1, (132, 0, 2), 2), (7, (99, 98, 4), -3)]
    assert [axdr.whole(found.get(k, None, None)) for k in (4, 5, 7, 8)] == [0, 1, 2, 200]


def test_voltage_events_have_their_own_times_and_whole_volts():
    meter = meter_at(FIRST, mean_s=10)
    supply(meter, 10, 230)
    supply(meter, 10, 205.6)
    supply(meter, 1, 230)
    found = profile(meter, EVENTS)
    assert rows(found) == [
        [octets(FIRST + 11), 1, 6, 0, 0, 206, 0],
        [octets(FIRST + 10), 1, 0, 206, 206, 206, 0],
        [octets(FIRST + 11), 1, 2, 0, 0, 206, 10_000],
        [octets(FIRST + 21), 1, 7, 0, 0, 230, 10_000],
    ]
    assert named(found)[3:] == [(3, (132, 0, e), 2) for e in (3, 4, 5)] + [(7, (99, 98, 16), -3)]


def test_occurrences_have_a_row_a_week_with_all_counters():
    meter = meter_at(MONDAY - 1800)
    supply(meter, 1800, 194, 10_000)
    found = profile(meter, OCCURRENCES)
    ((*head,),) = rows(found)
    counters = dict(zip([name[1][2] for name in named(found)[1:19]], head[1:19]))
    assert head[0] == octets(MONDAY) and head[19:] == [3, 0, 3, 0, 180, octets(MONDAY - 1800)]
    assert {k: counters[k] for k in counters if counters[k]} == {9: 3, 10: 3}
    assert sorted(counters) == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 19, 20, 21]


def test_the_original_has_its_columns_only():
    meter = meter_at(MONDAY - 1800, dlms_codes=1)
    supply(meter, 1700, 230)
    supply(meter, 50, 100)
    supply(meter, 50, 230)
    for code, columns in ((OUTAGES, 3), (EVENTS, 6), (OCCURRENCES, 19)):
        found = profile(meter, code)
        assert found.name[1] == 1 and len(named(found)) == columns, code
        assert {len(row) for row in rows(found)} == {columns}, code
        assert not any(item[0] == 7 for item in named(found))


def test_they_are_listed_and_read_by_readers_only():
    meter = meter_at(FIRST)
    listed = [found.name[2:5] for found in Directory(meter) if found.class_id == 7]
    for code in VOLTAGE_PROFILES:
        found = profile(meter, code)
        assert found.name[2:5] in listed and rows(found) == []
        assert all(row[1:] == (READING, NOBODY) for row in found.ATTRIBUTES) and not found.methods()


def test_a_range_goes_by_when_it_was_recorded():
    meter = meter_at(FIRST, mean_s=600)
    supply(meter, 1200, 206)
    found = profile(meter, EVENTS)
    clock = axdr.Structure([8, found.clock_name, 2, 0])
    selected = rows(found, (1, axdr.Structure([clock, octets(FIRST + 590), octets(FIRST + 610), []])))
    assert [row[:3] for row in selected] == [[octets(FIRST), 1, 0]]
