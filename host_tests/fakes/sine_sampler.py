"""A converter without noise that samples sines: what the measuring chain's tests feed it."""

import math
from array import array

MIDDLE = 1 << 23
V_FULL = 400.0
I_FULL = 150.0
V_NV = round(V_FULL * 1e9 / MIDDLE)
I_PA = round(I_FULL * 1e12 / MIDDLE)


class SineSampler:
    """Offers rate, bits, group like a board's sampler; `block` makes the next codes.

    volts, amps rms; hertz; lag in degrees (current after voltage: positive); drift in Hz/s.
    All may be changed between blocks.
    `joule`: what has flowed.
    """

    bits = 24

    def __init__(self, rate=4000):
        self.rate = rate
        self.group = rate // 1000
        self.volts = 230.0
        self.amps = 5.0
        self.hertz = 50.0
        self.lag = 0.0
        self.drift = 0.0
        self.phase = 0.3
        self.joule = 0.0

    def block(self, count):
        codes = array("I", bytes(8 * count))
        for k in range(count):
            v = self.volts * math.sqrt(2) * math.sin(self.phase)
            i = self.amps * math.sqrt(2) * math.sin(self.phase - math.radians(self.lag))
            self.joule += v * i / self.rate
            codes[2 * k] = _code(v / V_FULL)
            codes[2 * k + 1] = _code(i / I_FULL)
            self.phase = (self.phase + 2 * math.pi * self.hertz / self.rate) % (2 * math.pi)
            self.hertz += self.drift / self.rate
        return codes


def _code(share):
    return max(0, min(2 * MIDDLE - 1, MIDDLE + round(share * MIDDLE)))
