"""Keeps windows in step with the mains: frequency and phase from one window choose the next one's length.

The reference oscillator that correlates the samples runs at the expected frequency; what phase the voltage still
shows against it corrects both. Zero crossings are never looked for, so harmonics and noise do not move a window.
Ten-cycle windows follow IEC 61000-4-30 clause 4.4; without voltage a window is 200 ms of free running time.
"""

from meter.metrology.integers import angle, wrap
from meter.metrology.kernel import TURN

CYCLES = 10
ACQUISITION_CYCLES = 2  # short windows tell frequencies apart that are up to 12 Hz from nominal
LOWEST_MHZ = 44_000  # outside of these the voltage is not followed
HIGHEST_MHZ = 66_000
_GUESSES_MHZ = 50_000 + 60_000  # where the search looks, in turn
_DRIFT_MHZ = 20  # changes from window to window that are smaller are noise, not drift
_JUMP_MHZ = 500  # those that are larger are no change of frequency but a jump of the phase, by 36° or more


class Synchroniser:
    """Plans windows. All phases in 1/TURN turns, `step` in those a sample.

    rate: samples a second.  nominal_mhz: frequency assumed until the voltage tells another.
    `length`, `step`, `phase`: the plan of the window to come; `f_mhz`: the last one's frequency, 0 when unknown;
    `locked`: the window to come is ten cycles of the voltage; `jumps`: phase jumps seen.
    """

    def __init__(self, rate, nominal_mhz):
        self.rate = rate
        self._guess = self._step_of(nominal_mhz)
        self._other_guess = self._step_of(_GUESSES_MHZ - nominal_mhz)
        self._slack = self._step_of(_DRIFT_MHZ)
        self._jump = self._step_of(_JUMP_MHZ)
        self.jumps = 0
        self._searching = False
        self.acquire()

    def _step_of(self, f_mhz):
        return f_mhz * TURN // (1000 * self.rate)

    def _free_run(self):
        self.locked = self._searching = False
        self.f_mhz = 0
        self.step = self._guess
        self.phase = 0
        self.length = self.rate // 5
        self._middle = None  # phase of the voltage at the middle of the window before, and that window's length
        self._count = 0
        self._measured = 0
        self._change = 0
        self._settled = 0  # windows since the mains were found; the first frequencies are coarse

    def acquire(self):
        """Forget the mains and look for it with short windows, as at the start.

        A search that follows another one in vain goes on near the other frequency, 60 Hz after 50 Hz.
        """
        if self._searching:
            self._guess, self._other_guess = self._other_guess, self._guess
        self._free_run()
        self._searching = True
        self.length = self.rate // 25

    def close(self, count, sine, cosine, present, coherent):
        """Plan the next window from this one's voltage phasor (Σv·sin, Σv·cos) over `count` samples.

        present: whether there is voltage enough to follow; coherent: whether it was near the oscillator's frequency.
        """
        if not present:
            self._free_run()
            return
        if not coherent:
            self.jumps += self.locked
            self.acquire()
            return
        middle = self.phase + (self.step * (count - 1) >> 1) + angle(sine, cosine)
        if self._middle is None:
            frequency, drift = self.step, 0
        else:
            advance = self.step * (self._count + count) >> 1
            advance += wrap(middle - self._middle - advance)
            frequency = 2 * advance // (self._count + count)
            change = frequency - self._measured if self.locked else 0
            drift = self._drift(change)
            self._measured = frequency
            self.f_mhz = ((frequency + drift // 2) * self.rate * 1000 + TURN // 2) // TURN
            jumped = self._settled > 2 and abs(change) > self._jump
            if jumped or not LOWEST_MHZ <= self.f_mhz <= HIGHEST_MHZ:
                self.jumps += jumped
                self.acquire()
                return
            self.locked = True
            self._searching = False
            self._settled += 1
        self._middle = middle & (TURN - 1)
        self._count = count
        self.step = frequency + 3 * drift // 2
        self.phase = wrap(middle + ((frequency + drift) * (count + 1) >> 1))
        turns = CYCLES if self.locked else ACQUISITION_CYCLES
        self.length = (turns * TURN - self.phase + self.step // 2) // self.step

    def _drift(self, change):
        """The part of a change of frequency that can be trusted to go on: what two windows in turn agree on."""
        before, self._change = self._change, change
        if abs(change) < self._slack or (change > 0) != (before > 0):
            return 0
        return before if abs(before) < abs(change) else change
