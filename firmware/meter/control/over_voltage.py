"""Overvoltage: when it lasts for its sample time the breaker opens, and closes again below a lower voltage.

Compared is the mean of the sample time, which begins with the first window that is beyond the limit.
"""


class OverVoltage:
    """settings: over_voltage_v for over_voltage_s, over_voltage_back_v for over_voltage_back_s, in V for 230 V and s;
    nominal_mv: of the board."""

    def __init__(self, settings, nominal_mv):
        self._settings = settings
        self._nominal_mv = nominal_mv
        self._opened = False
        self._sum = self._us = 0  # of the sample time that runs

    def limit_mv(self, volts):
        return volts * self._nominal_mv // 230

    def above(self, v_rms_mv):
        """Whether this window is too high to close the breaker in it."""
        return v_rms_mv > self.limit_mv(self._settings.over_voltage_v)

    def step(self, v_rms_mv, duration_us, opened):
        """A window has passed. opened: the breaker is open for overvoltage. True: it is to open, or to close again."""
        settings = self._settings
        if opened != self._opened:
            self._opened = opened
            self._us = 0
        limit_mv = self.limit_mv(settings.over_voltage_back_v if opened else settings.over_voltage_v)
        if not self._us:
            self._sum = 0
            if not (v_rms_mv < limit_mv if opened else v_rms_mv > limit_mv):
                return False
        self._us += duration_us
        self._sum += v_rms_mv * duration_us
        seconds = settings.over_voltage_back_s if opened else settings.over_voltage_s
        if self._us + duration_us // 2 < 1_000_000 * seconds:
            return False
        mean_mv = self._sum // self._us
        self._us = 0
        return mean_mv < limit_mv if opened else mean_mv > limit_mv
