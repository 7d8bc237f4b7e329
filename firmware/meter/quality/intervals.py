"""Root mean squares of the voltage over intervals: about a second, a mean window, ten minutes.

Sums of squares are exact and handed on, so no mean is a mean of rounded values. IEC 61000-4-30 class S, 4.5: intervals
are aligned to the clock and without a gap; what runs over a boundary belongs to the interval that it began in.
"""

from meter.metrology.integers import isqrt

_NO_VALUE = 1 << 29


class Interval:
    """From `start` to `end`, seconds since 2000 UTC; `ms` measured, and how many of them were `flagged`; `most`,
    `least`: highest and lowest mV that was added; `square`: the sum of mV² · ms."""

    def __init__(self):
        self.begin(0, 1)

    def begin(self, now, span_s):
        """Begin the interval of `span_s` seconds of the clock that `now` lies in."""
        self.start = now - now % span_s
        self.end = self.start + span_s
        self.square = self.ms = self.flagged = self.most = 0
        self.least = _NO_VALUE

    def add(self, square, ms, mv, flagged):
        """Add `ms` with root mean square `mv` and the sum `square`, of which `flagged` ms are."""
        self.square += square
        self.ms += ms
        self.flagged += flagged
        self.most = max(mv, self.most)
        self.least = min(mv, self.least)

    def read(self):
        """Root mean square in mV, rounded down; 0 where nothing was measured."""
        return isqrt(self.square // self.ms, self.most) if self.ms else 0
