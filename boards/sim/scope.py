"""What the bench sees of the samples while somebody watches: once a second a block as volts and amperes."""

EVERY = 2000  # points a second: two cycles at 50 Hz are eighty
POINTS = 80


class Scope:
    """v_full, i_full: peak volts and amperes at full scale; rate: samples/s."""

    def __init__(self, events, rate, v_full, i_full):
        self._events = events
        self._every = rate // EVERY
        self._full = (v_full, i_full)
        self._next_ms = 0
        # made once: a list that grows among floats that go wants room in one piece, and there is none
        self._wave = ([0] * POINTS, [0] * POINTS)

    def show(self, codes, count):
        """Tell the `count` pairs in `codes` if it is time."""
        if self._events.now_ms < self._next_ms:
            return
        self._next_ms = self._events.now_ms + 1000
        half = 1 << 23
        for place, shown in enumerate(self._wave):
            full = self._full[place]
            for k in range(0, count, self._every):
                shown[k // self._every] = round((codes[2 * k + place] - half) / half * full, 3)
        volts, amps = self._wave
        self._events.send("wave", {"v": volts, "i": amps})
        for k in range(POINTS):
            volts[k] = amps[k] = 0  # the floats may go
