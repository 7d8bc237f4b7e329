"""A pulse LED or S0 output: pulses that begin later, timed by one software timer."""

import time

import machine


class PulseOutput:
    """pin: output, high is on; timer: a machine.Timer of its own. Pulses must be asked for in order of time."""

    def __init__(self, pin, timer):
        self._pin = pin
        self._timer = timer
        self._rest = 0
        self._due = []  # (ticks in µs, on) of the edges to come
        self._armed = False

    def pulse(self, offset_us, width_ms):
        """On for `width_ms`, starting `offset_us` from now; a millisecond early or late."""
        start = time.ticks_add(time.ticks_us(), offset_us)
        self._due.append((start, True))
        self._due.append((time.ticks_add(start, 1000 * width_ms), False))
        if not self._armed:
            self._arm()

    def steady(self, on):
        """What the output shows between pulses."""
        self._rest = 1 if on else 0
        if not self._due:
            self._pin.value(self._rest)

    def _arm(self):
        self._armed = True
        wait_us = time.ticks_diff(self._due[0][0], time.ticks_us())
        period = max(1, (wait_us + 500) // 1000)
        self._timer.init(mode=machine.Timer.ONE_SHOT, period=period, callback=self._edge)

    def _edge(self, _):
        while self._due and time.ticks_diff(self._due[0][0], time.ticks_us()) <= 0:
            on = self._due.pop(0)[1]
            self._pin.value(1 if on else self._rest)
        if self._due:
            self._arm()
        else:
            self._armed = False
