"""A log of the voltage's dips, swells and interruptions, for whoever wants to check them against the waveform."""

from meter.quality.dips import DIP, SWELL, Dips

HEADER = "start_ms,kind,duration_ms,extreme_mv\n"


class EventLog:
    """Writes one CSV row an event that has ended to the file `path` (OSError when it cannot be opened).

    Its clock are the samples of the run: it knows fractions of a second, which the meter's has not.
    """

    def __init__(self, path):
        self._file = open(path, "w")  # noqa: SIM115 — held as long as the board
        self._file.write(HEADER)
        self._dips = None
        self._samples = 0

    def add(self, meter, window):
        """Look at the `window` that `meter` has just measured."""
        if not window.samples:  # one of nothing: the half cycles are those of the window before
            return
        if not self._dips:
            self._dips = Dips(meter.settings, meter.board.nominal_mv)
        self._samples += window.samples
        self._dips.step(meter.chain.halves, self._samples / window.rate)
        for kind, second, ms, duration_ms, extreme_mv in self._dips.taken():
            name = "dip" if kind == DIP else "swell" if kind == SWELL else "interruption"
            self._file.write("%.3f,%s,%d,%d\n" % (1000 * second + ms, name, duration_ms, extreme_mv))

    def close(self):
        self._file.close()
