"""Counters at their limits, held at 65535, stored by the day, week or month of normal time, once each."""

from array import array

from meter.clock.calendar import DAY, to_seconds
from meter.quality import occurrences as o
from meter.quality.occurrences import DAILY, MONTHLY, WEEKLY
from meter.quality.records import PLACES, of_record
from meter.registers.voltage_functions import COUNTERS

MONDAY = to_seconds(2026, 11, 23, 0, 0, 0)
UN = 230_000


class Log:
    """A log in a list, numbered from 0."""

    def __init__(self):
        self.rows = []

    @property
    def next(self):
        return len(self.rows)

    def append(self, time, payload):
        self.rows.append((time, payload))

    def read(self, first, count):
        return [(k,) + self.rows[k] for k in range(first, first + count)]


class FullLog(Log):
    def append(self, time, payload):
        raise OSError(28)


class Counting:
    """What store() and clear() change."""

    def __init__(self, log):
        self.occurrences = log
        self.counts = array("H", bytes(2 * PLACES))
        self.tens = self.since = 0

    def count(self, number, by=1):
        o.count(self.counts, number, by)

    def store(self, now, kind, zone_s):
        return o.store(self, now, kind, zone_s)


def counted(found):
    """{number: count} of those that are not zero."""
    return {k: found.counts[k] for k in range(len(found.counts)) if found.counts[k]}


def of_mean(mv, nominal=UN):
    found = Counting(Log())
    o.ten_minutes(found.counts, mv, nominal, (0, 0, 0))
    return sorted(counted(found))


def test_ten_minutes_are_counted_beyond_each_limit_and_not_at_it():
    inside = [o.WINDOWS]
    assert of_mean(230_000) == of_mean(207_000) == of_mean(253_000) == inside
    assert of_mean(206_999) == of_mean(195_500) == [o.WINDOWS, o.BELOW_10]
    assert of_mean(195_499) == [o.WINDOWS, o.BELOW_10, o.BELOW_15]
    assert of_mean(253_001) == [o.WINDOWS, o.ABOVE_10]
    assert of_mean(None) == [o.LEFT_OUT]
    assert of_mean(90_000, 100_000) == inside and of_mean(89_999, 100_000) == [o.WINDOWS, o.BELOW_10]


def of_frequency(mhz, nominal=50_000):
    found = Counting(Log())
    o.frequency(found.counts, mhz * 9_800, 9_800, nominal)
    return sorted(counted(found))


def test_frequencies_are_counted_beyond_each_limit_and_not_at_it():
    assert of_frequency(50_000) == of_frequency(49_500) == of_frequency(50_500) == []
    assert of_frequency(49_499) == of_frequency(49_000) == [1]
    assert of_frequency(48_999) == of_frequency(47_000) == [1, 5]
    assert of_frequency(46_999) == of_frequency(42_500) == [1, 3, 5]
    assert of_frequency(42_499) == [1, 3, 5, 7]
    assert of_frequency(50_501) == of_frequency(51_000) == [2]
    assert of_frequency(51_001) == of_frequency(52_000) == [2, 6]
    assert of_frequency(52_001) == of_frequency(57_500) == [2, 4, 6]
    assert of_frequency(57_501) == [2, 4, 6, 8]
    assert of_frequency(59_400, 60_000) == [] and of_frequency(59_399, 60_000) == [1]


def distorted(*pairs):
    found = Counting(Log())
    sums = len(pairs), sum([v * v for v, _ in pairs]), sum([i * i for _, i in pairs])
    o.ten_minutes(found.counts, UN, UN, sums)
    return sorted(counted(found))


def test_distortions_are_means_of_their_squares():
    assert distorted((800, 800), (800, 800)) == [o.WINDOWS]
    assert distorted((800, 799), (801, 800)) == [o.WINDOWS, o.THD_V]
    assert distorted((0, 1132), (0, 0)) == [o.WINDOWS, o.THD_I]
    assert distorted((0, 1131), (0, 0)) == [o.WINDOWS]


def test_a_counter_holds_its_highest_value():
    found = Counting(Log())
    found.count(o.DIPS, 65_534)
    for wanted in (65_535, 65_535, 65_535):
        found.count(o.DIPS)
        assert found.counts[o.DIPS] == wanted
    found.count(o.DIPS, 1 << 20)
    assert found.counts[o.DIPS] == 65_535


def test_they_are_stored_when_their_period_ends_and_begin_anew():
    for kind, since, ends in (
        (DAILY, MONDAY, MONDAY + DAY),
        (WEEKLY, MONDAY, MONDAY + 7 * DAY),
        (MONTHLY, MONDAY, to_seconds(2026, 12, 1, 0, 0, 0)),
        (MONTHLY, to_seconds(2028, 2, 1, 0, 0, 0), to_seconds(2028, 3, 1, 0, 0, 0)),
    ):
        for zone_s in (0, 3600, -5 * 3600, 11 * 3600):
            log = Log()
            found = Counting(log)
            assert found.store(since - zone_s, kind, zone_s) and not log.rows, "the first period begins"
            found.count(o.RAPID, 3)
            assert not found.store(ends - zone_s - 1, kind, zone_s), (kind, zone_s)
            assert found.store(ends - zone_s, kind, zone_s) and not counted(found)
            ((time, payload),) = log.rows
            counts, tens, begun = of_record(payload)
            assert (time, begun, counts[o.RAPID], tens) == (ends - zone_s, since - zone_s, 3, 0)
            assert found.since == ends - zone_s and not found.store(ends - zone_s + 1, kind, zone_s)


def test_after_weeks_without_supply_there_is_one_record():
    log = Log()
    found = Counting(log)
    found.store(MONDAY + 5, WEEKLY, 0)
    assert found.store(MONDAY + 30 * DAY, WEEKLY, 0)
    assert [(time, of_record(payload)[2]) for time, payload in log.rows] == [(MONDAY + 28 * DAY, MONDAY + 5)]


def test_a_clock_that_is_set_back_loses_no_count():
    log = Log()
    found = Counting(log)
    found.store(MONDAY, WEEKLY, 0)
    found.count(o.RAPID)
    assert not found.store(MONDAY - 3 * DAY, WEEKLY, 0)
    assert found.since == MONDAY - 3 * DAY and found.counts[o.RAPID] == 1
    assert found.store(MONDAY, WEEKLY, 0) and of_record(log.rows[0][1])[0][o.RAPID] == 1


def test_what_the_log_does_not_take_is_still_there():
    found = Counting(FullLog())
    found.store(MONDAY, WEEKLY, 0)
    found.count(o.RAPID)
    try:
        found.store(MONDAY + 7 * DAY, WEEKLY, 0)
    except OSError:
        assert found.counts[o.RAPID] == 1 and found.since == MONDAY
    else:
        raise AssertionError("taken")


def test_a_record_has_the_size_of_the_log_and_what_was_counted():
    log = Log()
    found = Counting(log)
    found.store(MONDAY, WEEKLY, 0)
    for number in range(PLACES):
        found.count(number, 1000 * number)
    found.tens = 100_000
    found.store(MONDAY + 7 * DAY, WEEKLY, 0)
    ((_, payload),) = log.rows
    assert len(payload) == 52
    assert of_record(payload) == (array("H", [1000 * number for number in range(PLACES)]), 100_000, MONDAY)


def test_registers_are_not_those_that_hold_something_else():
    assert not set(COUNTERS) & {o.WINDOWS, o.ABOVE_10, o.BELOW_15, o.LEFT_OUT} and len(COUNTERS) == 18
