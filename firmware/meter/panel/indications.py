"""The small signs beside the digits: quadrant arrows, tariff, triangle, mains voltage, breaker, prepayment, tamper."""

from meter.panel.display import (
    BLINK,
    CLOSED,
    LOW_CREDIT,
    MINUS_P,
    MINUS_Q,
    OFF,
    OPEN,
    PLUS_P,
    PLUS_Q,
    PREPAID,
    STEADY,
    TAMPER,
)


class Indications:
    """limit_mv: voltage above which L1 shows; least_ua: current below which it blinks and the arrows are dark.

    The datasheet: L1 steady with voltage and current above their limits, blinking with voltage alone. An arrow shows
    what is being counted, so that noise around zero does not make it flicker. settings, control: the breaker's sign is
    dark while no function that disconnects is in force (`settings.basis`); control None: there is no breaker.
    """

    def __init__(self, window, energy, tariff, status, limit_mv, least_ua, settings=None, control=None):
        self._window = window
        self._energy = energy
        self._tariff = tariff
        self._status = status
        self._limit_mv = limit_mv
        self._least_ua = least_ua
        self._settings = settings
        self._control = control

    def read(self):
        """(arrows, tariff, triangle, mains, signs)."""
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
        return arrows, self._tariff.active, self._status.critical(), mains, self._signs()

    def _signs(self):
        signs = TAMPER if self._status.tamper() else 0
        control = self._control
        if control is None:
            return signs
        if self._settings.basis:
            signs |= CLOSED if control.closed else OPEN
        prepayment = control.prepayment
        if prepayment is not None and prepayment.on and control.prepaying:
            signs |= PREPAID | LOW_CREDIT if prepayment.alarm else PREPAID
        return signs
