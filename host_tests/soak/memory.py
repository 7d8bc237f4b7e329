"""Metrology's memory over a long time: `micropython memory.py DAYS`, on MicroPython; prints one line, exits with 1.

A cycle of the mains runs over and over through chain, registers, dips and pulses, with a load that changes every
minute. In the steady state no window may take a byte, and after all days the heap must hold what it held after the
first minute.
"""

import gc
import sys
from array import array

from fakes.sine_sampler import SineSampler, calibration
from meter.config.settings import Settings
from meter.metrology.chain import Chain
from meter.metrology.energy import Energy
from meter.metrology.pulses import PulseMeter
from meter.quality.dips import Dips

RATE = 8000
CYCLE = 160  # samples: 50 Hz
BLOCK = 2  # cycles
LOADS = ((5.0, 0.0), (0.02, 60.0), (80.0, -36.87), (1.0, 180.0), (0.0, 0.0))  # amperes, degrees of lag
MINUTE = 60 * RATE // CYCLE // BLOCK  # blocks


def blocks():
    """The codes of one block for each load."""
    found = []
    for amps, lag in LOADS:
        sampler = SineSampler(RATE)
        sampler.amps, sampler.lag = amps, lag
        found.append(array("I", sampler.block(CYCLE * BLOCK)))
    return found


class Meter:
    def __init__(self):
        self.chain = Chain(RATE, calibration(), 230_000, 50_000)
        self.dips = Dips(Settings(), 230_000)
        self.energy = Energy(2300)
        self.pulses = PulseMeter(30, self._pulse)
        self.windows = self.sent = 0

    def _pulse(self, offset_us):
        self.sent += 1

    def feed(self, codes, count):
        chain = self.chain
        start = 0
        while start < count:
            start += chain.take(codes, start, count - start)
            if chain.complete:
                self.windows += 1
                self.dips.step(chain.halves, self.windows // 5)
                self.energy.add(chain.window)
                self.pulses.add(max(0, self.energy.active_uj), 200_000, 0)

    def minute(self, codes):
        left = MINUTE
        while left:
            self.feed(codes, CYCLE * BLOCK)
            left -= 1


def main(days):
    meter = Meter()
    loads = blocks()
    for codes in loads:
        meter.minute(codes)
    gc.collect()
    gc.disable()  # so that what is taken shows
    first = gc.mem_alloc()
    for k in range(round(days * 1440)):
        before = gc.mem_alloc()
        meter.minute(loads[k % len(loads)])
        if gc.mem_alloc() != before:
            print("FAILED: %d bytes taken in minute %d" % (gc.mem_alloc() - before, k))
            return 1
    windows, pulses = meter.windows, meter.sent
    gc.enable()
    gc.collect()
    more = gc.mem_alloc() - first
    print("%d windows, %d pulses, %d bytes more at the end" % (windows, pulses, more))
    return 1 if more > 0 or not pulses else 0


sys.exit(main(float(sys.argv[1])))
