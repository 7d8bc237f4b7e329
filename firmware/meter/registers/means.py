"""Mean voltage and current of the analysis logger's period (32.25.0, 31.25.0), over its windows."""


class Means:
    """`volts_mv`, `amps_ua`: of the last period that ended; a period cut by the supply has what came after it."""

    def __init__(self):
        self.volts_mv = self.amps_ua = 0
        self._volts = self._amps = self._windows = 0

    def add(self, window):
        self._volts += window.v_rms_mv
        self._amps += window.i_rms_ua
        self._windows += 1

    def close(self):
        """The period ends."""
        windows = max(1, self._windows)
        self.volts_mv, self.amps_ua = self._volts // windows, self._amps // windows
        self._volts = self._amps = self._windows = 0
