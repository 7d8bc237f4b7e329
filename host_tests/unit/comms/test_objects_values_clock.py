"""The clock as a COSEM object: what it shows around the changes of summer time, and what it takes when it is set."""

import struct

from fakes.cosem_values import refused
from fakes.plain_board import board, codes
from meter.clock.calendar import to_seconds
from meter.comms.cosem import axdr
from meter.comms.cosem.errors import HARDWARE_FAULT, OTHER_REASON, TYPE_UNMATCHED
from meter.comms.cosem.objects.date_time import date_time, seconds_of
from meter.comms.cosem.objects.directory import Directory
from meter.meter import Meter

SPRING = to_seconds(2026, 3, 29, 1, 0, 0)  # UTC; last Sunday of March
AUTUMN = to_seconds(2026, 10, 25, 1, 0, 0)
CLOCK = bytes((0, 0, 1, 0, 0, 255))
ORIGINAL = bytes((0, 1, 1, 0, 0, 255))
UNSPECIFIED = -0x8000


def at(utc, zone="01", table="001", **given):
    """(meter, its clock object) at `utc`."""
    given["configuration"] = codes(third="00-0-%s-0-00" % zone, fourth="000-%s-00" % table)
    meter = Meter(board(given, utc))
    return meter, Directory(meter).find(8, ORIGINAL if given.get("dlms_codes") else CLOCK)


def octets(year, month, day, weekday, hour, minute, second, deviation, status, hundredths=255):
    return struct.pack(">HBBBBBBBhB", year, month, day, weekday, hour, minute, second, hundredths, deviation, status)


def read(clock, attribute=2):
    return axdr.whole(clock.get(attribute, None, None))


def test_it_shows_wall_clock_time_with_deviation_and_status():
    for utc, wanted in (
        (SPRING - 1, octets(2026, 3, 29, 7, 1, 59, 59, -60, 0)),
        (SPRING, octets(2026, 3, 29, 7, 3, 0, 0, -120, 0x80)),
        (AUTUMN - 1, octets(2026, 10, 25, 7, 2, 59, 59, -120, 0x80)),
        (AUTUMN, octets(2026, 10, 25, 7, 2, 0, 0, -60, 0)),
        (to_seconds(2028, 2, 29, 23, 30, 0), octets(2028, 3, 1, 3, 0, 30, 0, -60, 0)),
    ):
        _, clock = at(utc)
        assert read(clock) == wanted
        assert read(clock, 4) == wanted[11]


def test_the_original_does_not_tell_the_deviation():
    """Reference table of the clock: deviation 8000, bit 7 of the status in summer time."""
    _, clock = at(SPRING, dlms_codes=1)
    assert read(clock) == bytes.fromhex("07EA031D07030000FF800080")


def test_a_clock_that_has_lost_its_time_says_so():
    meter, clock = at(SPRING)
    meter.board.clock.valid = False
    assert read(clock)[11] == read(clock, 4) == 0x81


def test_zone_summer_time_and_base_are_told():
    meter, clock = at(SPRING)
    assert [read(clock, k) for k in (3, 7, 8, 9)] == [-60, 60, True, 1]
    assert read(clock, 5) == octets(2026, 3, 29, 7, 2, 0, 0, -60, 0)
    assert read(clock, 6) == octets(2026, 10, 25, 7, 3, 0, 0, -120, 0x80)
    _, clock = at(SPRING, "19", "000")  # five hours west
    assert [read(clock, k) for k in (3, 7, 8)] == [300, 60, False]
    assert read(clock, 5) == read(clock, 6) == b"\xff" * 9 + b"\x80\x00\xff"
    _, clock = at(to_seconds(2013, 6, 1, 0, 0, 0), dlms_codes=1)
    assert read(clock, 5) == bytes.fromhex("07DD031F07020000FF800000"), "2013-03-31 02:00, as the reference has it"
    assert read(clock, 6) == bytes.fromhex("07DD0A1B07030000FF800080")


def test_what_is_shown_sets_the_clock_to_the_same_second_around_both_changes():
    for codes_ in (0, 1):
        for change in (SPRING, AUTUMN):
            for utc in [change + k for k in (-7200, -3601, -3600, -1, 0, 1, 3599, 3600, 7200)]:
                _, clock = at(utc, dlms_codes=codes_)
                shown = read(clock)
                meter, other = at(SPRING - 86_400, dlms_codes=codes_)
                other.set(2, shown, None)
                assert meter.clock.utc() == (utc, True), (change, utc - change)


