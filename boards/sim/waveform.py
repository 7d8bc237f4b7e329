"""The simulated mains: a period of voltage and one of current as tables, read out by a phase that runs.

Tables are made when something changes (floats, at leisure); samples come from them by integers alone, so a seed
gives the same run everywhere. Linear interpolation weakens harmonic h by sinc²(h / POINTS): the tables make up
for it, so the images, 120 dB below a fundamental, are the only trace. What the front end does to an amplitude and an
angle is in the tables as well.
"""

import math
from array import array

import micropython
from frontend import FULL, LIFT, coupled
from micropython import const

POINTS = 1024
REFERENCE_C = 25.0
PHASE = const(0)  # words of the state
STEP = const(1)
LAG = const(2)


class Waveform:
    """Voltage and current of a supply.

    rate: samples/s; front: FrontEnd; periods: cycles of the mains that the tables hold, for a load that repeats only
    after several. `components` of voltage and current are lists of (order, rms value, angle): rms · √2 ·
    sin(order · ωt + angle), angle in radians; order 0 is a direct current of rms amperes.
    """

    def __init__(self, rate, front, periods=1):
        self._rate = rate
        self._front = front
        self._periods = periods
        self._tables = (array("i", bytes(4 * (POINTS + 1))), array("i", bytes(4 * (POINTS + 1))))
        self._state = array("i", (0, 0, 0))
        self._volts = self._amps = ()
        self._celsius = REFERENCE_C
        self.hertz = 50.0
        self.set_hertz(50.0)
        self._refill()

    def set_hertz(self, hertz):
        """Frequency from the next sample on; the phase goes on without a jump."""
        self.hertz = hertz
        self._state[STEP] = round(hertz / self._periods / self._rate * (1 << 30))
        self._state[LAG] = round(self._front.delay_ns * 1e-9 * hertz / self._periods * (1 << 30))

    def set_voltage(self, components):
        self._volts = components
        self._refill()

    def set_current(self, components):
        self._amps = components
        self._fill(1, self._current())

    def set_temperature(self, celsius):
        """Of the front end, whose gains drift with it."""
        self._celsius = celsius
        self._refill()

    def read(self, fine, count):
        """The next `count` pairs, in fine units, into `fine` (array of int32); how many there were: all."""
        synthesise(0, 0, fine, count, self._state, self._tables[0], self._tables[1])
        return count

    def _refill(self):
        front = self._front
        gain = self._gain(front.v_gain, front.v_drift, front.v_curve) / front.v_full
        self._fill(0, [self._seen(component, gain, front.v_coupling_hz) for component in self._volts])
        self._fill(1, self._current())

    def _current(self):
        """Components of the current channel as parts of full scale: the load's and what the voltage adds."""
        front = self._front
        gain = self._gain(front.i_gain, front.i_drift, front.i_curve) / front.i_full
        seen = [self._seen(component, gain, front.i_coupling_hz) for component in self._amps]
        if front.crosstalk:
            lead = math.radians(front.crosstalk_lead)
            for order, rms, angle in self._volts:
                seen.append(self._seen((order, rms, angle + lead), front.crosstalk / front.v_full, 0.0))
        return seen

    def _gain(self, gain, drift, curve):
        warmer = self._celsius - REFERENCE_C
        return gain * (1 + drift * warmer + curve * warmer * warmer)

    def _seen(self, component, gain, coupling_hz):
        """(order, amplitude as a part of full scale, angle) of a component behind the front end's filters."""
        order, rms, angle = component
        if not order:
            return 0, 0.0 if coupling_hz else rms * gain, math.pi / 2
        front = self._front
        amplitude = rms * math.sqrt(2) * gain
        hertz = order * self.hertz
        if front.pole_hz:
            ratio = hertz / front.pole_hz
            # the gain at 50 Hz is what calibration takes out, together with the delay common to both channels
            amplitude *= math.sqrt((1 + (50.0 / front.pole_hz) ** 2) / (1 + ratio * ratio))
            angle -= math.atan(ratio)
        if coupling_hz:
            amplitude *= coupled(coupling_hz, hertz)
            angle += math.atan(coupling_hz / hertz)
        if front.sinc:
            amplitude *= (_sinc(hertz / self._rate) / _sinc(50.0 / self._rate)) ** front.sinc
        return order, amplitude, angle

    def _fill(self, which, components):
        table = self._tables[which]
        terms = []
        for order, amplitude, angle in components:
            turns = order * self._periods
            if turns:
                amplitude /= _sinc(turns / POINTS) ** 2
            terms.append((2 * math.pi * turns / POINTS, amplitude * FULL, angle))
        for k in range(POINTS):
            value = 0.0
            for turn, amplitude, angle in terms:
                value += amplitude * math.sin(turn * k + angle)
            table[k] = LIFT + round(max(-1.0 * FULL, min(1.0 * FULL, value / 1.9)) * 1.9)
        table[POINTS] = table[0]


def _sinc(x):
    return math.sin(math.pi * x) / (math.pi * x)


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
