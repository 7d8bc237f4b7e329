"""Voltage quality, window by window: values of a second, mean windows, ten minutes; deviations, outages, counters.

Settings are read at every step. Volts in them are given for 230 V and scaled to the board's. What is told and counted
here never stops the metering: what a log or the journal does not take is counted in `records.lost`.
"""

import struct

from meter.logs import marks
from meter.quality import occurrences as o
from meter.quality.deviations import Deviations
from meter.quality.intervals import Interval
from meter.quality.occurrences import Occurrences
from meter.quality.outages import Outages
from meter.quality.records import DIP, SWELL, Records

REFERENCE_V = 230  # that settings in volts are given for
_SECOND_MS = 900  # five windows of ten cycles at 50 Hz, six at 60 Hz, with or without a clock
_TEN = 10
_TEN_MINUTES = 600
_HOUR = 3600
_LEAST_UA = 250_000  # of the fundamental, for a distortion that is not that of the noise
_VERSION = 1
_STATE = "<BII"  # version, next of the log of occurrences, begin of a running outage; a record of occurrences follows
_SIZE = 120


class Quality:
    """meter: board, settings, clock, keeper, chain and profiles; stores: journal and logs.

    dips: finds dips, swells and interruptions in the half cycles, or None. `over`, `under`: the voltage has been
    outside `low_v` to `high_v` for `deviation_s`; `missing`: there has been an outage for `power_fault_s`.
    """

    def __init__(self, meter, stores, dips=None):
        self._meter = meter
        self._nominal_mv = meter.board.nominal_mv
        self._journal = stores.quality
        self.records = Records(stores.voltage, stores.outages)
        self.occurrences = Occurrences(stores.occurrences)
        self.outages = Outages(self.records, self.occurrences)
        self.deviations = Deviations(self.records)
        self.dips = dips
        self.over = self.under = self.missing = False
        self._second = Interval()
        self._mean = Interval()
        self._ten_minutes = Interval()
        self._before = 0  # the second's value before
        self._hertz = self._hertz_ms = self._ten = 0
        self._dips = self._swells = 0  # counted already
        self._saved_in = 0  # hour

    def start(self, failed):
        """Once, before the first window, when the clock goes; failed: the supply has been away."""
        meter = self._meter
        now, valid = meter.clock.utc()
        self._restore()
        gone = meter.keeper.time
        away = failed and gone and (not valid or now - gone > meter.settings.outage_s)
        if away and not self.outages.since:
            self.outages.begin(gone, gone, valid)
        self._saved_in = now // _HOUR
        self._ten = now // _TEN
        self._mean.begin(now, meter.settings.mean_s)
        self._ten_minutes.begin(now, _TEN_MINUTES)
        if self._store(now) or away:
            self.save()

    def step(self, window, duration_us):
        """A window of samples has been measured."""
        meter = self._meter
        now = meter.clock.utc()[0]
        mv, ms = window.v_rms_mv, duration_us // 1000
        flagged = 0
        if self.dips:
            self.dips.step(meter.chain.halves, now)
            flagged = ms if self.dips.flagged else 0
        settings = meter.settings
        level = self._mv(settings.outage_v)
        if self.outages.step(mv, ms, now, level, self._raised(level), settings.outage_s):
            self.save()
        if window.f_mhz:
            self._hertz += window.f_mhz * ms
            self._hertz_ms += ms
        second = self._second
        second.add(mv * mv * ms, ms, mv, flagged)
        if second.ms >= _SECOND_MS:
            self._end_second(second, now)
            second.begin(0, 1)

    def save(self):
        """Keep what was counted."""
        state = struct.pack(_STATE, _VERSION, self.occurrences.log.next, self.outages.since) + self.occurrences.pack()
        try:
            self._journal.save(state + bytes(_SIZE - len(state)))
        except OSError:
            self.records.lost += 1

    def _end_second(self, second, now):
        mv, ms, settings = second.mean_mv(), second.ms, self._meter.settings
        nominal = self._nominal_mv
        low, high = self._mv(settings.low_v), self._mv(settings.high_v)
        hysteresis = nominal * settings.quality_hysteresis_permille // 1000
        self.deviations.single(mv, ms, now, low, high, self._raised(low), max(high - hysteresis, nominal))
        # rapid change: reference table, section 8
        if low <= mv <= high and low <= self._before <= high and 20 * abs(mv - self._before) >= nominal:
            self.occurrences.count(o.RAPID)
        self._before = mv
        self._judge(now)
        flagged = second.flagged
        for interval in (self._mean, self._ten_minutes):
            if 20 * mv < nominal:  # an interruption (EN 50160, 3) is no voltage, and flags the interval
                interval.flagged += ms
            else:
                interval.add(second.square, ms, mv, flagged)
        if self.dips:
            self._events(now)
        self._end_intervals(now)

    def _end_intervals(self, now):
        settings, nominal, counters = self._meter.settings, self._nominal_mv, self.occurrences
        ten = now // _TEN
        if ten != self._ten:
            if self._hertz_ms >= 900 * _TEN:
                counters.frequency(self._hertz, self._hertz_ms, self._meter.board.nominal_mhz)
            self._hertz = self._hertz_ms = 0
            self._ten = ten
            self._distortion()
        mean = self._mean
        if mean.over(now):
            if mean.good(now):
                low, high = self._mv(settings.low_mean_v), self._mv(settings.high_mean_v)
                side = self.deviations.mean(mean, now, low, high)
                if side:
                    counters.count(o.UNDER if side < 0 else o.OVER)
            mean.begin(now, settings.mean_s)
        mean = self._ten_minutes
        if mean.over(now):
            counters.ten_minutes(mean.mean_mv() if mean.good(now) else None, nominal)
            mean.begin(now, _TEN_MINUTES)
            if self._store(now) or now // _HOUR != self._saved_in:
                self._saved_in = now // _HOUR
                self.save()

    def _distortion(self):
        harmonics = self._meter.chain.harmonics
        if harmonics.volts[1]:
            current = harmonics.thd_i if harmonics.amps[1] >= _LEAST_UA else 0
            self.occurrences.distortion(harmonics.thd_v, current)

    def _judge(self, now):
        """What there is to report, and to say in the running periods of the profiles."""
        settings, deviations, outages = self._meter.settings, self.deviations, self.outages
        side = deviations.side if deviations.ms >= 1000 * settings.deviation_s else 0
        self.over, self.under = side > 0, side < 0
        self.missing = outages.since > 0 and now - outages.since >= settings.power_fault_s
        found = (marks.OVER if side > 0 else marks.UNDER if side else 0) | (marks.OUTAGE if outages.since else 0)
        if found:
            self._meter.load.marks |= found
            self._meter.analysis.marks |= found

    def _events(self, now):
        """What the half cycles have told."""
        dips, counters = self.dips, self.occurrences
        counters.count(o.DIPS, dips.dip_count - self._dips)
        counters.count(o.SWELLS, dips.swell_count - self._swells)
        self._dips, self._swells = dips.dip_count, dips.swell_count
        for kind, seconds, ms, duration_ms, mv in dips.taken():
            code = DIP + (kind >> 1)  # they are bits
            most, least = (mv, 0) if code == SWELL else (0, mv)
            self.records.add(now, code, now - seconds, duration_ms, most, least, ms // 10)

    def _store(self, now):
        settings = self._meter.settings
        try:
            return self.occurrences.store(now, settings.occurrences_stored, _HOUR * settings.zone_hours)
        except OSError:
            self.records.lost += 1
            return False

    def _restore(self):
        state = self._journal.load()
        if state is None or state[0] != _VERSION:
            if self._journal.damaged:
                self._meter.keeper.faults.append("quality record: damaged")
            return
        _, following, self.outages.since = struct.unpack_from(_STATE, state)
        self.occurrences.restore(state[struct.calcsize(_STATE) :], following)

    def _mv(self, volts):
        return volts * self._nominal_mv // REFERENCE_V

    def _raised(self, mv):
        """A lower limit with the hysteresis on it, which does not go beyond the nominal voltage."""
        nominal = self._nominal_mv
        return min(mv + nominal * self._meter.settings.quality_hysteresis_permille // 1000, nominal)
