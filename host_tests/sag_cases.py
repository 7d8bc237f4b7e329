"""Waveforms with dips and swells, and what the meter's own chain finds in them."""

from array import array

import numpy as np
from fakes.sine_sampler import V_FULL, calibration
from meter.config.settings import Settings
from meter.metrology.chain import Chain
from meter.quality.dips import Dips

RATE = 8000
NOMINAL = 230.0
MIDDLE = 1 << 23


def mains(seconds, hertz, degrees, volts=NOMINAL, rate=RATE):
    """(times, volts) of a sine that has the phase `degrees` at 0 s."""
    t = np.arange(round(seconds * rate)) / rate
    return t, volts * np.sqrt(2) * np.sin(2 * np.pi * hertz * t + np.radians(degrees))


def with_event(seconds, hertz, degrees, start, duration, part, jump=0.0):
    """The same, `part` of it and `jump` degrees on from `start` s for `duration` s."""
    t, volts = mains(seconds, hertz, degrees)
    _, other = mains(seconds, hertz, degrees + jump, part * NOMINAL)
    inside = (t >= start) & (t < start + duration)
    return t, np.where(inside, other, volts)


def codes_of(volts, offset=0.0):
    """Pairs of codes without a current. offset: of the converter, in V."""
    codes = np.full((len(volts), 2), MIDDLE, np.uint32)
    codes[:, 0] = np.clip(np.rint((volts + offset) / V_FULL * MIDDLE) + MIDDLE, 0, 2 * MIDDLE - 1)
    return array("I", codes.tobytes())


class Found:
    """What the meter made of `codes`: `events` [(kind, start, duration, extreme)] in s and V from the first pair on,
    `dips` (Dips), `chain`, `rows` [(when a half ended, Urms(1/2))], `flags` [(end of a window, flagged)].
    """

    def __init__(self, codes, block=280, rate=RATE, nominal_mhz=50_000, settings=None):
        self.chain = chain = Chain(rate, calibration(), round(1000 * NOMINAL), nominal_mhz)
        self.dips = dips = Dips(settings or Settings(), round(1000 * NOMINAL))
        self.events, self.rows, self.flags = [], [], []
        self._taken = 0
        start, end = 0, len(codes) // 2
        while start < end:
            start += chain.take(codes, start, min(block, end - start))
            if chain.complete:
                self._step(rate)
        if chain.flush():
            self._step(rate)
        assert self._taken == end
        assert dips.taken() == ()

    def _step(self, rate):
        halves = self.chain.halves
        for k in range(halves.count):
            at = (self._taken + halves.ends_at(k)) / rate
            self.rows.append((at, halves.volts_mv(halves.cycles[k]) / 1000))
        self._taken += halves.samples
        self.dips.step(halves, self._taken / rate)  # a clock with fractions, which the meter's has not
        self.flags.append((self._taken / rate, self.dips.flagged))
        for kind, second, ms, duration_ms, extreme_mv in self.dips.taken():
            self.events.append((kind, second + ms / 1000, duration_ms / 1000, extreme_mv / 1000))
