"""One step of calibration: measure, correct, measure again, keep. Nothing changes unless all of it succeeds."""

from meter.config.calibration_text import change, parse
from meter.metrology import adjustment
from meter.metrology.adjustment import Reference
from meter.metrology.average import Average
from meter.metrology.limits import Refused

_UNITS = {"u": "v_uv", "i": "i_ua", "p": "p_uw", "q": "q_uvar"}
_WINDOWS_A_SECOND = 5
_WHOLE = 10**8  # 100 percent, in millionths of a percent
_STEADY_MC = 1_000
_NEGLIGIBLE = 1_000  # ppm, and µA of noise


class Run:
    """One step on its way.  parts: the Calibrator; text: see calibration_text. Raises ValueError when it cannot be."""

    def __init__(self, parts, text):
        before = parts.quantities.calibration
        step, given = parse(text, before.steps)
        self._parts = parts
        self._step = step
        self._windows = given.pop("seconds") * _WINDOWS_A_SECOND // 1_000_000
        self._error = given.pop("error", None)
        self._reference = Reference(**{_UNITS[key]: given[key] for key in given})
        self._before = before
        parts.quantities.adopt(adjustment.measuring(step, before))
        self._done = 0
        self._measure()

    def progress(self):
        return "%s %d OF %d" % (self._step.upper(), self._done + self._average.count, 2 * self._windows)

    def step(self, window):
        """Take a window of the meter; how the step has ended, None while it goes on."""
        parts, average = self._parts, self._average
        try:
            if parts.seal.closed():
                raise Refused("SEAL CLOSED")
            average.add(window)
            if not average.complete:
                return None
            if abs(parts.thermometer.read() - self._at_mc) > _STEADY_MC:
                raise Refused("TEMPERATURE NOT STEADY")
            if self._done:
                return "%s DONE: %s" % (self._step.upper(), self._keep(average))
            self._correct(average)
        except Refused as why:
            parts.quantities.adopt(self._before)
            parts.quantities.tune(parts.thermometer.read())
            return "%s REFUSED: %s" % (self._step.upper(), why)
        return None

    def _measure(self):
        parts = self._parts
        self._average = Average(self._windows, parts.cutoff_mw)
        self._at_mc = parts.thermometer.read()
        parts.quantities.tune(self._at_mc)

    def _correct(self, average):
        reference = self._reference
        if self._error is not None:
            reference.p_uw = average.p_uw * _WHOLE // (_WHOLE + self._error)
        parts = self._parts
        now = parts.quantities.calibration
        new = adjustment.corrected(self._step, now, parts.nominal, average, reference, self._at_mc)
        self._found = adjustment.error(self._step, average, reference)
        parts.quantities.adopt(new)
        self._done = self._windows
        self._measure()

    def _keep(self, average):
        left = adjustment.error(self._step, average, self._reference)
        if abs(left) > max(abs(self._found), _NEGLIGIBLE):
            raise Refused("WORSE AFTERWARDS")
        parts = self._parts
        calibration = parts.quantities.calibration
        calibration.steps[self._step] = (max(1, parts.clock.utc()[0]), self._at_mc, self._found, left)
        try:
            parts.records.save(calibration.pack())
        except OSError:
            raise Refused("MEMORY FAULT") from None
        return change(self._step, self._found, left)
