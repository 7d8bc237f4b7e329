"""The service console on USB: the meter's state once a second and notes, one JSON object a line."""

import json
import time

EVERY_MS = 1000


class UsbConsole:
    """Prints; without a computer at the other end nothing is waited for."""

    def __init__(self):
        self._last = time.ticks_add(time.ticks_ms(), -EVERY_MS)

    def window(self, meter, window):
        """A window has been measured."""
        now = time.ticks_ms()
        if not 0 <= time.ticks_diff(now, self._last) < EVERY_MS:
            self._last = now
            print(json.dumps(meter.snapshot()))

    def note(self, text):
        print(json.dumps({"note": text}))

    def refuse(self, text):
        """The meter cannot be; it ends with the exception that is under way."""
        print(json.dumps({"error": text}))

    def stopped(self, meter):
        print(json.dumps(meter.snapshot()))
