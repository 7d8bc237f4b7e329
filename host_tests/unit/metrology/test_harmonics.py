"""Harmonics to the 40th and the distortions they make, against the sines that were sampled."""

import math

from fakes.sine_sampler import SineSampler, calibration
from meter.metrology.chain import Chain
from meter.metrology.harmonics import ORDERS

BLOCK = 400
ROUND_S = 17  # a round of 40 orders in every second window, and the search before it
CURRENT = ((3, 0.4, 20.0), (5, 0.2, -100.0), (7, 0.1, 50.0), (19, 0.03, 0.0), (21, 0.02, 0.0), (39, 0.01, 7.0))
VOLTAGE = ((2, 0.005, 0.0), (3, 0.03, 180.0), (5, 0.04, 30.0), (11, 0.02, 60.0), (40, 0.003, 0.0))


def table(hertz, rate, components):
    """What one cycle of the mains holds, in as many samples as the rate gives: its blocks repeat."""
    sampler = SineSampler(rate)
    sampler.hertz = hertz
    sampler.amps = 3.0
    sampler.lag = 30.0
    if components:
        sampler.v_harmonics, sampler.i_harmonics = VOLTAGE, CURRENT
    return sampler.block(round(rate / hertz))


def measure(codes, rate, seconds, truth=None):
    chain = Chain(rate, truth or calibration(), 230_000, 50_000)
    count = len(codes) // 2
    for _ in range(round(seconds * rate / count)):
        start = 0
        while start < count:
            start += chain.take(codes, start, count - start)
    return chain.harmonics


def distortion(components):
    return math.sqrt(sum([part * part for _, part, _ in components]))


def test_every_order_is_found_with_its_size():
    found = measure(table(50.0, 8000, True), 8000, ROUND_S)
    for values, components, first in ((found.volts, VOLTAGE, 230_000), (found.amps, CURRENT, 3_000_000)):
        parts = {order: part for order, part, _ in components}
        parts[1] = 1.0
        for order in range(1, ORDERS + 1):
            wanted = parts.get(order, 0.0) * first
            assert abs(values[order] - wanted) <= 0.0003 * first, (order, values[order], wanted)
    assert abs(found.thd_v - 10_000 * distortion(VOLTAGE)) <= 10, found.thd_v
    assert abs(found.thd_i - 10_000 * distortion(CURRENT)) <= 10, found.thd_i


def test_a_pure_sine_is_not_distorted():
    found = measure(table(50.0, 8000, False), 8000, ROUND_S)
    assert found.thd_v <= 5 and found.thd_i <= 5, (found.thd_v, found.thd_i)


def test_half_the_rate_shows_the_orders_below_its_limit():
    found = measure(table(50.0, 4000, True), 4000, ROUND_S)
    assert abs(found.volts[5] - 9200) <= 70
    assert abs(found.amps[39] - 30_000) <= 1000
    assert found.volts[40] == found.amps[40] == 0


def test_the_droop_of_the_converter_is_made_good():
    truth = calibration()
    truth.sinc = 3
    found = measure(table(50.0, 8000, True), 8000, ROUND_S, truth)
    droop = math.sin(math.pi / 4) / (math.pi / 4)  # the 40th of 50 Hz at 8 kS/s
    first = math.sin(math.pi / 160) / (math.pi / 160)
    wanted = 230_000 * 0.003 * (first / droop) ** 3
    assert abs(found.volts[40] - wanted) < 0.02 * wanted, (found.volts[40], wanted)
    assert abs(found.volts[1] - 230_000) < 60


def test_a_current_that_jumps_is_held_within_the_kernels_bound():
    """85 A where 10 mA were expected: nothing overflows, and the next round is right."""
    low, high = SineSampler(), SineSampler()
    low.amps, high.amps = 0.01, 85.0
    low.phase = high.phase = 0.0
    quiet, loud = low.block(160), high.block(160)
    chain = Chain(8000, calibration(), 230_000, 50_000)
    for k in range(round(2 * ROUND_S * 50)):
        codes = quiet if k < 60 else loud
        start = 0
        while start < 160:
            start += chain.take(codes, start, 160 - start)
    assert abs(chain.harmonics.amps[1] - 85_000_000) < 30_000, chain.harmonics.amps[1]
    assert chain.harmonics.thd_i <= 5
