"""Dips, swells and interruptions: where they begin and end, across windows, and what is counted."""

from fakes.sine_sampler import SineSampler, calibration
from meter.config.settings import Settings
from meter.metrology.chain import Chain
from meter.quality.dips import DIP, INTERRUPTION, MOST_TAKEN, SWELL, Dips

NOMINAL_MV = 230_000
HALF = 80  # pairs: 10 ms at 8 kS/s


class Halves:
    """A window with these Urms(1/2), in percent of the nominal voltage; its sums are mV."""

    rate = 8000

    def __init__(self, *percent):
        self.cycles = [round(NOMINAL_MV * value / 100) for value in percent]
        self.count = len(percent)
        self.samples = self.count * HALF
        self.least = min(self.cycles) if percent else 999_999_999  # of the window before
        self.most = max(self.cycles) if percent else 0

    def ends_at(self, k):
        return (k + 1) * HALF

    def volts_mv(self, total):
        return total

    def sum_of(self, volts_mv):
        return volts_mv


def run(*windows, dips=None, now=1000):
    """(Dips, events) after `windows`, each a tuple of percents and 200 ms long; `now`: second in which they end."""
    dips = dips or Dips(Settings(), NOMINAL_MV)
    events = []
    for percent in windows:
        dips.step(Halves(*percent), now)
        events += list(dips.taken())
    return dips, events


GOOD = (100,) * 20


def test_a_steady_voltage_has_no_event():
    for value in (80, 90, 100, 110, 120):
        dips, events = run(*[(value,) * 20] * 5)
        assert events == [] and dips.active == 0 and not dips.flagged


def test_a_dip_inside_a_window():
    dips, events = run(GOOD, (100,) * 5 + (79, 40, 60, 79) + (100,) * 11)
    # the window began 200 ms before its end, the dip 50 ms after that
    assert events == [(DIP, 999, 850, 40, 92_000)]
    assert dips.flagged and dips.active == 0
    dips, events = run(GOOD, dips=dips)
    assert events == [] and not dips.flagged


def test_it_ends_only_above_threshold_and_hysteresis():
    assert run((79, 80, 81.9, 82) + (100,) * 16)[1] == [(DIP, 999, 800, 30, round(NOMINAL_MV * 0.79))]
    assert run((121, 120, 118.1, 118) + (100,) * 16)[1] == [(SWELL, 999, 800, 30, round(NOMINAL_MV * 1.21))]
    # what never comes back so far never ends
    dips, events = run((79,) * 20, (81.9,) * 20, (81.9,) * 20)
    assert events == [] and dips.active == DIP and dips.flagged


def test_it_begins_by_the_ms_into_the_second_too():
    dips = Dips(Settings(), NOMINAL_MV)
    dips.step(Halves(*GOOD), 1000, 500)
    dips.step(Halves(*(100,) * 5 + (79,) * 4 + (100,) * 11), 1000, 700)
    assert dips.taken() == [(DIP, 1000, 550, 40, round(NOMINAL_MV * 0.79))]
    dips.step(Halves(*(100,) * 5 + (79,) * 4 + (100,) * 11), 1001, 100)
    assert dips.taken() == [(DIP, 1000, 950, 40, round(NOMINAL_MV * 0.79))]


def test_thresholds_themselves_are_no_event():
    assert run((80, 80) + (100,) * 18)[1] == []
    assert run((120, 120) + (100,) * 18)[1] == []
    dips, events = run((50, 5, 5, 50) + (100,) * 16)
    assert [event[0] for event in events] == [DIP]


def test_events_go_on_over_windows_of_any_length():
    dips, events = run((100, 100, 60, 60))
    assert (events, dips.active, dips.flagged) == ([], DIP, True)
    for percent, now in (((55,) * 20, 1001), ((70,) * 4, 1001), ((65, 65, 65), 1002)):
        assert run(percent, dips=dips, now=now)[1] == []
        assert (dips.active, dips.flagged) == (DIP, True)
    _, events = run((50, 100, 100), dips=dips, now=1003)
    assert events == [(DIP, 999, 980, 300, 115_000)]


def test_it_may_end_with_the_first_half_of_a_window():
    dips, _ = run((100,) * 18 + (30, 40))
    dips, events = run(GOOD, dips=dips, now=1001)
    assert events == [(DIP, 999, 980, 20, 69_000)]
    assert dips.flagged  # its first value is of the last half of the window before, too
    assert run(GOOD, dips=dips, now=1001)[1] == [] and not dips.flagged


def test_a_window_without_a_whole_half_only_takes_time():
    dips, _ = run((50,) * 20)
    empty = Halves()
    empty.samples = 40
    dips.step(empty, 1000)
    assert dips.active == DIP and dips.flagged and dips.taken() == ()
    assert run(GOOD, dips=dips)[1] == [(DIP, 999, 800, 205, 115_000)]
    # and without an event nothing at all, whatever the values of the window before it were
    empty.least = 0
    dips.step(empty, 1001)
    assert not dips.flagged and dips.taken() == ()


