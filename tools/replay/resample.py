"""Resamples a recording to the instants at which the sampler would have sampled it, free of aliases and images.

The recording is taken as band-limited. A Kaiser-windowed sinc passes all but the last 2.5 % below the lower of the
two Nyquist frequencies and stops, by 100 dB, whatever is above that of the sampler. The ratio of the rates is taken
as a fraction, so each of its phases has its filter once; the anti-alias pole of the front end is part of it.
"""

import math
from fractions import Fraction

import numpy as np
from scipy import signal

CROSSINGS = 256  # zero crossings of the sinc on either side
BETA = signal.kaiser_beta(100.0)
TRANSITION = (100.0 - 7.95) / 14.36 / CROSSINGS  # width of the transition band / Nyquist frequency (Kaiser's formula)
DRIFT_S = 1e-6  # the fraction may put the last sample so far off
FINEST_HZ = 1e6  # the pole's filter runs at least so fast, where it equals the analog one


class Resampler:
    """From `rate_in` to `rate_out` samples/s, for recordings of `duration` s.

    pole_hz: of the anti-alias filter, whose gain and delay at 50 Hz are what calibration takes out (0: none).
    """

    def __init__(self, rate_in: float, rate_out: int, duration: float, pole_hz: float = 0) -> None:
        self._rate_in = rate_in
        self._rate_out = rate_out
        self._pole_hz = pole_hz
        self._fraction = ratio = _fraction(rate_out / rate_in, DRIFT_S / duration)
        # the rate of the filter, at which both rates fit; multiples of it do, too
        times = math.ceil(FINEST_HZ / (rate_in * ratio.numerator)) if pole_hz else 1
        self._up = ratio.numerator * times
        self._down = ratio.denominator * times
        # upwards the images begin where the band ends: the sinc cuts there; downwards nothing may fold
        self._cutoff = min(rate_in / 2, rate_out / 2 * (1 - TRANSITION / 2))
        self.count = int((duration + 1e-9) * rate_out)

    def __call__(self, samples: np.ndarray, later: float = 0.0) -> np.ndarray:
        """The waveform at (k + 1/2) / rate_out + `later` seconds after its first sample, for k = 0 … count - 1.

        So each sample stands in the middle of its period, and the first period begins with the recording. Beyond
        either end the waveform is continued by its image in the end point, which keeps value and slope.
        """
        fine = self._rate_in * self._up
        reach = CROSSINGS / (2 * self._cutoff)
        shift = 0.5 / self._rate_out + later
        if self._pole_hz:
            shift += math.atan(50 / self._pole_hz) / (2 * math.pi * 50)
        extra = math.ceil((reach + abs(shift)) * self._rate_in) + 2
        extended = np.pad(samples, extra, "reflect", reflect_type="odd")
        offset = shift + extra / self._rate_in
        skipped = math.ceil((reach + offset) * self._rate_out)  # outputs before the first one wanted
        first = offset - skipped * self._down / fine
        taps = self._filter(np.arange(math.ceil((reach - first) * fine)) / fine + first, reach)
        return signal.upfirdn(taps, extended, self._up, self._down)[skipped : skipped + self.count]

    def _filter(self, times: np.ndarray, reach: float) -> np.ndarray:
        """The impulse response at `times` s, 1/rate_in the unit of time."""
        band = 2 * self._cutoff
        window = np.i0(BETA * np.sqrt(np.clip(1 - (times / reach) ** 2, 0, 1))) / np.i0(BETA)
        taps = np.sinc(band * times) * np.where(np.abs(times) <= reach, window, 0) * band / self._rate_in
        if not self._pole_hz:
            return taps
        top, bottom = signal.bilinear([1], [1 / (2 * math.pi * self._pole_hz), 1], self._rate_in * self._up)
        return np.asarray(signal.lfilter(top * math.hypot(1, 50 / self._pole_hz), bottom, taps))


def _fraction(ratio: float, tolerance: float) -> Fraction:
    """The simplest fraction within `tolerance` · ratio of `ratio`."""
    limit = 1
    while True:
        fraction = Fraction(ratio).limit_denominator(limit)
        if abs(float(fraction) - ratio) <= tolerance * ratio:
            return fraction
        limit *= 2
