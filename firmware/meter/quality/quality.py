"""Voltage quality, window by window: values of a second, mean windows, ten minutes; deviations, outages, counters.

Settings are read at every step. Volts in them are given for 230 V and scaled to the board's. What happens seldom is
loaded for it and dropped. Nothing here stops the metering: what memory, flash or heap do not take is counted in `lost`
or tried again a second later.
"""

import struct
from array import array

from meter.config.settings import REFERENCE_V
from meter.loading import forget
from meter.logs import marks
from meter.metrology.integers import isqrt
from meter.quality.intervals import Interval
from meter.quality.occurrences import MOST, RAPID
from meter.quality.records import PLACES
from meter.registers import status

_SECOND_MS = 900  # five windows of ten cycles at 50 Hz, six at 60 Hz, with or without a clock
_TEN_S = 10
_LEAST_UA = 250_000  # of the fundamental, for a distortion that is not that of the noise
VERSION = 1
STATE = "<BIIII"  # version, next of the log of occurrences, outage_since, tens, since; the counts follow, and
OUTAGES = "<IB"  # next of the outage log, 1 where the length of the running outage is not known
_PARTS = ("records", "occurrences", "outages", "excursions")


class Quality:
    """meter: board, settings, clock, chain and profiles; stores: journal and logs; dips: Dips, or None.

    `over`, `under`: the voltage has been outside `low_v` to `high_v` for `deviation_s`; `missing`: there has been an
    outage for `power_fault_s`. `counts`: see occurrences.py; `tens`: values of the frequency, of ten seconds each, and
    `since`, when the counting began, seconds since 2000 UTC; `outage_since`: when the running outage began, 0 without.
    """

    def __init__(self, meter, stores, dips=None):
        self.meter = meter
        self.nominal_mv = meter.board.nominal_mv
        self.journal = stores.quality
        self.voltage, self.outages, self.occurrences = stores.voltage, stores.outages, stores.occurrences
        self.lost = 0
        self.dips = dips
        self._counted = (0, 0)  # of `dips`
        self.counts = array("H", bytes(2 * PLACES))
        self.tens = self.since = self.outage_since = 0
        self.dated = True  # the length of the running outage is known
        self.over = self.under = self.missing = False
        self.excursion = None  # the one that goes on
        self.mean, self.ten = Interval(), Interval()
        self._squares = self._ms = self._flagged = 0  # of the running second, as in Interval
        self.distortion = (0, 0, 0)  # see occurrences.ten_minutes
        self._before = 0  # the second's value before
        self._below_ms = self._cycles = self._cycles_ms = self._at_ten = 0
        self._now = self._beyond_ms = 0  # the clock at the last step, and ms since it went on to that second

    def step(self, window, duration_us):
        """A window of samples has been measured."""
        meter = self.meter
        now = meter.clock.utc()[0]
        mv, ms = window.v_rms_mv, duration_us // 1000
        # the clock tells whole seconds: one has ended within this window, or so long before
        self._beyond_ms = min(ms // 2 if now != self._now else self._beyond_ms + ms, 999)
        self._now = now
        if self.dips:
            self.dips.step(meter.chain.halves, now, self._beyond_ms)
            self._flagged += ms if self.dips.flagged else 0
        if window.f_mhz:
            self._cycles += window.f_mhz * ms
            self._cycles_ms += ms
        self._squares += mv * mv * ms
        self._ms += ms
        try:
            level = self.scaled(meter.settings.outage_v)
            if self.outage_since or mv < level:
                self._outage(mv, ms, now, level)
            else:
                self._below_ms = 0
            if self._ms >= _SECOND_MS:
                self._end_second(isqrt(self._squares // self._ms, mv), self._ms, now)
        except (MemoryError, OSError):
            self.lost += 1  # a client has the heap, or the flash does not give what is to be loaded
        if self._ms >= _SECOND_MS:
            self._squares = self._ms = self._flagged = 0

    def save(self):
        """Keep what was counted."""
        state = struct.pack(STATE, VERSION, self.occurrences.next, self.outage_since, self.tens, self.since)
        state += bytes(self.counts) + struct.pack(OUTAGES, self.outages.next, 0 if self.dated else 1)
        try:
            self.journal.save(state + bytes(self.journal.size - len(state)))
        except OSError:
            self.lost += 1

    def scaled(self, volts):
        """mV on this board of a setting in V."""
        return volts * self.nominal_mv // REFERENCE_V

    def _outage(self, mv, ms, now, level):
        """The voltage is below `level`, or there is an outage."""
        meter = self.meter
        if self.outage_since:
            nominal = self.nominal_mv
            if mv < min(level + nominal * meter.settings.quality_hysteresis_permille // 1000, nominal):
                return
            from meter.quality.outages import end

            end(self, now - ms // 1000, now)
        else:
            self._below_ms += ms
            if self._below_ms <= 1000 * meter.settings.outage_s:
                return
            from meter.quality.outages import begin

            begin(self, now - self._below_ms // 1000, now)
        self._below_ms = 0
        self.save()
        drop()

    def _end_second(self, mv, ms, now):
        settings, nominal = self.meter.settings, self.nominal_mv
        for interval in (self.mean, self.ten):
            if 20 * mv < nominal:  # an interruption (EN 50160, 3) is no voltage, and flags the interval
                interval.flagged += ms
            else:
                interval.add(self._squares, ms, mv, self._flagged)
        low, high = self.scaled(settings.low_v), self.scaled(settings.high_v)
        # a dip is no step from one voltage to another (IEC 61000-4-30, 5.11)
        before, self._before = self._before, 0 if self._flagged else mv
        within = low <= mv <= high and low <= before <= high  # beyond them it is a deviation
        if not self._flagged and within and 20 * abs(mv - before) >= nominal:
            self.counts[RAPID] = min(self.counts[RAPID] + 1, MOST)
        if self.excursion or not low <= mv <= high:
            self._excursion(mv, ms, now, low, high)
        self._report(now)
        if now // _TEN_S != self._at_ten:
            self._at_ten = now // _TEN_S
            self._end_ten()
        events = list(self.dips.taken()) if self.dips else None
        mean, ten = self.mean, self.ten
        if events:
            from meter.quality.occurrences import take

            self._counted = take(self, events, self.dips, self._counted, now)
        elif mean.start <= now < mean.end and ten.start <= now < ten.end:
            return
        from meter.quality.occurrences import close

        close(self, self.meter, now)
        drop()

    def _excursion(self, mv, ms, now, low, high):
        """A value is outside, or an excursion goes on."""
        running = self.excursion
        if running:
            if not running.over(mv, ms, now, low if running.side < 0 else high):
                return
            self.excursion = None
        if not low <= mv <= high:
            from meter.quality.excursions import Excursion

            self.excursion = Excursion(self, -1 if mv < low else 1, mv, ms, now)
            drop()

    def _end_ten(self):
        """Ten seconds are over: their frequency and the distortion."""
        hertz, ms = self._cycles, self._cycles_ms
        self._cycles = self._cycles_ms = 0
        nominal = self.meter.board.nominal_mhz
        if ms >= 900 * _TEN_S:
            self.tens += 1
            if 100 * abs(hertz - nominal * ms) > nominal * ms:  # beyond the nearest of the limits
                from meter.quality.occurrences import frequency

                frequency(self.counts, hertz, ms, nominal)
                drop()
        harmonics = self.meter.chain.harmonics
        if harmonics.volts[1]:
            count, v_squares, i_squares = self.distortion
            v, i = harmonics.thd_v, harmonics.thd_i if harmonics.amps[1] >= _LEAST_UA else 0
            self.distortion = (count + 1, v_squares + v * v, i_squares + i * i)

    def _report(self, now):
        """What there is to report, and to say in the running periods of the profiles."""
        meter, excursion, since = self.meter, self.excursion, self.outage_since
        side = excursion.side if excursion and excursion.ms >= 1000 * meter.settings.deviation_s else 0
        self.over, self.under = side > 0, side < 0
        self.missing = since > 0 and now - since >= meter.settings.power_fault_s
        told = meter.status
        told.set(status.B_OVERVOLTAGE, self.over)
        told.set(status.B_UNDERVOLTAGE, self.under)
        told.set(status.B_POWER_FAIL, self.missing)
        found = (marks.OVER if side > 0 else marks.UNDER if side else 0) | (marks.OUTAGE if since else 0)
        if found:
            meter.load.marks |= found
            meter.analysis.marks |= found


def drop():
    """Give back what was loaded."""
    for part in _PARTS:
        forget("meter.quality." + part)
