"""The meter's test of itself, at its start and on command. Loaded for one test, and forgotten (watch.py).

The register memory gives back what was just written to it: a record of the ring, so no place wears for it. The log file
system takes a small file, gives it back and loses it. Samples move around their middle, the clock goes on, the heap has
room, display and thermometer answer, the sealed part is what was sealed (reference table of start-up: RAM by write and
read, EEPROM and ROM by checksum; RAM itself is MicroPython's).
"""

import gc

from meter.registers import status as bits
from meter.registers import survivors

LEAST_US = 3_000_000  # of windows: a clock that goes on has shown it
HEAP = 8_192  # bytes that must be free when swept
_FILE = "imtest"  # beside those of an image
_DATA = b"written and read"
_PIECES = 4  # of the sealed part's files a window
_MIDDLE = 1 << 23
# a half wave with peaks at full scale has a mean of 1/π of it, and a load may be one; a voltage is not
_OFFSETS = (1 << 20, 3 << 20)


class SelfTest:
    """What can be told at once is told when it is made; the rest by `step`.  meter: its board, keeper, legal, watch.

    whole: sum up the sealed part too, which a start has just done, and save the registers, as a start has.
    """

    def __init__(self, meter, whole):
        self._meter = meter
        self._left_us = LEAST_US
        self._summing = whole
        self._seconds = meter.board.clock.read()[0]
        if whole:
            meter.keeper.save()
            meter.legal.folder.rewind()
        if not _proved(meter):
            meter.keeper.failures += 1
        meter.watch.fault(bits.FLASH, not _kept(meter.board.logs))

    def step(self, duration_us):
        """A window of `duration_us` has passed; True when the test has ended."""
        meter, watch = self._meter, self._meter.watch
        self._left_us -= duration_us
        for _ in range(_PIECES):
            if self._summing and meter.legal.folder.step():
                self._summing = False
                watch.judge()
        if self._left_us > 0 or self._summing:
            return False
        watch.look()
        watch.fault(bits.CLOCK, meter.board.clock.read()[0] == self._seconds)
        watch.fault(bits.OFFSET, _shifted(meter.board))
        gc.collect()
        free = getattr(gc, "mem_free", None)  # MicroPython's
        watch.fault(bits.RAM, free is not None and free() < HEAP)
        return True


def _proved(meter):
    """Whether the memory gives back the energies as they were saved last, which was now."""
    try:
        return meter.keeper.journal.holds(survivors.pack(meter.energy, meter.hours))
    except OSError:
        return False


def _kept(files):
    """Whether the log file system takes, gives back and removes."""
    try:
        files.remove(_FILE)
        files.append(_FILE, _DATA)
        found = files.read(_FILE, 0, 2 * len(_DATA))
        files.remove(_FILE)
    except OSError:
        return False
    return found == _DATA


def _shifted(board):
    """Whether a channel's mean over a cycle of the mains is too far from the middle."""
    codes = board.sampler.codes
    pairs = board.sampler.rate * 1000 // board.nominal_mhz
    if len(codes) < 2 * pairs:
        return False  # too short a block to tell
    for channel in (0, 1):
        total = 0
        for k in range(channel, 2 * pairs, 2):
            total += codes[k]
        if abs(total // pairs - _MIDDLE) > _OFFSETS[channel]:
            return True
    return False
