"""Keeps the meter's calibration, and calibrates on request (calibration_run.py, loaded for that only)."""

import gc


class Calibrator:
    """quantities: of the measuring chain; nominal: the board's own Calibration; records: where it is kept;
    seal: closed(); clock: utc() → (seconds, valid); thermometer: read() → m°C; cutoff_mw: registration cut-off.
    note(text): takes the event. `damaged`: a record was there and none is whole.
    """

    def __init__(self, quantities, nominal, records, seal, clock, thermometer, cutoff_mw, note):
        self.quantities = quantities
        self.nominal = nominal
        self.records = records
        self.seal = seal
        self.clock = clock
        self.thermometer = thermometer
        self.cutoff_mw = cutoff_mw
        self._note = note
        self._run = None
        self._text = "READY"
        self._load()

    def _load(self):
        record = self.records.load()
        self.damaged = record is None and self.records.damaged > 0
        kept = self.nominal.copy()
        if record:
            try:
                kept.unpack(record)
            except ValueError as unknown:
                self.damaged = True
                self._note(str(unknown))
        self.quantities.adopt(kept)

    def read(self):
        """What it is doing, or how the last step ended."""
        return self._run.progress() if self._run else self._text

    def report(self, step):
        """When, how warm, error found and error left of the last such step: `2026-03-14 15:09 25.00 C …`, or NEVER."""
        from meter.config.calibration_text import report

        return report(self.quantities.calibration, step)

    def write(self, text):
        """Begin the step that `text` asks for (calibration_text.py). Raises ValueError where it cannot be."""
        if self.seal.closed():
            raise ValueError("SEAL CLOSED")
        if self._run:
            raise ValueError("BUSY")
        if not self.clock.utc()[1]:
            raise ValueError("CLOCK NOT SET")
        self._run = _loaded()(self, text)

    def step(self, window):
        """Take a window of the meter."""
        if self._run:
            ended = self._run.step(window)
            if ended:
                self._run = None
                self._text = ended
                self._note("calibration: " + ended)


def _loaded():
    """The class Run, compiled or loaded now into a heap that has been swept."""
    gc.collect()
    try:
        from meter.config.calibration_run import Run
    except MemoryError:
        raise ValueError("NO MEMORY") from None
    return Run
