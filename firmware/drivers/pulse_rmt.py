"""Pulse LEDs and S0 outputs whose edges the ESP32's RMT makes: nothing in Python moves them.

A train of pulses, each with the darkness before it, is handed over at once (ESP32 technical reference manual, "Remote
Control Peripheral": items of a level and 15 bits of duration; an item of 0 is the end). Pulses that are asked for while
a train is on its way wait for its end: `write_pulses` would keep the processor until then (ports/esp32/esp32_rmt.c).
"""

import time

import machine

CLOCK_DIV = 240  # of 80 MHz
TICK_US = 3
LONGEST = 32_767  # PULSE_MAX: 98 ms
GATHER_MS = 1  # what is asked for together goes together
AHEAD_US = 1_000_000  # darkness before a pulse in a train, at most …
MOST = 8  # … and pulses in one: so it fits into the 64 items of a channel, and nobody has to refill them
_DARK_US = 30_000  # between pulses, or as long as a shorter pulse (IEC 62053-31)
_STALE_MS = 60_000  # what was asked for so long ago is over


class PulseRmt:
    """make(idle): a new esp32.RMT, clock_div=CLOCK_DIV, idle_level=idle; timer: a machine.Timer of its own.

    Pulses must be asked for in order of time, less than a minute ahead. Takes about 0.3 KB for a train, for a moment.
    """

    def __init__(self, make, timer):
        self._make = make
        self._rmt = make(False)
        self._timer = timer
        self._due = []  # ticks in µs at which pulses begin
        self._width_us = 0
        self._lit = self._shown = False
        self._armed = False
        self._free = time.ticks_us()  # when the last pulse is over, and the darkness after it
        self._asked = time.ticks_add(time.ticks_ms(), -_STALE_MS)
        self._dark = self._free  # the same, of the last one handed over

    def pulse(self, offset_us, width_ms):
        """On for `width_ms`, starting `offset_us` from now, or as soon as there is time.

        That is 1 to 2 ms from now at the earliest, and 30 ms after the end of the pulse before, less after shorter
        ones. Nothing is seen of a pulse that is asked for while the output is lit.
        """
        start = time.ticks_add(time.ticks_us(), offset_us)
        if self._lit:
            return
        asked = time.ticks_ms()
        if not 0 <= time.ticks_diff(asked, self._asked) < _STALE_MS:
            self._free = self._dark = time.ticks_us()
        self._asked = asked
        self._width_us = width_us = 1000 * width_ms
        if time.ticks_diff(self._free, start) > 0:
            start = self._free
        self._free = time.ticks_add(start, width_us + min(width_us, _DARK_US))
        self._due.append(start)
        if not self._armed:
            self._arm(GATHER_MS)

    def steady(self, on):
        """What the output shows between pulses; those asked for before come first."""
        self._lit = on
        if not self._armed:
            self._arm(GATHER_MS)

    def _arm(self, ms):
        self._armed = True
        self._timer.init(mode=machine.Timer.ONE_SHOT, period=ms, callback=self._go)

    def _go(self, _):
        self._armed = False
        if not self._rmt.wait_done():
            self._arm(1)
        elif self._due:
            early_us = time.ticks_diff(self._due[0], time.ticks_us()) - AHEAD_US
            self._arm(early_us // 1000 + 1 if early_us > 0 else self._send() // 1000 + 2)
        elif self._lit != self._shown:
            self._show()

    def _send(self):
        """Hand over what is due; µs until it is over."""
        durations, levels = [], []
        width_us = self._width_us
        gap_us = min(width_us, _DARK_US)
        now = time.ticks_us()
        at = 0  # µs from now
        earliest = max(TICK_US, time.ticks_diff(self._dark, now))
        for _ in range(min(MOST, len(self._due))):
            start = max(earliest, time.ticks_diff(self._due[0], now))
            if start - at > AHEAD_US:
                break
            self._due.pop(0)
            _append(durations, levels, (start - at) // TICK_US, 0)
            _append(durations, levels, width_us // TICK_US, 1)
            at = start + width_us
            earliest = at + gap_us
        if self._shown:  # lit at last, and a pulse from before: dark for it
            self._shown = False
            self._rmt.deinit()
            self._rmt = self._make(False)
        self._rmt.write_pulses(durations, levels)
        self._dark = time.ticks_add(now, earliest)
        return at

    def _show(self):
        """The level at rest belongs to the channel, and it is taken up after a transmission."""
        self._shown = self._lit
        self._rmt.deinit()
        self._rmt = self._make(self._lit)
        self._rmt.write_pulses([1], [1 if self._lit else 0])


def _append(durations, levels, ticks, level):
    while ticks > LONGEST:
        durations.append(LONGEST)
        levels.append(level)
        ticks -= LONGEST
    if ticks:
        durations.append(ticks)
        levels.append(level)
