"""What a day's mains and loads put into the converters: codes in tables, played over and over.

A level of the load is a table of ten periods of the mains, so that one follows another without a step of the voltage.
"""

import math
import random
from array import array

from adc_registers import code_of
from chips.ads131m02_registers import code, crc16
from drivers import rp2040_codes

MIDDLE = 1 << 23
PERIODS = 10
# pairs in ten periods (1600: 50 Hz), volts and amperes as parts of what is usual, degrees of lag, third harmonic of the
# current
LEVELS = (
    (1600, 1.0, 0.4, 0, 0.0),
    (1601, 0.98, 1.0, 25, 0.1),
    (1599, 1.02, 0.06, -40, 0.4),
    (1600, 1.0, 0.6, 180, 0.0),
    (1602, 1.01, 0.2, 120, 0.2),
    (1598, 0.96, 0.01, 10, 0.0),
    (1600, 0.99, 0.0, 0, 0.0),
    (1601, 0.75, 0.8, -110, 0.05),
)
LONGEST = 600  # tables of one level: two minutes


class Play:
    """A day's codes in order. tables: of each level; `nothing`: how many pairs of 0 V and 0 A come first."""

    def __init__(self, tables, seed):
        self._tables = [memoryview(table) for table in tables]
        self.nothing = 0
        self._dice = seed
        self._left = 0  # tables of the present level, the one under way too
        self._place = 0
        self._table = self._tables[0]
        self.level = -1

    def fill(self, items, at, count):
        """The next `count` items into `items` from `at` on."""
        view = memoryview(items)
        while self.nothing and count:
            view[at] = view[at + 1] = MIDDLE
            self.nothing -= 1
            at += 2
            count -= 2
        while count:
            if not self._left:
                self._next()
            table, place = self._table, self._place
            part = min(count, len(table) - place)
            view[at : at + part] = table[place : place + part]
            at += part
            count -= part
            self._place += part
            if self._place == len(table):
                self._place = 0
                self._left -= 1

    def _next(self):
        """Every level in turn, and another one after each, for some time."""
        self._dice = (self._dice * 1103515245 + 12345) & 0x7FFFFFFF
        self._left = 1 + (self._dice >> 8) % LONGEST
        self.level += 1
        turn, odd = divmod(self.level, 2)
        self._table = self._tables[(turn if odd else (self._dice >> 20)) % len(self._tables)]


def _wave(level, late):
    """(voltage, current) of each pair, as parts of usual; late: how much later the current is sampled, in pairs."""
    pairs, volts, amperes, lag, third = level
    lag = math.radians(lag)
    for k in range(pairs):
        at = 2 * math.pi * PERIODS * k / pairs
        at_current = 2 * math.pi * PERIODS * (k + late) / pairs - lag
        yield volts * math.sin(at), amperes * (math.sin(at_current) + third * math.sin(3 * at_current))


def classroom():
    """(tables for the RP2040's converter, tables of what a straight one of 24 bits would say), 12 V and 5 A usual."""
    v_peak = 2048 * 2**0.5 * 12 / 25
    i_peak = 2048 * 2**0.5 * 5 / 12.5
    random.seed(1)
    raw, straight = [], []
    for level in LEVELS:
        codes = array("H")
        for voltage, current in _wave(level, 0.5):
            # some noise, and middles that are not quite right
            codes.append(code_of(2053.3 + v_peak * voltage + random.random()))
            codes.append(code_of(2041.9 + i_peak * current + random.random()))
        wide = array("I", codes)
        rp2040_codes.straighten(0, 0, wide, len(wide))
        raw.append(codes)
        straight.append(wide)
    return raw, straight


def isolated(divider, shunt, status):
    """(tables of the ADS131M02's frames, tables of its codes as offset binary), 230 V and 60 A usual."""
    random.seed(1)
    frames, codes = [], []
    for level in LEVELS:
        words, pairs = array("I"), array("I")
        for voltage, current in _wave(level, 0):
            seen = (
                code(230 * 2**0.5 * voltage / divider + 2e-5 * random.random(), 1),
                code(60 * 2**0.5 * current * shunt + 2e-6 * random.random(), 32),
            )
            frame = bytes([status >> 8, status & 0xFF, 0])
            for value in seen:
                frame += bytes([value >> 16, value >> 8 & 0xFF, value & 0xFF])
                pairs.append(value ^ 0x800000)
            crc = crc16(frame)
            frame += bytes([crc >> 8, crc & 0xFF, 0])
            for k in (0, 4, 8):
                words.append(int.from_bytes(frame[k : k + 4], "big"))
        frames.append(words)
        codes.append(pairs)
    return frames, codes
