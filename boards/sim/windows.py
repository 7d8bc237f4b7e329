"""A log of every window, for whoever wants to check each against the waveform it came from."""

HEADER = "first_sample,samples,v_rms_mv,i_rms_ua,p_mw,q_mvar,f_mhz\n"


class WindowLog:
    """Writes one CSV row a window to the file `path` (OSError when it cannot be opened)."""

    def __init__(self, path):
        self._file = open(path, "w")  # noqa: SIM115 — held as long as the board
        self._file.write(HEADER)

    def add(self, first_sample, window):
        """Log `window`, whose first sample is the `first_sample`-th of the run, counted from 0."""
        w = window
        row = (first_sample, w.samples, w.v_rms_mv, w.i_rms_ua, w.p_mw, w.q_mvar, w.f_mhz)
        self._file.write("%d,%d,%d,%d,%d,%d,%d\n" % row)

    def close(self):
        self._file.close()
