"""Excursions of single values: start, extreme and end as the reference table tells them, at the limits themselves."""

from meter.quality.deviations import Deviations
from meter.quality.intervals import Interval
from meter.quality.records import Records, fields

LIMITS = (207_000, 253_000, 211_600, 248_400)  # low, high, and with 2 % of 230 V


class List:
    """A log in a list; `full`: it takes nothing."""

    full = False

    def __init__(self):
        self.rows = []

    def append(self, time, payload):
        if self.full:
            raise OSError(28)
        self.rows.append((time, payload))

    def told(self):
        """(time, code, mean mV, duration ms, highest, lowest) of all."""
        found = [fields(*row) for row in self.rows]
        return [(row[0],) + row[2:] for row in found]


def run(values, limits=LIMITS, first=1000):
    """What a second each of these volts makes."""
    log = List()
    found = Deviations(Records(log, None))
    for k in range(len(values)):
        found.single(int(1000 * values[k]), 1000, first + k, *limits)
    return log.told()


def test_an_excursion_has_three_records_each_with_its_time():
    assert run([230, 206, 204, 205.5, 230]) == [
        (1001, 6, 0, 0, 0, 2060),
        (1002, 2, 0, 3000, 0, 2040),
        (1004, 7, 0, 3000, 0, 2300),
    ]
    assert run([230, 254, 256, 255, 240]) == [
        (1001, 8, 0, 0, 2540, 0),
        (1002, 3, 0, 3000, 2560, 0),
        (1004, 9, 0, 3000, 2400, 0),
    ]


def test_one_value_outside_has_only_the_first_record():
    assert [row[1] for row in run([230, 206, 230, 230, 254, 230])] == [6, 8]


def test_at_the_limit_it_is_inside_and_a_millivolt_beyond_outside():
    assert run([207, 253, 207]) == []
    assert [row[:2] for row in run([206.999])] == [(1000, 6)]
    assert [row[:2] for row in run([253.001])] == [(1000, 8)]


def test_it_ends_at_the_hysteresis_and_not_before():
    assert [row[:2] for row in run([206, 207, 211.599, 211.6])] == [(1000, 6), (1000, 2), (1003, 7)]
    assert [row[:2] for row in run([254, 253, 248.401, 248.4])] == [(1000, 8), (1000, 3), (1003, 9)]
    assert [row[1] for row in run([206, 208, 206, 208, 206])] == [6], "it does not chatter"


def test_the_first_of_equal_extremes_is_the_one_that_is_told():
    assert run([206, 204, 204, 230])[1][:2] == (1001, 2)


def test_it_may_end_on_the_other_side():
    assert [row[1] for row in run([206, 205, 254, 255, 230])] == [6, 2, 7, 8, 3, 9]


def test_how_long_it_has_been_running_is_known():
    found = Deviations(Records(List(), None))
    for now in range(5):
        found.single(206_000, 1000, now, *LIMITS)
        assert (found.side, found.ms) == (-1, 1000 * (now + 1))
    found.single(230_000, 1000, 9, *LIMITS)
    assert (found.side, found.ms) == (0, 0)


def mean(mv):
    log = List()
    interval = Interval()
    interval.begin(1200, 600)
    interval.add(mv * mv * 600_000, 600_000, mv, 0)
    interval.most_mv, interval.least_mv = mv + 2000, mv - 3000
    return Deviations(Records(log, None)).mean(interval, 1801, 207_000, 253_000), log.told()


def test_a_mean_outside_is_one_record_of_the_windows_begin():
    assert mean(206_900) == (-1, [(1200, 0, 206_900, 0, 2089, 2039)])
    assert mean(253_100) == (1, [(1200, 1, 253_100, 0, 2551, 2501)])
    assert mean(207_000) == mean(253_000) == (0, [])


def test_a_full_log_is_counted_and_nothing_else():
    log = List()
    log.full = True
    records = Records(log, log)
    found = Deviations(records)
    for now in range(3):
        found.single(206_000 if now < 2 else 230_000, 1000, now, *LIMITS)
    records.outage(1, 4)
    assert records.lost == 4 and found.side == 0


def test_what_is_too_large_for_its_field_is_held():
    log = List()
    Records(log, None).add(100_000, 11, 70_000, 1 << 33, 9_000_000, 0, 99)
    ((time, hundredths, code, _, duration, most, least),) = [fields(*row) for row in log.rows]
    assert (time, hundredths, code, duration, most, least) == (100_000 - 65_535, 99, 11, 0xFFFFFFFF, 65_535, 0)
