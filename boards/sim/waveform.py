"""The simulated mains: one period of voltage and one of current as tables, read out by a phase that runs.

Tables are made when something changes (floats, at leisure); samples come from them by integers alone, so a seed
gives the same run everywhere. Linear interpolation weakens harmonic h by sinc²(h / POINTS): the tables make up
for it, so the images, 120 dB below a fundamental, are the only trace.
"""

import math
from array import array

import micropython
from frontend import FULL, LIFT
from micropython import const

POINTS = 1024
PHASE = const(0)  # words of the state
STEP = const(1)
LAG = const(2)


class Waveform:
    """Voltage and current of a supply.

    rate: samples/s; front: FrontEnd, whose gain and pole shape the tables.
    `components` of voltage and current are lists of (order, rms value, angle): rms · √2 · sin(order · (ωt + φ) …)
    written as sin(order · ωt + angle), angle in radians.
    """

    def __init__(self, rate, front):
        self._rate = rate
        self._front = front
        self._tables = (array("i", bytes(4 * (POINTS + 1))), array("i", bytes(4 * (POINTS + 1))))
        self._state = array("i", (0, 0, 0))
        self.hertz = 50.0
        self.set_hertz(50.0)
        self.set_voltage(())
        self.set_current(())

    def set_hertz(self, hertz):
        """Frequency from the next sample on; the phase goes on without a jump."""
        self.hertz = hertz
        self._state[STEP] = round(hertz / self._rate * (1 << 30))
        self._state[LAG] = round(self._front.delay_ns * 1e-9 * hertz * (1 << 30))

    def set_voltage(self, components):
        self._fill(self._tables[0], components, self._front.v_gain / self._front.v_full)

    def set_current(self, components):
        self._fill(self._tables[1], components, self._front.i_gain / self._front.i_full)

    def read(self, fine, count):
        """The next `count` pairs, in fine units, into `fine` (array of int32); how many there were: all."""
        synthesise(0, 0, fine, count, self._state, self._tables[0], self._tables[1])
        return count

    def _fill(self, table, components, scale):
        terms = []
        for order, rms, angle in components:
            amplitude = rms * math.sqrt(2) * scale * FULL
            x = math.pi * order / POINTS
            amplitude /= (math.sin(x) / x) ** 2
            if self._front.pole_hz:
                ratio = order * self.hertz / self._front.pole_hz
                # the gain at 50 Hz is what calibration takes out, together with the delay common to both channels
                amplitude *= math.sqrt((1 + (50.0 / self._front.pole_hz) ** 2) / (1 + ratio * ratio))
                angle -= math.atan(ratio)
            terms.append((2 * math.pi * order / POINTS, amplitude, angle))
        for k in range(POINTS):
            value = 0.0
            for turn, amplitude, angle in terms:
                value += amplitude * math.sin(turn * k + angle)
            table[k] = LIFT + round(max(-1.0 * FULL, min(1.0 * FULL, value / 1.9)) * 1.9)
        table[POINTS] = table[0]


@micropython.viper
def synthesise(x: int, k: int, fine: ptr32, count: int, state: ptr32, volts: ptr32, amps: ptr32):
    """`count` pairs from the tables; x, k: pass 0. The current is read LAG ahead: it is sampled that much later."""
    phase = state[PHASE]
    step = state[STEP]
    lag = state[LAG]
    n = 0
    end = count << 1
    while n < end:
        k = phase >> 20
        x = volts[k]
        fine[n] = x + ((volts[k + 1] - x) * (phase & 0xFFFFF) >> 20)
        k = (phase + lag) & 0x3FFFFFFF
        x = amps[k >> 20]
        fine[n + 1] = x + ((amps[(k >> 20) + 1] - x) * (k & 0xFFFFF) >> 20)
        phase = (phase + step) & 0x3FFFFFFF
        n += 2
    state[PHASE] = phase
