"""Mean power of the integration period, its maxima, and the counter of periods above a threshold.

A mean is the growth of an energy register over a period, so it survives a power cut as the register does. It is divided
by the whole period even where the supply failed or the clock was set: a maximum may understate, never overstate.
Reference table of demand: averages 1-4.25.0, maxima 1.6.0 to 1.6.2 and 2-4.6.0, accumulated 1-4.2.0, counter 96.51.2.
"""

import struct

from meter.metrology.energy import UJ_PER_WH, WRAP_WH

POWERS = 4  # P+, P-, Q+, Q-
PLUS_P, TARIFF_1, TARIFF_2, MINUS_P, PLUS_Q, MINUS_Q = range(6)  # maxima
_MAXIMA = 6
_OF_POWER = (PLUS_P, MINUS_P, PLUS_Q, MINUS_Q)
_STATE = "<QIQIQIQI22I"  # energies at the start of the period; averages, maxima, times, accumulated, counter, longer


class Demand:
    """energy: the totals; settings: period_s, demand_tariff (configuration K), power_threshold_w.

    Powers in W (var), rounded down. `averages` of the last period; `maxima` and `times` (seconds since 2000 UTC, end
    of the period, 0 for none) since the last billing stop; `accumulated` over all billing stops; `above`: periods
    above the threshold.
    """

    def __init__(self, energy, settings):
        self._totals = (energy.a_plus, energy.a_minus, energy.r_plus, energy.r_minus)
        self._settings = settings
        self._start = [self._now(k) for k in range(POWERS)]
        self._longer_s = 0
        self.averages = [0] * POWERS
        self.maxima = [0] * _MAXIMA
        self.times = [0] * _MAXIMA
        self.accumulated = [0] * POWERS
        self.above = 0

    def stretch(self, seconds):
        """The clock was set back by so much: the running period lasts longer than it should."""
        self._longer_s += seconds

    def close(self, period_s, tariff, time):
        """End the running period at `time` (seconds since 2000 UTC), with `tariff` in force, and begin the next."""
        seconds = period_s + self._longer_s
        self._longer_s = 0
        for k in range(POWERS):
            now = self._now(k)
            # J/s; a register that has rolled over is behind by a round
            mean = (now - self._start[k]) % (WRAP_WH * UJ_PER_WH) // (1_000_000 * seconds)
            self._start[k] = now
            self.averages[k] = mean
            self._compare(_OF_POWER[k], mean, time)
        if tariff <= 2:
            self._compare(tariff, self.averages[0], time)
        if self.averages[0] > self._settings.power_threshold_w:
            self.above += 1

    def running(self, k, period_s):
        """Power k so far: what the running period has counted, divided by the whole of it."""
        return (self._now(k) - self._start[k]) % (WRAP_WH * UJ_PER_WH) // (1_000_000 * (period_s + self._longer_s))

    def added(self):
        """What is accumulated once the maxima so far are added: of P+ the one that configuration K names."""
        counted = (self._settings.demand_tariff,) + _OF_POWER[1:]
        return [self.accumulated[k] + self.maxima[counted[k]] for k in range(POWERS)]

    def reset(self):
        """A billing stop: accumulate the maxima and begin them anew."""
        self.accumulated = self.added()
        self.maxima = [0] * _MAXIMA
        self.times = [0] * _MAXIMA

    def maximum(self, which):
        """(W, time) of a maximum."""
        return self.maxima[which], self.times[which]

    def pack(self):
        fields = []
        for energy in self._start:
            fields += divmod(energy, UJ_PER_WH)
        fields += self.averages + self.maxima + self.times + self.accumulated
        return struct.pack(_STATE, *fields, self.above, self._longer_s)

    def unpack(self, state, at):
        fields = struct.unpack_from(_STATE, state, at)
        self._start = [fields[2 * k] * UJ_PER_WH + fields[2 * k + 1] for k in range(POWERS)]
        first = 2 * POWERS
        parts = []
        for count in (POWERS, _MAXIMA, _MAXIMA, POWERS):
            parts.append(list(fields[first : first + count]))
            first += count
        self.averages, self.maxima, self.times, self.accumulated = parts
        self.above, self._longer_s = fields[first:]

    def _now(self, k):
        return self._totals[k].microjoules()

    def _compare(self, which, mean, time):
        if mean > self.maxima[which]:
            self.maxima[which] = mean
            self.times[which] = time
