"""The red LED of the breaker: steady when it was opened by the button, flashing when the button may close it.

Facts: reference table of display and LED (dark when it is closed).
"""

FLASHING = 2  # of `control.led`; 0 is dark, 1 steady
HALF_MS = 500  # of a flash a second


class RedLed:
    """led: the board's, with set(on); control: has `led`, or None without a breaker."""

    def __init__(self, led, control):
        self._led = led
        self._control = control
        self._on = None

    def step(self, now_ms):
        """Set it as it is due at `now_ms` of the meter's time."""
        shown = self._control.led if self._control else 0
        on = now_ms // HALF_MS % 2 == 0 if shown == FLASHING else shown > 0
        if on != self._on:
            self._on = on
            self._led.set(on)
