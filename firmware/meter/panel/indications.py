"""The small signs beside the digits: quadrant arrows, tariff, status triangle, mains voltage."""

from meter.panel.display import BLINK, MINUS_P, MINUS_Q, OFF, PLUS_P, PLUS_Q, STEADY


class Indications:
    """limit_mv: voltage above which L1 shows; least_ua: current below which it blinks and the arrows are dark.

    The datasheet: L1 steady with voltage and current above their limits, blinking with voltage alone. An arrow shows
    what is being counted, so that noise around zero does not make it flicker.
    """

    def __init__(self, window, energy, tariff, status, limit_mv, least_ua):
        self._window = window
        self._energy = energy
        self._tariff = tariff
        self._status = status
        self._limit_mv = limit_mv
        self._least_ua = least_ua

    def read(self):
        """(arrows, tariff, triangle, mains)."""
        window = self._window
        loaded = window.i_rms_ua >= self._least_ua
        arrows = 0
        if loaded:
            p, q = self._energy.active_uj, self._energy.reactive_uj
            arrows |= PLUS_P if p > 0 else MINUS_P if p < 0 else 0
            arrows |= PLUS_Q if q > 0 else MINUS_Q if q < 0 else 0
        mains = OFF
        if window.v_rms_mv >= self._limit_mv:
            mains = STEADY if loaded else BLINK
        return arrows, self._tariff.active, self._status.critical(), mains
