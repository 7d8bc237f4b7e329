"""One pulse a watt-hour, where it fell due, never bunched and never lost."""

from meter.metrology.energy import UJ_PER_WH
from meter.metrology.pulses import PulseMeter

WINDOW_US = 200_000


def test_pulses_equal_energy():
    meter = PulseMeter(30)
    total = 0
    for k in range(5000):
        uj = 700_000_000 + 37 * k % 90_000_000
        total += uj
        meter.add(uj, WINDOW_US)
    assert meter.count == total // UJ_PER_WH


def test_pulses_are_evenly_spaced_at_steady_power():
    meter = PulseMeter(30)
    times = []
    for k in range(500):
        for offset in meter.add(UJ_PER_WH * 11 // 10, WINDOW_US):  # 5.5 pulses a second
            times.append(k * WINDOW_US + offset)
    gaps = [b - a for a, b in zip(times, times[1:])]
    assert max(gaps) - min(gaps) <= 2, (min(gaps), max(gaps))
    assert abs(sum(gaps) / len(gaps) - WINDOW_US * 10 / 11) < 2


def test_pulses_that_come_too_fast_are_put_off_and_not_lost():
    meter = PulseMeter(80)
    times = []
    now = 0
    for k in range(40):
        for offset in meter.add(4 * UJ_PER_WH if k < 5 else 0, WINDOW_US):
            times.append(now + offset)
        now += WINDOW_US
    assert len(times) == meter.count == 20
    assert min([b - a for a, b in zip(times, times[1:])]) >= 160_000


def test_nothing_comes_without_energy():
    meter = PulseMeter(30)
    assert list(meter.add(0, WINDOW_US)) == []
    assert meter.count == 0


def test_a_restart_goes_on_where_the_register_stood():
    meter = PulseMeter(30, UJ_PER_WH - 10)
    assert list(meter.add(20, WINDOW_US)) == [100_000]
