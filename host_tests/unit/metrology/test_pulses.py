"""One pulse a watt-hour, a fixed time after it fell due, never bunched and never lost."""

from meter.metrology.energy import UJ_PER_WH
from meter.metrology.pulses import LATENCY_US, PulseMeter

WINDOW_US = 200_000


class Pulses:
    """A PulseMeter fed with windows; `times`: when its pulses left, µs, less LATENCY_US."""

    def __init__(self, width_ms, rest=0):
        self.meter = PulseMeter(width_ms, self._take, rest)
        self.times = []
        self._told = 0
        self._end = 0

    def _take(self, offset_us):
        assert offset_us >= 0, "a pulse in the past"
        self.times.append(self._told + offset_us - LATENCY_US)

    def window(self, uj, duration_us=WINDOW_US, age_us=0):
        """A window that ended `age_us` before the meter is told of it."""
        self._end += duration_us
        self._told = self._end + age_us
        self.meter.add(uj, duration_us, age_us)

    def gaps(self):
        return [b - a for a, b in zip(self.times, self.times[1:])]


def test_pulses_equal_energy():
    pulses = Pulses(30)
    total = 0
    for k in range(5000):
        uj = 700_000_000 + 37 * k % 90_000_000
        total += uj
        pulses.window(uj)
    assert pulses.meter.count == len(pulses.times) == total // UJ_PER_WH


def test_pulses_are_evenly_spaced_at_steady_power():
    pulses = Pulses(30)
    for _ in range(500):
        pulses.window(UJ_PER_WH * 11 // 10)  # 5.5 pulses a second
    gaps = pulses.gaps()
    assert max(gaps) - min(gaps) <= 2, (min(gaps), max(gaps))
    assert abs(sum(gaps) / len(gaps) - WINDOW_US * 10 / 11) < 2


def test_where_windows_and_blocks_end_does_not_show():
    """Windows of 198 to 202 ms, told up to 80 ms late: the pulses stay where the energy put them."""
    pulses = Pulses(30)
    watts = 1150
    for k in range(1000):
        duration = 198_000 + 37 * k % 4000
        pulses.window(watts * duration, duration, 13_337 * k % 80_000)
    assert len(pulses.times) > 60
    for k, time in enumerate(pulses.times):
        assert abs(time - (k + 1) * UJ_PER_WH / watts) <= 2, (k, time)


def test_pulses_that_come_too_fast_are_put_off_and_not_lost():
    pulses = Pulses(80)
    for k in range(40):
        pulses.window(4 * UJ_PER_WH if k < 5 else 0)
    assert len(pulses.times) == pulses.meter.count == 20
    assert min(pulses.gaps()) >= 160_000


def test_nothing_comes_without_energy():
    pulses = Pulses(30)
    pulses.window(0)
    assert pulses.times == []
    assert pulses.meter.count == 0


def test_a_restart_goes_on_where_the_register_stood():
    pulses = Pulses(30, UJ_PER_WH - 10)
    pulses.window(20)
    assert pulses.times == [100_000]