def test_an_interruption_is_reported_beside_the_dip_around_it():
    _, events = run((100, 60, 4, 0, 0, 6, 6.9, 30, 70, 90) + (100,) * 10)
    assert events == [(DIP, 999, 810, 80, 0), (INTERRUPTION, 999, 820, 50, 0)]


def test_a_dip_to_nothing_keeps_its_nothing():
    dips, _ = run((50, 0) + (20,) * 18)
    _, events = run((30,) * 4 + (100,) * 16, dips=dips, now=1001)
    assert events[0] == (DIP, 999, 800, 240, 0)


def test_a_swell_follows_a_dip_at_once():
    _, events = run((100, 60, 60, 130, 140, 100) + (100,) * 14)
    assert events == [(DIP, 999, 810, 20, 138_000), (SWELL, 999, 830, 20, 322_000)]


def test_two_dips_in_a_window_are_two():
    _, events = run((60, 100, 50, 100) * 5)
    assert [event[4] for event in events][:4] == [138_000, 115_000] * 2
    assert len(events) == MOST_TAKEN  # of ten; the list of what waits is bounded


def test_a_minute_of_a_dip():
    dips, _ = run(GOOD, now=5000)
    for k in range(300):
        assert run((40,) * 20, dips=dips, now=5000 + (k + 1) // 5)[1] == []
    assert run(GOOD, dips=dips, now=5060)[1] == [(DIP, 4999, 800, 60_000, 92_000)]


def test_what_is_counted_lasts_100_ms_to_a_second():
    for halves, counted in ((9, 0), (10, 1), (50, 1), (100, 1), (101, 0)):
        for percent, name in ((70, "dip_count"), (130, "swell_count")):
            dips = Dips(Settings(), NOMINAL_MV)
            values = [100] * 10 + [percent] * halves + [100] * (40 - halves % 20 - 10)
            for start in range(0, len(values), 20):
                run(values[start : start + 20], dips=dips)
            assert getattr(dips, name) == counted, (halves, name)
            assert dips.dip_count + dips.swell_count == counted


def test_one_dip_and_one_swell_a_second_are_counted_at_most():
    dips = Dips(Settings(), NOMINAL_MV)
    for now, wanted in ((1000, 1), (1000, 1), (1000, 1), (1001, 2), (1002, 3)):
        events = run((70,) * 10 + (100,) * 10, dips=dips, now=now)[1]
        assert len(events) == 1 and dips.dip_count == wanted
        run((130,) * 10 + (100,) * 10, dips=dips, now=now)
        assert dips.swell_count == wanted


def test_settings_are_in_force_at_once():
    settings = Settings()
    dips = Dips(settings, NOMINAL_MV)
    assert run((85, 85) + (100,) * 18, dips=dips)[1] == []
    settings.dip_percent, settings.quality_hysteresis_permille = 90, 50
    assert run((85, 94.9, 95) + (100,) * 17, dips=dips)[1] == [(DIP, 999, 800, 20, round(NOMINAL_MV * 0.85))]
    settings.swell_percent = 105
    assert run((106,) + (100,) * 19, dips=dips)[1] == [(SWELL, 999, 800, 10, round(NOMINAL_MV * 1.06))]
    settings.interruption_percent = 20
    assert [event[0] for event in run((19,) + (100,) * 19, dips=dips)[1]] == [DIP, INTERRUPTION]


def test_nominal_voltage_is_the_boards():
    settings = Settings()
    dips = Dips(settings, 12_000)
    window = Halves(*[100] * 20)
    window.cycles = [12_000] * 10 + [9_500] * 10
    window.least, window.most = 9_500, 12_000
    dips.step(window, 5)
    assert dips.active == DIP


def test_from_samples_to_an_event():
    """The whole way at every phase, in blocks that cut half cycles anywhere."""
    for degrees in range(0, 360, 30):
        chain = Chain(8000, calibration(), NOMINAL_MV, 50_000)
        dips = Dips(Settings(), NOMINAL_MV)
        sampler = SineSampler()
        sampler.phase = degrees * 3.14159265 / 180
        events = []
        taken = 0
        for k in range(120):
            sampler.volts = 138.0 if 60 <= k < 72 else 230.0
            codes = sampler.block(200)
            start = 0
            while start < 200:
                start += chain.take(codes, start, 200 - start)
                if chain.complete:
                    taken += chain.window.samples
                    dips.step(chain.halves, 100 + taken // 8000)
                    events += list(dips.taken())
        assert len(events) == 1, (degrees, events)
        kind, _, _, duration_ms, extreme_mv = events[0]
        assert kind == DIP and abs(extreme_mv - 138_000) < 500, events
        assert 290 <= duration_ms <= 310, events
        assert dips.dip_count == 1 and dips.swell_count == 0
