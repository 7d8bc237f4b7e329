"""Contacts to ground with pull-ups: a closed contact reads low. An RC of 1 ms at the pin keeps spikes away.

Contacts that are looked at once a window need no more: they have long settled at the next look.
"""

import time

import machine

BOUNCE_MS = 20
LONG_MS = 2000  # from here on a push is a long one


class _Edges:
    """A contact followed by interrupts: its first change counts, what comes in the BOUNCE_MS after it does not."""

    def __init__(self, pin):
        self._pin = pin
        self._down = pin.value() == 0
        self._since = self._at = time.ticks_add(time.ticks_ms(), -BOUNCE_MS)
        self._count = 0
        self._taken = 0
        pin.irq(handler=self._edge, trigger=machine.Pin.IRQ_FALLING | machine.Pin.IRQ_RISING)

    def _new(self):
        """How many were counted since the last call; an interrupt in between takes nothing away."""
        self._look()
        count = self._count
        new = count - self._taken
        self._taken = count
        return new

    def _edge(self, _):
        self._at = time.ticks_ms()
        self._look()

    def _look(self):
        """Also asked without an edge: the last one of a bounce may have been ignored."""
        down = self._pin.value() == 0
        # ticks wrap after days: a distance that looks negative is a long one
        if down == self._down or 0 <= time.ticks_diff(time.ticks_ms(), self._since) < BOUNCE_MS:
            return
        lasted = time.ticks_diff(self._at, self._since)
        self._down = down
        self._since = self._at
        self._changed(lasted)

    def _changed(self, lasted):
        """What a change means; `lasted`: ms of the state before it."""
        raise NotImplementedError


class Button(_Edges):
    """Short pushes are counted until taken; a long one is seen while it is held."""

    def pushes(self):
        """Short pushes since the last call."""
        return self._new()

    def held_ms(self):
        """How long it has been held down, 0 when it is not."""
        self._look()
        return time.ticks_diff(time.ticks_ms(), self._since) if self._down else 0

    def _changed(self, lasted):
        if not self._down and 0 <= lasted < LONG_MS:
            self._count += 1


class PulseInput(_Edges):
    """Counts closings, as an S0 output gives them (IEC 62053-31: 30 ms or more, and as long between them).

    While the flash is erased, up to 0.4 s, all pulses together are one.
    """

    def taken(self):
        """Pulses since the last call."""
        return self._new()

    def _changed(self, lasted):
        if self._down:
            self._count += 1


class Contact:
    """A cover or seal switch, or a relay's feedback."""

    def __init__(self, pin):
        self._pin = pin

    def closed(self):
        return self._pin.value() == 0


class NoContact:
    """In the place of one that a board has no pin for."""

    def closed(self):
        return True


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
