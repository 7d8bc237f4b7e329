"""A+, A-, R+, R- of each tariff, whose sum is the total at any time.

A tariff that is not in force stands still at whole units; the one in force is what the total has beyond all others. So
nothing is counted twice or lost whatever is cut when, and the fraction of a unit that a tariff leaves behind goes to
the next. Reference table of tariffs: 1-4.8.1 to 1-4.8.8.
"""

from array import array

from meter.metrology.energy import WRAP_WH

TARIFFS = 8
ENERGIES = 4
SIZE = 1 + 8 * TARIFFS * ENERGIES  # of the packed state


class TariffEnergies:
    """energy: the totals; `active`: the tariff in force, 1 to 8."""

    def __init__(self, energy):
        self._totals = (energy.a_plus, energy.a_minus, energy.r_plus, energy.r_minus)
        self._still = array("Q", bytes(SIZE - 1))  # whole units of each energy and tariff; 0 for the one in force
        self.active = 1

    def read(self, which, tariff):
        """Whole units of energy `which` (0 to 3: A+, A-, R+, R-) in tariff 1 to 8."""
        return self._rest(which) if tariff == self.active else self._still[which * TARIFFS + tariff - 1]

    def total(self, which):
        return self._totals[which].read()

    def switch(self, tariff):
        """Put another tariff in force; keep the totals before this, or a cut takes back what another tariff has."""
        if tariff == self.active:
            return
        for which in range(ENERGIES):
            first = which * TARIFFS - 1
            self._still[first + self.active] = self._rest(which)
            self._still[first + tariff] = 0
        self.active = tariff

    def pack(self):
        return bytes((self.active,)) + bytes(self._still)

    def unpack(self, state, at):
        self.active = state[at]
        self._still = array("Q", state[at + 1 : at + SIZE])

    def _rest(self, which):
        still = 0
        for tariff in range(TARIFFS):
            still += self._still[which * TARIFFS + tariff]
        return (self.total(which) - still) % WRAP_WH
