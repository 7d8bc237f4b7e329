"""Whether current and voltage are what the breaker's position makes of them: it may be bypassed, welded or cut off."""

CURRENT, DEAD, ALIVE = 1, 2, 3  # while open: current, voltage on the load side; while closed: none there
_AFTER_S = 10  # so long it must be so
_LEAST_UA = 250_000  # a current that is none of noise and crosstalk


class Plausibility:
    """`odd`: CURRENT, DEAD, ALIVE or 0, as it is now. Each is told once in a position of the breaker: a contact that
    comes and goes must not fill the log."""

    def __init__(self):
        self.odd = 0
        self._told = 0
        self._since_s = 0
        self._closed = None

    def second(self, closed, window, voltage, least_mv):
        """A second in position `closed`; voltage: on the load side, None where that is not measured; least_mv: of a
        supply. What there is to be told now: CURRENT, DEAD, ALIVE or 0."""
        if closed != self._closed:
            self._closed = closed
            self._told = 0
        odd = 0
        if closed:
            if voltage is False and window.v_rms_mv > least_mv:
                odd = DEAD
        elif window.i_rms_ua > _LEAST_UA:
            odd = CURRENT
        elif voltage:
            odd = ALIVE
        if odd != self.odd:
            self.odd = odd
            self._since_s = 0
        self._since_s += 1
        if not odd or self._since_s < _AFTER_S or self._told >> odd & 1:
            return 0
        self._told |= 1 << odd
        return odd
