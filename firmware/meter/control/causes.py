"""What opens and closes the breaker without anybody's order: load, voltage, credit, and time."""

from meter.control.breaker import EXPIRED, LIMITED, OVER_VOLTAGE, REST_US, UNPAID, WARNED, WOULD
from meter.logs.event_codes import BREAKER_ALIVE, BREAKER_CURRENT, BREAKER_DEAD

LOAD = 1  # bits of the basis (JJ, register 128.0.11)
PREPAYMENT = 2
ON_POWER = 4  # limit in kW of the power taken, else in A
LOG_ONLY = 16
OVER = 64
_SECOND_US = 1_000_000
_LONGEST_US = 70_000 * _SECOND_US  # beyond any wait
_AGAIN = 3  # times in an hour that it closes by itself after a load or a voltage: contacts wear
_HOUR_US = 3_600_000_000
_ODD_S = 10  # so long current or voltage must be what the position of the breaker does not explain
_ODD_UA = 250_000  # no noise and no crosstalk


class Causes:
    """control: Control, which is told events of breaker.py; meter: its settings, clock, events, board and window.

    What watches load and voltage is loaded with the first window in which the basis wants it.
    """

    def __init__(self, control, meter):
        self._control = control
        self._meter = meter
        self._limit = self._over = None
        self._state_us = self._second_us = 0
        self._again = self._hour_us = 0
        self._odd = self._odd_s = 0  # an event's code, for how long
        self._told = 0  # of these, in this state
        self.emergency = False  # whether the limiter's emergency profile is in force

    def changed(self):
        """Another state has begun."""
        self._state_us = self._told = 0

    def load(self):
        """The load, mW of power taken where the limit is in kW, else mA: of a second, of a window while no limit is."""
        if self._limit:
            return self._limit.value()
        window = self._meter.window
        return max(0, window.p_mw) if self._meter.settings.basis & ON_POWER else window.i_rms_ua // 1000

    def too_high(self):
        """Whether there is an overvoltage to close the breaker in."""
        return self._over and self._meter.settings.basis & OVER and self._over.above(self._meter.window.v_rms_mv)

    def step(self, window, duration_us):
        """A window has passed; one without samples says nothing of load and voltage."""
        self._state_us = min(self._state_us + duration_us, _LONGEST_US)
        self._second_us += duration_us
        self._hour_us += duration_us
        if self._hour_us >= _HOUR_US:
            self._again = self._hour_us = 0
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
        wanted = basis & LOAD or exhausted
        limit = self._limit
        if not limit:
            if not wanted and control.state not in (WARNED, WOULD):  # as a start may find it
                return
            try:
                from meter.control.load_limit import LoadLimit

                limit = self._limit = LoadLimit(self._meter.settings)
            except MemoryError:
                return  # a client has the heap: the next window tries again
        found = limit.step(window, duration_us, control.threshold if wanted else 0)
        if not control.closed:
            return
        if found > 1:
            control.tell("e" if exhausted else "l" if basis & LOG_ONLY else "o")
        elif found:
            control.tell("w")
        elif control.state == WARNED or (control.state == WOULD and self._waited()):
            control.tell("n")

    def _voltage(self, window, duration_us):
        control = self._control
        opened = control.state == OVER_VOLTAGE
        if not self._meter.settings.basis & OVER:
            if opened:
                self._gone()
            return
        if not self._over:
            try:
                from meter.control.over_voltage import OverVoltage

                self._over = OverVoltage(self._meter.settings, self._meter.board.nominal_mv)
            except MemoryError:
                return
        if (opened or control.closed) and self._over.step(window.v_rms_mv, duration_us, opened):
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
        """What had opened it is no more; a credit that was used up meanwhile keeps it open."""
        control = self._control
        itself = self._meter.settings.reconnection
        if control.state in (LIMITED, OVER_VOLTAGE):
            itself = itself and self._again < _AGAIN
            self._again += 1
        control.tell("e" if control.exhausted else "a" if itself else "m")

    def _plausible(self, window):
        """A second has passed: what the position does not explain is told, once in a state."""
        voltage = self._meter.board.relay.load_voltage()
        odd = 0
        if self._control.closed:
            if voltage is False and window.v_rms_mv > self._meter.board.nominal_mv // 2:
                odd = BREAKER_DEAD
        elif window.i_rms_ua > _ODD_UA:
            odd = BREAKER_CURRENT
        elif voltage:
            odd = BREAKER_ALIVE
        self._odd_s = self._odd_s + 1 if odd == self._odd else 1
        self._odd = odd
        if odd and self._odd_s == _ODD_S and not self._told >> odd - BREAKER_CURRENT & 1:
            self._told |= 1 << odd - BREAKER_CURRENT
            self._meter.events.add(odd)


def _emergency(settings, now):
    """Whether the limiter's emergency profile is in force: its group is one of ours, and its time has come."""
    if not settings.emergency:
        return False
    group, begin, seconds = settings.emergency
    return str(group) in settings.emergency_groups and begin <= now < begin + seconds
