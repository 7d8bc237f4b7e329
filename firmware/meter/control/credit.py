"""A credit that total A+ uses up: what was bought less what A+ has counted since.

Above nothing it is the countdown, below it what is owed. So nothing is saved while energy flows, what is owed stays
owed by itself, and the two always make up bought less consumed, to the Wh of the register.
"""

from meter.metrology.energy import WRAP_WH

MOST_S = 99_999_999  # of the time remaining
_HOUR_MS = 3_600_000
_DAY_S = 86_400
_MOST_DAY_WH = 0xFFFFFFFF
_LOST_WH = 1000  # that A+ goes back only when its record was lost


class Credit:
    """energy, hours: of the meter, restored already; `register`: A+.

    bought: Wh that have been bought, less those consumed before A+ read `mark`. day_wh: what a day takes.
    """

    def __init__(self, energy, hours):
        self.register = energy.a_plus
        self.hours = hours
        self.bought = self.mark = self.day_wh = 0
        self._hour_ms, self._hour_wh = hours.milliseconds(), self.register.wh

    def balance(self):
        """Wh bought less Wh consumed."""
        return self.bought - self._used()

    def countdown(self):
        """Wh left."""
        return max(0, self.balance())

    def owed(self):
        """Wh consumed beyond what was bought."""
        return max(0, -self.balance())

    def follow(self):
        """As often as not: move the mark before A+ has gone round, see what an hour takes. Whether the mark moved.

        Where the record of A+ was lost, what it had counted since the mark is forgiven.
        """
        self._pace()
        used = self._used()
        if -_LOST_WH <= used <= WRAP_WH // 4:
            return False
        if used > 0:
            self.bought -= used
        self.mark = self.register.wh
        return True

    def remaining_s(self):
        """Seconds that the credit lasts at the mean of about the last day, MOST_S at most or where none is known.

        The mean follows that of each hour of operation by a 24th; the first hour is taken as it is.
        """
        left = self.countdown()
        if self.day_wh and left:
            return min(MOST_S, left * _DAY_S // self.day_wh)
        return MOST_S if left else 0

    def _used(self):
        """Wh since the mark; below 0 where a cut of the supply took some back from A+."""
        used = (self.register.wh - self.mark) % WRAP_WH
        return used if used <= WRAP_WH // 2 else used - WRAP_WH

    def _pace(self):
        now, wh = self.hours.milliseconds(), self.register.wh
        passed = now - self._hour_ms
        if passed < _HOUR_MS:
            return
        used = (wh - self._hour_wh) % WRAP_WH * _HOUR_MS // passed
        day = self.day_wh + used - self.day_wh // 24 if self.day_wh else 24 * used
        self.day_wh = min(day, _MOST_DAY_WH)
        self._hour_ms, self._hour_wh = now, wh
