"""Pulse LEDs and S0 outputs: active pulses follow A+, reactive ones R+ (normal mode of the reference table).

Without consumption the active LED is dark or lit as configuration B says.
"""

from meter.metrology.energy import UJ_PER_WH
from meter.metrology.pulses import PulseMeter


class Lights:
    """leds, s0: the board's (active, reactive) outputs, each with pulse(offset_us, width_ms); LEDs also steady(on)."""

    def __init__(self, leds, s0, energy, settings):
        self._leds = leds
        self._s0 = s0
        self._energy = energy
        self._width_ms = settings.pulse_ms
        self._lit = settings.led_without_load
        self._steady = None
        # a pulse falls due where the register's digit changes, also after a restart
        self.active = PulseMeter(settings.pulse_ms, energy.a_plus.uj)
        self.reactive = PulseMeter(settings.pulse_ms, (energy.r[0].uj + energy.r[1].uj) % UJ_PER_WH)

    def step(self, duration_us):
        """Send what the last window of `duration_us` made due."""
        energy = self._energy
        reactive = energy.reactive_uj if energy.quadrant <= 2 else 0
        for which, meter, uj in ((0, self.active, energy.active_uj), (1, self.reactive, reactive)):
            for offset in meter.add(max(0, uj), duration_us):
                self._leds[which].pulse(offset, self._width_ms)
                self._s0[which].pulse(offset, self._width_ms)
        steady = self._lit and energy.active_uj == 0
        if steady != self._steady:
            self._steady = steady
            self._leds[0].steady(steady)
