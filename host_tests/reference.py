"""The float64 answer to what the meter measures: a waveform taken as band-limited, integrated over a stretch of time.

Shares nothing with the meter or the replay tool: the spectrum is continued with zeros, which is exact inside, and
the integrals are taken on that fine grid. Voltage and current in V and A, times in s, results in V, A, W, var.
"""

import csv
from pathlib import Path

import numpy as np

FINER = 16


def load(path):
    """(times, volts, amperes) of a recording."""
    rows = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(0, 1, 2))
    return rows[:, 0], rows[:, 1], rows[:, 2]


def table(path):
    """The rows of a CSV file with a header as dictionaries of floats."""
    with Path(path).open(newline="") as file:
        return [{name: float(text) for name, text in row.items()} for row in csv.DictReader(file)]


def finer(samples):
    """`samples` at FINER times their rate, from the first to the last of them, taken as band-limited.

    The ends are made to fit: the line through them is taken off, and what is left is continued as an odd function.
    """
    count = len(samples)
    line = np.linspace(samples[0], samples[-1], count)
    rest = samples - line
    turn = np.fft.rfft(np.concatenate((rest, -rest[-2:0:-1])))
    turn[-1] /= 2  # what is at the Nyquist frequency stands for both its images
    period = 2 * (count - 1) * FINER
    wide = np.zeros(period // 2 + 1, complex)
    wide[: len(turn)] = turn
    fine = np.fft.irfft(wide, period) * FINER
    length = (count - 1) * FINER + 1
    return fine[:length] + np.linspace(samples[0], samples[-1], length)


class Reference:
    """Answers for any stretch of a recording.  times: evenly spaced, s."""

    def __init__(self, times, volts, amperes):
        self.v = finer(volts)
        self.i = finer(amperes)
        self.t = np.linspace(times[0], times[-1], len(self.v))
        self._kept = {}

    def mean(self, name, start, end):
        """Mean of v, i or a product of them (`name`: "vi"; made once, for all stretches) from `start` to `end`."""
        if name not in self._kept:
            values = np.prod([getattr(self, factor) for factor in name], axis=0)
            areas = (values[1:] + values[:-1]) / 2 * (self.t[1] - self.t[0])
            self._kept[name] = values, np.concatenate(([0.0], np.cumsum(areas)))
        values, total = self._kept[name]
        position = (np.array((start, end)) - self.t[0]) / (self.t[1] - self.t[0])
        whole = np.clip(position.astype(int), 0, len(self.t) - 2)
        part = position - whole
        at = total[whole] + part * (self.t[1] - self.t[0]) * (
            values[whole] + (values[whole + 1] - values[whole]) * part / 2
        )
        return (at[1] - at[0]) / (end - start)

    def stretch(self, start, end, hertz=0.0, means=False):
        """v_rms, i_rms, p and, with `hertz`, the fundamental's q over a stretch; means: leave them in."""
        v_mean = i_mean = 0.0
        if not means:
            v_mean, i_mean = self.mean("v", start, end), self.mean("i", start, end)
        vv = self.mean("vv", start, end) - v_mean**2
        ii = self.mean("ii", start, end) - i_mean**2
        found = {"v_rms": max(vv, 0) ** 0.5, "i_rms": max(ii, 0) ** 0.5}
        found["p"] = self.mean("vi", start, end) - v_mean * i_mean
        if hertz:
            v_1, i_1 = (self.phasor(x, m, hertz, start, end) for x, m in ((self.v, v_mean), (self.i, i_mean)))
            found["q"] = (v_1 * i_1.conjugate()).imag
        return found

    def phasor(self, values, mean, hertz, start, end):
        """Root mean square and angle of the component at `hertz` of values - mean as a complex number."""
        inside = slice(*np.searchsorted(self.t, (start, end)))
        turns = np.exp(-2j * np.pi * hertz * self.t[inside])
        return complex(np.mean((values[inside] - mean) * turns)) * 2**0.5