def test_every_quarter_of_the_day_with_25_hours_is_told_apart():
    meter, clock = at(AUTUMN)
    first = to_seconds(2026, 10, 24, 22, 0, 0)  # midnight on the wall
    shown = [date_time(meter.settings, utc, meter.clock.summer(utc)) for utc in range(first, first + 25 * 3600, 900)]
    assert len(set(shown)) == 100
    for k in range(100):
        assert seconds_of(meter.clock, shown[k]) == first + 900 * k


def test_bit_7_tells_which_of_the_two_hours_is_meant_where_no_deviation_is_given():
    meter, _ = at(AUTUMN)
    for status, utc in ((0x80, AUTUMN - 1800), (0, AUTUMN + 1800), (255, AUTUMN - 1800)):
        assert seconds_of(meter.clock, octets(2026, 10, 25, 7, 2, 30, 0, UNSPECIFIED, status)) == utc
    for status, hour in ((0x80, 3), (0, 2), (255, 3)):
        given = octets(2026, 3, 29, 7, hour, 30, 0, UNSPECIFIED, status)
        assert seconds_of(meter.clock, given) == SPRING + 1800
    assert seconds_of(meter.clock, octets(2026, 3, 29, 7, 1, 30, 0, UNSPECIFIED, 255)) == SPRING - 1800


def test_a_deviation_that_is_given_counts_and_not_the_zone():
    meter, _ = at(AUTUMN)
    for deviation in (-720, -330, -1, 0, 1, 300, 720):
        found = seconds_of(meter.clock, octets(2026, 7, 1, 255, 12, 0, 0, deviation, 0x80))
        assert found == to_seconds(2026, 7, 1, 12, 0, 0) + 60 * deviation


def test_weekday_and_hundredths_need_not_be_told():
    meter, _ = at(SPRING)
    utc = to_seconds(2026, 1, 5, 11, 0, 0)
    for weekday in (0, 1, 255):
        for hundredths in (0, 99, 255):
            assert seconds_of(meter.clock, octets(2026, 1, 5, weekday, 12, 0, 0, UNSPECIFIED, 0, hundredths)) == utc


def test_what_is_no_time_is_refused_and_the_clock_goes_on():
    meter, clock = at(SPRING)
    good = octets(2026, 1, 5, 255, 12, 0, 0, UNSPECIFIED, 0)
    for strange in (None, 5, "2026", good[:11], good + b"\x00", [], bytearray(good)):
        assert refused(clock.set, 2, strange, None) == TYPE_UNMATCHED
    for k, byte in ((0, 255), (0, 8), (2, 0), (2, 13), (3, 0), (3, 32), (5, 24), (6, 60), (7, 60), (8, 100), (9, 100)):
        bad = good[:k] + bytes((byte,)) + good[k + 1 :]
        assert refused(clock.set, 2, bad, None) == OTHER_REASON, (k, byte)
    assert refused(clock.set, 2, octets(2026, 2, 29, 255, 0, 0, 0, UNSPECIFIED, 0), None) == OTHER_REASON
    assert refused(clock.set, 2, octets(2000, 1, 1, 255, 0, 0, 0, UNSPECIFIED, 0), None) == OTHER_REASON, "before 2000"
    assert refused(clock.set, 2, octets(2099, 12, 31, 255, 23, 59, 0, 60, 0), None) == OTHER_REASON, "after 2099"
    assert meter.clock.utc()[0] == SPRING


def test_a_chip_that_does_not_answer_is_a_fault():
    meter, clock = at(SPRING)

    def broken(seconds):
        raise OSError(5)

    meter.board.clock.set = broken
    assert refused(clock.set, 2, octets(2026, 1, 5, 255, 12, 0, 0, UNSPECIFIED, 0), None) == HARDWARE_FAULT


def test_it_is_shifted_and_brought_to_the_minute():
    meter, clock = at(SPRING + 29)
    clock.act(6, -20, None)
    assert meter.clock.utc()[0] == SPRING + 9
    clock.act(3, 0, None)
    assert meter.clock.utc()[0] == SPRING
    for strange in (None, True, b"\x00", "1"):
        assert refused(clock.act, 6, strange, None) == TYPE_UNMATCHED
    for shift in (-901, 901):
        assert refused(clock.act, 6, shift, None) == OTHER_REASON
    assert meter.clock.utc()[0] == SPRING
