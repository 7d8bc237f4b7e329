"""Voltage dips, swells and interruptions (IEC 61000-4-30, 5.4 and 5.5, class S) from the voltage by half cycles.

Each begins with the half cycle that brings Urms(1/2) beyond its threshold and ends with the one that brings it back by
the hysteresis. An interruption lies in a dip and both are reported, as the table of dips in EN 50160 has a row below
5 %: its time is that without voltage, the dip's that without enough. What is going on when the supply fails is lost.
"""

DIP = 1  # kinds, and bits of `active`
SWELL = 2
INTERRUPTION = 4
MOST_TAKEN = 8  # events that wait to be taken; what is more is only counted
SHORTEST_MS = 100  # of what is counted
LONGEST_MS = 1000


class _Event:
    """The running event of one kind, or none.  sign: 1 for what goes down, -1 for what goes up."""

    def __init__(self, kind, sign):
        self.kind = kind
        self._sign = sign
        self.open = False
        self._start_ms = 0  # UTC
        self._samples = 0  # from its start to the window that is looked at
        self._extreme_mv = None
        self.count = 0  # events of SHORTEST_MS to LONGEST_MS
        self._counted = 0  # when there was the last of these

    def look(self, halves, begin, end, now_ms, finished):
        """Follow the event through a window. begin, end: sums that Urms(1/2) passes; now_ms: when the window ended;
        finished: list of what ended."""
        sign = self._sign
        begin, end = sign * begin, sign * end
        extreme = None
        for k in range(halves.count):
            value = sign * halves.cycles[k]
            if not self.open:
                if value < begin:
                    self.open = True
                    at = halves.ends_at(k - 1)
                    self._start_ms = now_ms - (halves.samples - at) * 1000 // halves.rate
                    self._samples = -at
                    extreme, self._extreme_mv = value, None
            elif value >= end:
                self._keep(halves, extreme)
                extreme = None
                self.open = False
                self._finish((self._samples + halves.ends_at(k - 1)) * 1000 // halves.rate, now_ms // 1000, finished)
            elif extreme is None or value < extreme:
                extreme = value
        if self.open:
            self._keep(halves, extreme)
            self._samples += halves.samples

    def _keep(self, halves, extreme):
        if extreme is not None:
            volts_mv = halves.volts_mv(self._sign * extreme)
            if self._extreme_mv is None or self._sign * volts_mv < self._sign * self._extreme_mv:
                self._extreme_mv = volts_mv

    def _finish(self, duration_ms, now, finished):
        if SHORTEST_MS <= duration_ms <= LONGEST_MS and now != self._counted:
            self._counted = now
            self.count += 1
        if len(finished) < MOST_TAKEN:
            start = self._start_ms
            finished.append((self.kind, start // 1000, start % 1000, duration_ms, self._extreme_mv))


class Dips:
    """Of the voltage against `nominal_mv`, by the settings `dip_percent`, `swell_percent`, `interruption_percent` and
    `quality_hysteresis_permille`.

    `active`: bits of the kinds that are going on; `flagged`: the last window had a part in an event, so its values do
    not count in aggregates; `dip_count`, `swell_count`: those of SHORTEST_MS to LONGEST_MS, at most one each a second.
    """

    def __init__(self, settings, nominal_mv):
        self._settings = settings
        self._nominal_mv = nominal_mv
        self._dip, self._swell = _Event(DIP, 1), _Event(SWELL, -1)
        self._interruption = _Event(INTERRUPTION, 1)
        self._finished = []
        self.active = 0
        self.flagged = False

    def step(self, halves, now, ms=0):
        """Look at the window that `halves` (`metrology.half_cycles.HalfCycles`) has; `now`, `ms`: UTC seconds of its
        end and what is beyond them.

        To be called once for each window that has samples.
        """
        settings = self._settings
        dip, swell = 10 * settings.dip_percent, 10 * settings.swell_percent
        below, above = self._sum(halves, dip), self._sum(halves, swell)
        # the threshold of an interruption is below a dip's (config/rules.py)
        quiet = not halves.count or (halves.least >= below and halves.most <= above)
        self.flagged = not quiet or self.active > 0
        if not self.flagged:
            return
        back, finished, now_ms = settings.quality_hysteresis_permille, self._finished, now * 1000 + ms
        self._dip.look(halves, below, self._sum(halves, dip + back), now_ms, finished)
        self._swell.look(halves, above, self._sum(halves, swell - back), now_ms, finished)
        none = 10 * settings.interruption_percent
        self._interruption.look(halves, self._sum(halves, none), self._sum(halves, none + back), now_ms, finished)
        self.active = 0
        for event in (self._dip, self._swell, self._interruption):
            if event.open:
                self.active |= event.kind

    def _sum(self, halves, permille):
        return halves.sum_of(self._nominal_mv * permille // 1000)

    @property
    def dip_count(self):
        return self._dip.count

    @property
    def swell_count(self):
        return self._swell.count

    def taken(self):
        """What has ended since the last call: (kind, start in UTC seconds and the ms after, duration in ms, lowest or
        highest Urms(1/2) in mV) each.
        """
        finished = self._finished
        if not finished:
            return ()
        self._finished = []
        return finished
