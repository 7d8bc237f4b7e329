"""PCM1821, a stereo converter on I²S that needs no clock but BCLK and FSYNC (data sheet SBASA61A), as slave.

Words of 32 bits, left-justified, two's complement (8.3.2.2). A first-order high-pass at 0.00025 · fS takes out what is
direct (8.3.6.1): here as what it does to a sinusoid, and to an offset that came with the clocks. With clocks that
table 8-3 does not have it sends nothing.
"""

import math
from array import array

RATIOS = {8000: (32, 48, 64, 96, 128, 192, 256, 384, 512), 16_000: (16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)}
CUTOFF = 0.00025  # of the sampling rate
FULL = 1 << 31
HERTZ = 50


class I2sAdc:
    """left, right: rms of a sinusoid of 50 Hz at the inputs, as part of that of full scale's peak.

    `world_dc`: offset of both inputs, part of full scale. `world_code(channel, number)` → word in place of all that.
    """

    def __init__(self, left, right):
        self.world_dc = 0.0
        self.world_code = None
        self._levels = (left, right)
        self._waves = None

    def clocks(self, bclk, fsync):
        """BCLK and FSYNC run, Hz: the PLL looks for its ratio (8.3.3)."""
        self._waves = None
        if fsync not in RATIOS or bclk % fsync or bclk // fsync not in RATIOS[fsync]:
            return
        corner = CUTOFF * fsync / HERTZ
        gain, lead = 1 / math.sqrt(1 + corner * corner), math.atan(corner)
        steps = fsync // HERTZ
        self._waves = [
            array("i", [_word(rms * 2**0.5 * gain * math.sin(2 * math.pi * k / steps + lead)) for k in range(steps)])
            for rms in self._levels
        ]

    def frame(self, number):
        """(left, right) of frame `number` since the clocks began."""
        if self._waves is None:
            return 0, 0
        if self.world_code:
            return self.world_code(0, number), self.world_code(1, number)
        left, right = self._waves
        left, right = left[number % len(left)], right[number % len(right)]
        if self.world_dc:
            rest = int(FULL * self.world_dc * math.exp(-2 * math.pi * CUTOFF * number))
            left, right = _clip(left + rest), _clip(right + rest)
        return left, right


def _word(level):
    return _clip(int(level * FULL))


def _clip(word):
    return max(-FULL, min(FULL - 1, word))
