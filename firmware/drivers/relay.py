"""Relays with a feedback contact. They switch loads for lessons and are never a safety device."""

import time

import machine

PULSE_MS = 50  # longer than power relays take to move and settle (10 to 20 ms), shorter than their coils stand


class Relay:
    """Holds as long as its coil is on. pin: output, high closes; feedback: Contact that is closed with it.

    load: Contact that is closed while there is voltage behind it (an optocoupler's), None where nothing looks there.
    """

    latching = False

    def __init__(self, pin, feedback, load=None):
        self._pin = pin
        self._feedback = feedback
        self._load = load

    def set(self, closed):
        self._pin.value(1 if closed else 0)

    def closed(self):
        """What the contact says, whatever was asked for."""
        return self._feedback.closed()

    def load_voltage(self):
        """Whether there is voltage on the load side; None where that is not measured."""
        return self._load.closed() if self._load else None


class LatchingRelay:
    """Stays where the last pulse has brought it, without supply too; where that is only the feedback knows.

    opens, closes: outputs of its two coils, or of the two inputs of an H-bridge before its only one, never both high;
    feedback: Contact that is closed with it; timer: a machine.Timer of its own. While the flash is erased a pulse
    lasts up to 0.4 s longer: the coil must stand that. load: as for Relay.
    """

    latching = True

    def __init__(self, opens, closes, feedback, timer, load=None):
        self._coils = (opens, closes)
        self._feedback = feedback
        self._timer = timer
        self._load = load
        self._since = time.ticks_ms()
        self._off()

    def set(self, closed):
        """Begin a pulse of PULSE_MS and return; one that is under way ends at once."""
        self._off()
        self._since = time.ticks_ms()
        self._coils[1 if closed else 0].value(1)
        self._timer.init(mode=machine.Timer.ONE_SHOT, period=PULSE_MS, callback=self._end)

    def closed(self):
        """What the contact says, whatever was asked for."""
        return self._feedback.closed()

    def load_voltage(self):
        """Whether there is voltage on the load side; None where that is not measured."""
        return self._load.closed() if self._load else None

    def _end(self, _):
        # the end of the pulse before this one may have been waiting to be carried out
        if not 0 <= time.ticks_diff(time.ticks_ms(), self._since) < PULSE_MS - 1:
            self._off()

    def _off(self):
        for coil in self._coils:
            coil.value(0)
