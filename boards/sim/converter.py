"""The simulated converter: what a source holds, through a front end, as the codes that the firmware reads."""

from array import array

import frontend
from drivers import rp2040_codes


class Converter:
    """`codes` holds what `read` brought: uint32 pairs, voltage first, offset binary of 24 bits.

    source: read(fine, count) -> pairs; front: FrontEnd; seed: of its noise; most: pairs a block.
    """

    def __init__(self, source, front, seed, most):
        self.codes = array("I", bytes(8 * most))
        self._source = source
        self._front = front
        self._state = frontend.state(front, seed)

    def read(self, count):
        """The next `count` pairs; how many there were."""
        # in place: fine units, which are never negative, make way for codes
        count = self._source.read(self.codes, count)
        frontend.digitise(0, 0, self.codes, self.codes, count, self._state)
        if self._front.wide_codes:
            rp2040_codes.straighten(0, 0, self.codes, 2 * count)
        return count

    def add_offset(self, volts):
        """Direct voltage on the mains, beside the front end's own offset."""
        front = self._front
        self._state[frontend.V_OFFSET] = frontend.offset(volts + front.v_offset, front.v_full)

    def add_noise(self, volts):
        """White noise on the mains, rms a sample, beside the front end's own."""
        front = self._front
        both = (volts * volts + front.v_noise * front.v_noise) ** 0.5
        self._state[frontend.V_NOISE] = frontend.noise(both, front.v_full)
