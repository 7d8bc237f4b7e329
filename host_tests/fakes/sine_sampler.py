"""A converter without noise that samples sines: what the measuring chain's tests feed it."""

import math
from array import array

from meter.metrology.calibration import Calibration

MIDDLE = 1 << 23
V_FULL = 400.0
I_FULL = 150.0


def calibration(delay_ns=0):
    """What is true of this converter."""
    return Calibration(round(V_FULL * 1e6), round(I_FULL * 1e9), delay_ns)


class SineSampler:
    """Offers rate like a board's sampler; `block` makes the next codes.

    volts, amps rms; hertz; lag in degrees (current after voltage: positive); drift in Hz/s; harmonics of voltage and
    current: [(order, part of the fundamental, angle in degrees)]; noise: volts rms, white; direct: amperes.
    All may be changed between blocks.
    `joule`: what has flowed.
    """

    def __init__(self, rate=8000):
        self.rate = rate
        self.volts = 230.0
        self.amps = 5.0
        self.hertz = 50.0
        self.lag = 0.0
        self.drift = 0.0
        self.phase = 0.3
        self.joule = 0.0
        self.direct = self.noise = 0.0
        self.v_harmonics = self.i_harmonics = ()
        self._random = 1

    def block(self, count):
        codes = array("I", bytes(8 * count))
        for k in range(count):
            v = self.volts * math.sqrt(2) * self._wave(0.0, self.v_harmonics)
            i = self.amps * math.sqrt(2) * self._wave(self.lag, self.i_harmonics) + self.direct
            if self.noise:
                v += self.noise * self._bell()
            self.joule += v * i / self.rate
            codes[2 * k] = _code(v / V_FULL)
            codes[2 * k + 1] = _code(i / I_FULL)
            self.phase = (self.phase + 2 * math.pi * self.hertz / self.rate) % (2 * math.pi)
            self.hertz += self.drift / self.rate
        return codes

    def _wave(self, lag, harmonics):
        value = math.sin(self.phase - math.radians(lag))
        for order, part, degrees in harmonics:
            value += part * math.sin(order * self.phase + math.radians(degrees))
        return value

    def _bell(self):
        """A number of variance 1, bell-shaped: twelve even ones added up."""
        total = -6.0
        for _ in range(12):
            self._random = (self._random * 1664525 + 1013904223) & 0xFFFFFFFF
            total += self._random / (1 << 32)
        return total


def _code(share):
    return max(0, min(2 * MIDDLE - 1, MIDDLE + round(share * MIDDLE)))
