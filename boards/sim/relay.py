"""The simulated board's bistable relay: it cuts the load's current for real, 20 ms after it has been told to.

It stays where it is without supply, so its position is a file of the state directory. Voltage is measured before it.
"""

# pyright: reportUndefinedVariable=false

import micropython
from micropython import const

TRAVEL_MS = 20
SENSED_V = 50  # peak, on the load's side
MIDDLE = const(1 << 23)  # the code of no current


class Relay:
    """sampler: whose pairs pass it; v_full: peak volts at full scale. Never a safety device."""

    def __init__(self, events, sampler, v_full, directory):
        self._events = events
        self._sampler = sampler
        self._travel = sampler.rate * TRAVEL_MS // 1000
        self._sensed = round(SENSED_V / v_full * MIDDLE)
        self._path = directory + "/relay.txt"
        self._closed = self._wanted = _position(self._path) != "open"
        self._stuck = False
        if not self._closed:
            events.send("relay", {"closed": False})
        self._left = -1  # pairs until the contacts move; below 0: they are where they were told to be

    def set(self, closed):
        """Tell it to move; what was sampled before now and has not been read is not touched."""
        self._wanted = closed
        self._left = self._travel + self._sampler.waiting()

    def closed(self):
        """The feedback contact."""
        return self._closed

    def load_voltage(self):
        """Whether there is voltage on the load's side, as far as the last block tells."""
        sampler = self._sampler
        return self._closed and highest(0, MIDDLE, sampler.codes, len(sampler.codes) // 2) > self._sensed

    def stick(self, how):
        """Its contacts are `closed` or `open` from now on, whatever they are told; `free`: they move again."""
        self._stuck = how != "free"
        if self._stuck:
            self._move(how == "closed")
        elif self._left < 0:
            self._move(self._wanted)

    def carry(self, codes, count):
        """Take the current out of the `count` pairs in `codes` that pass while the contacts are open."""
        passed = 0
        if 0 <= self._left < count:
            passed = self._left
            if not self._closed:
                cut(0, codes, passed)
            if not self._stuck:
                self._move(self._wanted)
        self._left = max(-1, self._left - count)
        if not self._closed:
            cut(passed, codes, count)

    def _move(self, closed):
        if closed == self._closed:
            return
        self._closed = closed
        with open(self._path, "w") as file:
            file.write("closed" if closed else "open")
        self._events.send("relay", {"closed": closed})


def _position(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return ""


@micropython.viper
def cut(k: int, codes: ptr32, count: int):
    """No current in the pairs of `codes` from the `k`-th up to the `count`-th."""
    while k < count:
        codes[(k << 1) + 1] = MIDDLE
        k += 1


@micropython.viper
def highest(k: int, top: int, codes: ptr32, count: int) -> int:
    """How far the highest voltage in `codes` is above the middle; k: pass 0; top: pass MIDDLE."""
    while k < count:
        if codes[k << 1] > top:
            top = codes[k << 1]
        k += 1
    return top - MIDDLE
