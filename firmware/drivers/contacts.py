"""Contacts to ground with pull-ups: a closed contact reads low."""

import time

import machine

BOUNCE_MS = 20
LONG_MS = 2000  # from here on a push is a long one


class Button:
    """Short pushes are counted until taken; a long one is seen while it is held."""

    def __init__(self, pin):
        self._pin = pin
        self._down = False
        self._since = time.ticks_ms()
        self._pushes = 0
        pin.irq(handler=self._look, trigger=machine.Pin.IRQ_FALLING | machine.Pin.IRQ_RISING)

    def pushes(self):
        """Short pushes since the last call."""
        self._look(self._pin)
        pushes, self._pushes = self._pushes, 0
        return pushes

    def held_ms(self):
        """How long it has been held down, 0 when it is not."""
        self._look(self._pin)
        return time.ticks_diff(time.ticks_ms(), self._since) if self._down else 0

    def _look(self, pin):
        """Also asked without an edge: the last one of a bounce may have been ignored."""
        down = pin.value() == 0
        now = time.ticks_ms()
        lasted = time.ticks_diff(now, self._since)
        # ticks wrap after days: a distance that looks negative is a long one
        if down == self._down or 0 <= lasted < BOUNCE_MS:
            return
        if self._down and 0 <= lasted < LONG_MS:
            self._pushes += 1
        self._down = down
        self._since = now


class Contact:
    """A cover or seal switch, or a relay's feedback."""

    def __init__(self, pin):
        self._pin = pin

    def closed(self):
        return self._pin.value() == 0


class Reed:
    """A reed contact beside the meter: closes in a magnetic field."""

    def __init__(self, pin):
        self._pin = pin

    def present(self):
        return self._pin.value() == 0


class TariffInputs:
    """Two inputs whose levels choose the tariff."""

    def __init__(self, first, second):
        self._pins = (first, second)

    def levels(self):
        """(first, second), True for a closed one."""
        return self._pins[0].value() == 0, self._pins[1].value() == 0


class PulseInput:
    """Counts closings, as an S0 output gives them (IEC 62053-31: 30 ms or more)."""

    def __init__(self, pin):
        self._count = 0
        self._last = time.ticks_add(time.ticks_ms(), -BOUNCE_MS)
        pin.irq(handler=self._closed, trigger=machine.Pin.IRQ_FALLING)

    def taken(self):
        """Pulses since the last call."""
        count, self._count = self._count, 0
        return count

    def _closed(self, _):
        now = time.ticks_ms()
        if not 0 <= time.ticks_diff(now, self._last) < BOUNCE_MS:
            self._count += 1
        self._last = now
