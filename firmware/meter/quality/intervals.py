"""Root mean squares of the voltage over intervals: about a second, a mean window, ten minutes.

Sums of squares are exact and handed on, so no mean is a mean of rounded values. IEC 61000-4-30 class S, 4.5: intervals
are aligned to the clock and without a gap; what runs over a boundary belongs to the interval that it began in.
"""

from meter.metrology.integers import isqrt

_MINUTE_MS = 60_000
_NO_VALUE = 1 << 30


class Interval:
    """`start`, seconds since 2000 UTC; `ms` measured, and how many of them were `flagged`; `most_mv`, `least_mv` of
    what was added; `square`: the sum of mV² · ms."""

    def __init__(self):
        self.begin(0, 1)

    def begin(self, now, span_s):
        """Begin the interval of `span_s` seconds of the clock that `now` lies in."""
        self.span_s = span_s
        self.start = now - now % span_s
        self.square = self.ms = self.flagged = self.most_mv = 0
        self.least_mv = _NO_VALUE

    def add(self, square, ms, mv, flagged):
        """Add `ms` with root mean square `mv` and the sum `square`, of which `flagged` ms are."""
        self.square += square
        self.ms += ms
        self.flagged += flagged
        if mv > self.most_mv:
            self.most_mv = mv
        if mv < self.least_mv:
            self.least_mv = mv

    def mean_mv(self):
        """Root mean square, rounded down; 0 where nothing was measured."""
        return isqrt(self.square // self.ms, self.most_mv) if self.ms else 0

    def over(self, now):
        """Whether `now` lies outside, be it after the interval or, for a clock that was set back, before it."""
        return not self.start <= now < self.start + self.span_s

    def good(self, now):
        """Whether it may be held against limits, now that it is over.

        Not one that the clock was set back over, of which more than a tenth was not measured (start, setting of the
        clock, supply), or which is flagged (4.7). A dip lasts a minute at most (EN 50160, 3): flags of more than that
        are the level of the voltage, and what the limits are for.
        """
        return now >= self.start and self.ms >= 900 * self.span_s and not 0 < self.flagged <= _MINUTE_MS
