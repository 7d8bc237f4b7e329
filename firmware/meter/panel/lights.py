"""Pulse LEDs and S0 outputs: active pulses follow A+, reactive ones R+ (normal mode of the reference table).

Without consumption the active LED is dark or lit as configuration B says.
"""

from meter.metrology.energy import UJ_PER_WH
from meter.metrology.pulses import PulseMeter


class Lights:
    """leds, s0: the board's (active, reactive) outputs, each with pulse(offset_us, width_ms); LEDs also steady(on)."""

    def __init__(self, leds, s0, energy, settings):
        self._energy = energy
        self._active_led = leds[0]
        self._settings = settings
        self._steady = None
        width_ms = settings.pulse_ms
        # a pulse falls due where the register's digit changes, also after a restart
        self.active = PulseMeter(width_ms, _Outputs(leds[0], s0[0], width_ms).pulse, energy.a_plus.uj)
        rest = (energy.r[0].uj + energy.r[1].uj) % UJ_PER_WH
        self.reactive = PulseMeter(width_ms, _Outputs(leds[1], s0[1], width_ms).pulse, rest)

    def step(self, duration_us, age_us):
        """Send what the last window, of `duration_us` and ended `age_us` ago, made due."""
        energy = self._energy
        steady = self._settings.led_without_load and energy.active_uj == 0
        if steady != self._steady:
            self._steady = steady
            self._active_led.steady(steady)  # first: what lights the LED hides its pulses
        self.active.add(max(0, energy.active_uj), duration_us, age_us)
        self.reactive.add(max(0, energy.reactive_uj) if energy.quadrant <= 2 else 0, duration_us, age_us)


class _Outputs:
    """An LED and an S0 output that pulse together."""

    def __init__(self, led, s0, width_ms):
        self._led = led
        self._s0 = s0
        self._width_ms = width_ms

    def pulse(self, offset_us):
        self._led.pulse(offset_us, self._width_ms)
        self._s0.pulse(offset_us, self._width_ms)
