"""Slows down whoever tries out passwords and keys, over all ports together."""

FAILURES = 5
WINDOW_MS = 600_000  # so many failures within it make it slow, until there were fewer
HOLD_MS = 10_000


class Guard:
    """count: attempts refused since the start."""

    def __init__(self):
        self.count = 0
        self._times = [-WINDOW_MS] * FAILURES  # of the latest failures, in a ring
        self._free = 0  # when the answer that is held back now has gone

    def refused(self, now_ms):
        """An attempt failed."""
        self._times[self.count % FAILURES] = now_ms
        self.count += 1

    def hold(self, now_ms):
        """How long (ms) the answer to an attempt must be kept back, right or wrong; 0 while failures are few.

        None: refuse at once, for another one is being kept back; many connections gain nothing.
        """
        if now_ms - self._times[self.count % FAILURES] >= WINDOW_MS:
            return 0
        if now_ms < self._free:
            return None
        self._free = now_ms + HOLD_MS
        return HOLD_MS
