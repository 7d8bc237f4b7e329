"""Four-quadrant accumulation: A+, A- and the quadrants' R1 to R4, in watt-hours with the remainder kept.

Quadrants per IEC 62053-23: QI P+ Q+, QII P- Q+, QIII P- Q-, QIV P+ Q-. R+ is R1 + R2, R- is R3 + R4 to the unit.
Below the registration cut-off nothing is counted; registers never step back.
"""

UJ_PER_WH = 3_600_000_000
WRAP_WH = 10_000_000_000  # seven digits of kWh


class Register:
    """One energy: `wh` whole units (Wh or varh) and `uj` of the next, 0 ≤ uj < UJ_PER_WH."""

    def __init__(self):
        self.wh = 0
        self.uj = 0

    def add(self, uj):
        self.uj += uj
        if self.uj >= UJ_PER_WH:
            self.wh = (self.wh + self.uj // UJ_PER_WH) % WRAP_WH
            self.uj %= UJ_PER_WH

    def read(self):
        return self.wh

    def micro(self):
        """The register with its remainder, in µWh (µvarh)."""
        return self.wh * 1_000_000 + self.uj // 3600

    def microjoules(self):
        """The same in µJ, to the last one."""
        return self.wh * UJ_PER_WH + self.uj


class Pair:
    """Two registers read as one, so that their sum is exact whatever their remainders are."""

    def __init__(self, one, other):
        self._one = one
        self._other = other

    def read(self):
        return (self._one.wh + self._other.wh + (self._one.uj + self._other.uj) // UJ_PER_WH) % WRAP_WH

    def micro(self):
        return (self._one.wh + self._other.wh) * 1_000_000 + (self._one.uj + self._other.uj) // 3600

    def microjoules(self):
        return self._one.microjoules() + self._other.microjoules()


class Energy:
    """The meter's energies.

    cutoff_mw: where counting starts (mW and mvar alike); it ends an eighth below, so that noise at the limit does
    not chop a load.
    """

    def __init__(self, cutoff_mw):
        self._start_mw = cutoff_mw
        self._end_mw = cutoff_mw - (cutoff_mw >> 3)
        self.a_plus = Register()
        self.a_minus = Register()
        self.r = (Register(), Register(), Register(), Register())  # R1 … R4
        self.r_plus = Pair(self.r[0], self.r[1])
        self.r_minus = Pair(self.r[2], self.r[3])
        self.a_sum = Pair(self.a_plus, self.a_minus)
        self.quadrant = 1
        self.stored = (self.a_plus, self.a_minus) + self.r  # what must survive, in the order of its record
        self.active_uj = self.reactive_uj = 0  # what the last window added, signed

    def add(self, window):
        """Count one window."""
        active = window.energy_uj if abs(window.p_mw) >= self._least(self.active_uj) else 0
        reactive = window.reactive_uj if abs(window.q_mvar) >= self._least(self.reactive_uj) else 0
        if window.q_mvar >= 0:
            self.quadrant = 1 if window.p_mw >= 0 else 2
        else:
            self.quadrant = 4 if window.p_mw >= 0 else 3
        if active > 0:
            self.a_plus.add(active)
        elif active < 0:
            self.a_minus.add(-active)
        if reactive:
            self.r[self.quadrant - 1].add(abs(reactive))
        self.active_uj = active
        self.reactive_uj = reactive

    def _least(self, counted):
        """The power that counts, after a window that has `counted` something or not."""
        return self._end_mw if counted else self._start_mw
