"""What a prepaid customer ought to have and when the supply may be cut, written down plainly: the judge of the meter in
`control_twin.py`. Of the meter it uses the calendar only.
"""

from meter.clock.calendar import DAY, from_seconds, weekday
from model.plain import UJ, summer

WINDOW = 32  # numbers of tokens before the highest that can be told
MOST = 9_999_999_000


class Account:
    """Every Wh that was bought, and A+ in µJ from the beginning of the meter's life.

    `start`: A+ in Wh when prepayment began to count, None while it does not. `armed`: there was a top-up. `spent`: the
    supply was cut for the credit, and there was no top-up that left something since.
    """

    def __init__(self):
        self.consumed = 0
        self.tokens = set()
        self.end()

    def begin(self):
        self.start = self.consumed // UJ

    def end(self):
        self.start = None
        self.bought = []
        self.armed = self.spent = False

    def balance(self):
        if self.start is None:
            return 0
        return sum(self.bought) - (self.consumed // UJ - self.start)

    def top_up(self, token, wh):
        """Whether the meter takes the message; one that it has taken before it takes, and nothing follows."""
        if self.start is None or token < 1:
            return False
        highest = max(self.tokens) if self.tokens else 0
        if token < highest - WINDOW:
            return False
        if token in self.tokens:
            return True
        if wh < 1 or self.balance() + wh > MOST:
            return False
        self.tokens.add(token)
        self.add(wh)
        return True

    def correct(self, wh):
        """Whether the meter takes it."""
        if self.start is None or self.balance() < 0 or not 1 <= wh <= MOST:
            return False
        self.add(wh - self.balance())
        return True

    def add(self, wh):
        self.bought.append(wh)
        self.armed = True
        if self.balance() > 0:
            self.spent = False


class Days:
    """The calendar of the settings: working days as numbers, dates as MM-DD or YYYY-MM-DD, a slot in minutes."""

    def __init__(self):
        self.working = (1, 2, 3, 4, 5)
        self.exceptions = ()
        self.slot = None
        self.zone = 0
        self.summer = False

    def allow(self, utc):
        """Whether a supply may be cut at `utc`."""
        local = utc + 3600 * (self.zone + (1 if self.summer and summer(utc) else 0))
        year, month, day = from_seconds(local)[:3]
        if weekday(year, month, day) not in self.working:
            return False
        for date in ("%02d-%02d" % (month, day), "%04d-%02d-%02d" % (year, month, day)):
            if date in self.exceptions:
                return False
        if self.slot:
            begin, end = self.slot
            minute = local % DAY // 60
            while end <= begin:
                end += 1440
            return not (begin <= minute < end or begin <= minute + 1440 < end)
        return True
