"""An excursion of the voltage's values of a second beyond `low_v` or `high_v`; there while it goes on.

Reference table of voltage quality, sections 5 and 6. It is told when its first value lies outside (6, 8), and when the
first one is inside again, by the hysteresis: its extreme value (2, 3) and its end (7, 9), of the value that was inside.
Of an excursion of one value there is only the first record. One that the meter's supply ends has no end: an outage
follows.
"""

from meter.quality import records as r


class Excursion:
    """Begun at `now` by a value of `ms`, `mv`. `side`: -1 low, 1 high; `ms`: how long it has been going on."""

    def __init__(self, quality, side, mv, ms, now):
        self._to = quality
        self.side, self.ms = side, ms
        self._values = 1
        self._extreme, self._at = mv, now
        self._tell(r.LOW, now, 0, 0, mv)

    def over(self, mv, ms, now, limit):
        """Take a value of `ms`; True when it is inside again: within `limit`, in mV, by the hysteresis, which does not
        go beyond the nominal voltage."""
        side, nominal = self.side, self._to.nominal_mv
        hysteresis = nominal * self._to.meter.settings.quality_hysteresis_permille // 1000
        if mv < min(limit + hysteresis, nominal) if side < 0 else mv > max(limit - hysteresis, nominal):
            self.ms += ms
            self._values += 1
            if (mv - self._extreme) * side > 0:
                self._extreme, self._at = mv, now
            return False
        if self._values > 1:
            self._tell(r.LOWEST, now, now - self._at, self.ms, self._extreme)
            self._tell(r.LOW_END, now, 0, self.ms, mv)
        return True

    def _tell(self, low_code, now, back_s, ms, mv):
        """The record `low_code`, or its like on the high side."""
        if self.side < 0:
            r.tell(self._to, now, low_code, back_s, ms, 0, mv)
        else:
            r.tell(self._to, now, low_code + (1 if low_code == r.LOWEST else 2), back_s, ms, mv)
