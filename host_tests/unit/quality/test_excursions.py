"""Excursions of single values: start, extreme and end as the reference table tells them, at the limits themselves."""

from fakes.plain_board import new_meter
from fakes.volts import events, supply
from meter.quality import records
from meter.quality.intervals import Interval
from meter.quality.occurrences import _judge
from meter.registers.status import Status

FIRST = 820_540_800


def run(values, **given):
    """What a second each of these volts makes: (second, code, mean mV, duration ms, highest, lowest)."""
    meter = new_meter(**given)
    for volts in values:
        supply(meter, 1, volts)
    return events(meter, FIRST + 1)


def codes_of(values, **given):
    return [row[:2] for row in run(values, **given)]


def test_an_excursion_has_three_records_each_with_its_time():
    assert run([230, 206, 204, 205.5, 230]) == [
        (1, 6, 0, 0, 0, 2060),
        (2, 2, 0, 3000, 0, 2040),
        (4, 7, 0, 3000, 0, 2300),
    ]
    assert run([230, 254, 256, 255, 240]) == [
        (1, 8, 0, 0, 2540, 0),
        (2, 3, 0, 3000, 2560, 0),
        (4, 9, 0, 3000, 2400, 0),
    ]


def test_one_value_outside_has_only_the_first_record():
    assert codes_of([230, 206, 230, 230, 254, 230]) == [(1, 6), (4, 8)]


def test_at_the_limit_it_is_inside_and_a_millivolt_beyond_outside():
    assert run([207, 253, 207]) == []
    assert codes_of([206.999]) == [(0, 6)]
    assert codes_of([253.001]) == [(0, 8)]


def test_it_ends_at_the_hysteresis_and_not_before():
    assert codes_of([206, 207, 211.599, 211.6]) == [(0, 6), (0, 2), (3, 7)]
    assert codes_of([254, 253, 248.401, 248.4]) == [(0, 8), (0, 3), (3, 9)]
    assert codes_of([206, 208, 206, 208, 206]) == [(0, 6)], "it does not chatter"
    assert codes_of([206, 205, 207], quality_hysteresis_permille=0) == [(0, 6), (1, 2), (2, 7)]


def test_the_hysteresis_does_not_go_beyond_the_nominal_voltage():
    given = {"low_v": 227, "high_v": 233, "quality_hysteresis_permille": 100}
    assert codes_of([226, 226, 229.999, 230], **given)[2:] == [(3, 7)]
    assert codes_of([234, 234, 230.001, 230], **given)[2:] == [(3, 9)]


def test_the_first_of_equal_extremes_is_the_one_that_is_told():
    assert run([206, 204, 204, 230])[1][:2] == (1, 2)


def test_it_may_end_on_the_other_side():
    assert [row[1] for row in run([206, 205, 254, 255, 230])] == [6, 2, 7, 8, 3, 9]


def test_how_long_it_has_been_going_on_is_known_and_nothing_of_it_stays():
    meter = new_meter()
    for k in range(1, 5):
        supply(meter, 1, 206)
        assert (meter.quality.excursion.side, meter.quality.excursion.ms) == (-1, 1000 * k)
    supply(meter, 1, 230)
    assert meter.quality.excursion is None


class To:
    """What records are told of: its logs in lists, or full."""

    def __init__(self, full=False):
        self.meter = self
        self.status = Status()
        self.voltage = self.outages = self
        self.counts = [0] * 22
        self.rows = []
        self.lost = 0
        self._full = full

    def append(self, time, payload):
        if self._full:
            raise OSError(28)
        self.rows.append(records.fields(time, payload))


def mean(mv):
    to = To()
    window = Interval()
    window.begin(1200, 600)
    window.add(mv * mv * 600_000, 600_000, mv, 0)
    window.most, window.least = mv + 2000, mv - 3000
    _judge(to, window, 1801, 207_000, 253_000)
    return to.counts[10:12], [(row[0],) + row[2:] for row in to.rows]


def test_a_mean_outside_is_one_record_of_the_windows_begin():
    assert mean(206_900) == ([1, 0], [(1200, 0, 206_900, 0, 2089, 2039)])
    assert mean(253_100) == ([0, 1], [(1200, 1, 253_100, 0, 2551, 2501)])
    assert mean(207_000) == mean(253_000) == ([0, 0], [])


def test_a_log_that_takes_nothing_is_counted_and_nothing_else():
    to = To(full=True)
    records.tell(to, 1, records.DIP)
    records.tell_outage(to, 1, records.OUTAGE)
    assert to.lost == 2


def test_what_is_too_large_for_its_field_is_held():
    to = To()
    records.tell(to, 100_000, records.SWELL, 70_000, 1 << 33, 9_000_000, 0, 99)
    assert to.rows == [(100_000 - 65_535, 99, 11, 0, 0xFFFFFFFF, 65_535, 0)]
