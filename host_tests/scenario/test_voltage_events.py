"""Dips, swells and interruptions that the chain finds, beside a float64 analysis that shares nothing with it."""

import numpy as np
import pytest
import sag_reference
from sag_cases import NOMINAL, RATE, Found, codes_of, mains, with_event

START = 1.5
PHASES = range(0, 360, 30)  # degrees of the voltage when the event begins
PERCENT = NOMINAL / 100


def compared(hertz, degrees, part, duration, jump, noise=0.0, block=280):
    """(events of the reference, Found) of one event; `degrees`: the phase at its start."""
    before = (degrees - 360 * hertz * START) % 360
    t, volts = with_event(START + duration + 0.8, hertz, before, START, duration, part, jump)
    first = (-before % 360) / 360 / hertz
    wanted = sag_reference.events(*sag_reference.rms_by_halves(t, volts, hertz, first), NOMINAL)
    volts = volts + np.random.default_rng(1).normal(0, noise, len(volts))
    found = Found(codes_of(volts, 0.7), block, nominal_mhz=60_000 if hertz > 55 else 50_000)
    return sorted(wanted), found


def agree(wanted, found, hertz, percent=1.0, jump=0):
    """The same events, each begun and ended within a half cycle, with the same extreme within `percent` of nominal.

    jump: degrees that half cycles may have been moved by.
    """
    half = 0.5 / hertz + 0.0015 + abs(jump) % 180 / 360 / hertz  # and what is rounded to ms
    events = sorted(found.events)
    assert [event[0] for event in events] == [event[0] for event in wanted], (events, wanted)
    for (_, start, lasted, extreme), (_, begun, took, volts) in zip(events, wanted, strict=True):
        assert abs(start - begun) <= half and abs(lasted - took) <= half, (events, wanted)
        assert abs(extreme - volts) <= percent * PERCENT, (events, wanted)
    assert found.dips.active == 0


@pytest.mark.parametrize(
    ("hertz", "part", "duration"),
    [
        (50, 0.0, 0.02), (50, 0.4, 0.02), (50, 0.7, 0.035), (50, 0.03, 0.3), (50, 0.75, 0.1), (50, 1.22, 0.1),
        (45, 0.5, 0.1), (45, 0.0, 0.3), (60, 0.5, 0.1), (60, 0.0, 0.3), (60, 1.22, 0.1),
        (49.6, 0.3, 0.5), (50.4, 0.6, 1.0), (50.2, 0.4, 3.0),
    ],
)  # fmt: skip
def test_at_every_phase(hertz, part, duration):
    for degrees in PHASES:
        wanted, found = compared(hertz, degrees, part, duration, 0)
        agree(wanted, found, hertz)
        assert wanted and wanted[0][0] == (sag_reference.DIP if part < 1 else sag_reference.SWELL)
        if part <= 0.5:  # and against the truth: class S allows a cycle
            _, start, lasted, extreme = sorted(found.events)[0]
            assert abs(start - START) <= 0.5 / hertz + 0.001
            assert abs(lasted - duration) <= 1 / hertz + 0.002, (degrees, lasted)
            if duration > 0.04:
                assert abs(extreme - part * NOMINAL) <= PERCENT


@pytest.mark.parametrize(
    ("hertz", "part", "duration", "jump"),
    [
        (50, 0.5, 0.3, 40),
        (50, 0.3, 0.5, 180),
        (49.6, 0.6, 0.9, 90),
        (60, 0.5, 0.3, -60),
        (46, 0.5, 0.3, 180),
        (50, 1.22, 0.3, 40),
    ],
)
def test_with_a_jump_of_the_phase(hertz, part, duration, jump):
    """Of a cycle with a jump the root mean square depends on where it begins, so that the extreme is only near."""
    for degrees in PHASES:
        wanted, found = compared(hertz, degrees, part, duration, jump)
        agree(wanted, found, hertz, 0.5 if jump == 180 else 3.0, jump)


@pytest.mark.parametrize(("part", "degrees"), [(0.0, 100), (0.4, 0), (0.7, 250)])
def test_a_minute(part, degrees):
    wanted, found = compared(50.05, degrees, part, 60.0, 0, block=1600)
    agree(wanted, found, 50.05)
    assert all(abs(lasted - 60) <= 0.03 for _, _, lasted, _ in found.events)


def test_with_noise_of_a_poor_converter():
    for degrees in PHASES:
        wanted, found = compared(50, degrees, 0.0, 0.3, 0, noise=1.5)
        agree(wanted, found, 50, 1.5)


def test_windows_that_had_a_part_in_it_are_flagged():
    _, found = compared(50, 45, 0.5, 0.5, 0)
    (_, start, lasted, _) = found.events[0]
    for before, (end, flagged) in zip([0.0] + [end for end, _ in found.flags], found.flags, strict=False):
        if flagged:
            assert end > start and before <= start + lasted + 0.011, (before, end)
        else:
            assert end <= start + 0.011 or before >= start + lasted - 0.011, (before, end)
    assert sum(flagged for _, flagged in found.flags) >= 3


def test_no_event_while_the_voltage_moves_slowly_within_a_tenth():
    """A household's day of minutes, each of 0.2 s, with harmonics, noise, an offset and a frequency that wanders."""
    random = np.random.default_rng(3)
    minutes = 230 + np.clip(np.cumsum(random.normal(0, 4, 240)), -23, 23)
    count = 239 * RATE // 5
    volts = np.interp(np.arange(count) / (RATE // 5), np.arange(240), minutes)
    turns = np.cumsum(50 + 0.05 * np.sin(np.arange(count) / RATE / 5)) / RATE
    wave = np.sin(2 * np.pi * turns) + 0.03 * np.sin(6 * np.pi * turns + 1) + 0.02 * np.sin(10 * np.pi * turns + 2)
    assert volts.min() == 207 and volts.max() == 253
    found = Found(codes_of(volts * 2**0.5 * wave + random.normal(0, 1.0, count), -0.5))
    assert found.events == [] and found.dips.active == 0
    assert not any(flagged for _, flagged in found.flags)
    assert found.chain.sync.jumps == 0
    for at, value in found.rows[20:]:
        assert abs(value - np.interp(at - 0.01, np.arange(240) / 5, minutes)) < PERCENT


def test_no_event_when_the_meter_starts_at_either_end_of_the_range():
    for part in (0.9, 1.1):
        for hertz in (49.5, 50, 50.5):
            for degrees in PHASES:
                _, volts = mains(1.5, hertz, degrees, part * NOMINAL)
                found = Found(codes_of(volts, 1.5))
                assert found.events == [] and found.dips.active == 0, (part, hertz, degrees)
