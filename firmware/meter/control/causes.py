"""What opens and closes the breaker without anybody's order: load, voltage, credit, and time."""

from meter.control.breaker import EXPIRED, LIMITED, OVER_VOLTAGE, REST_US, UNPAID, WARNED, WOULD
from meter.control.load_limit import LONG, NORMAL, LoadLimit
from meter.control.over_voltage import OverVoltage
from meter.control.plausibility import CURRENT, Plausibility
from meter.logs import event_codes

LOAD, PREPAYMENT, ON_POWER, LOG_ONLY, OVER = 1, 2, 4, 16, 64  # bits of the basis (JJ, register 128.0.11)
_SECOND_US = 1_000_000
_LONGEST_US = 70_000 * _SECOND_US  # beyond any wait


class Causes:
    """control: Control, which is told events of breaker.py; meter: its settings, clock, events and board."""

    def __init__(self, control, meter):
        self._control = control
        self._meter = meter
        self._limit = LoadLimit(meter.settings)
        self._over = OverVoltage(meter.settings, meter.board.nominal_mv)
        self._plausibility = Plausibility()
        self._state_us = self._second_us = 0
        self.emergency = False  # whether the limiter's emergency profile is in force

    def changed(self):
        """Another state has begun."""
        self._state_us = 0

    def load(self):
        """The mean of the last second: mA, or mW of power taken where the limit is in kW."""
        return self._limit.value()

    def load_is_low(self):
        settings = self._meter.settings
        return self.load() <= settings.threshold_low * (1_000_000 if settings.basis & ON_POWER else 1000)

    def too_high(self):
        """Whether there is an overvoltage to close the breaker in."""
        return self._meter.settings.basis & OVER and self._over.above(self._meter.window.v_rms_mv)

    def step(self, window, duration_us):
        """A window has passed; one without samples says nothing of load and voltage."""
        self._state_us = min(self._state_us + duration_us, _LONGEST_US)
        self._second_us += duration_us
        second = self._second_us >= _SECOND_US
        if second:
            self._second_us %= _SECOND_US
            self._second()
        if window.samples:
            self._load(window, duration_us)
            self._voltage(window, duration_us)
            if second and not self._control.breaker.pending():
                self._plausible(window)

    def _load(self, window, duration_us):
        control, basis = self._control, self._meter.settings.basis
        exhausted = control.exhausted
        found = self._limit.step(window, duration_us, control.threshold if basis & LOAD or exhausted else 0)
        if not control.closed:
            return
        if found == LONG:
            control.tell("e" if exhausted else "l" if basis & LOG_ONLY else "o")
        elif found != NORMAL:
            control.tell("w")
        elif control.state == WARNED or (control.state == WOULD and self._waited()):
            control.tell("n")

    def _voltage(self, window, duration_us):
        control = self._control
        opened = control.state == OVER_VOLTAGE
        if not self._meter.settings.basis & OVER:
            if opened:
                self._gone()
        elif (opened or control.closed) and self._over.step(window.v_rms_mv, duration_us, opened):
            if opened:
                self._gone()
            else:
                control.tell("v")

    def _second(self):
        control = self._control
        now, valid = self._meter.clock.utc()
        self.emergency = _emergency(self._meter.settings, now)
        prepayment = control.prepayment
        if prepayment and control.prepaying:
            prepayment.step(now, valid)
            if prepayment.expired and control.state != EXPIRED:
                control.tell("x")
            elif prepayment.cut and control.closed:
                control.tell("e")
        paid = control.state in (UNPAID, EXPIRED) and not control.exhausted
        if paid or (control.state == LIMITED and self._waited()):
            self._gone()

    def _waited(self):
        return self._state_us >= max(REST_US, _SECOND_US * self._meter.settings.connect_wait_s)

    def _gone(self):
        """What had opened it is no more."""
        self._control.tell("a" if self._meter.settings.reconnection else "m")

    def _plausible(self, window):
        control = self._control
        odd = self._plausibility.second(
            control.closed, window, control.breaker.voltage(), self._meter.board.nominal_mv // 2
        )
        if odd:
            self._meter.events.add(event_codes.BREAKER_CURRENT + odd - CURRENT)


def _emergency(settings, now):
    """Whether the limiter's emergency profile is in force: its group is one of ours, and its time has come."""
    if not settings.emergency:
        return False
    group, begin, seconds = settings.emergency
    return str(group) in settings.emergency_groups and begin <= now < begin + seconds
