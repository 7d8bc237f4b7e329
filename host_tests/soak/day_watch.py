"""What is around a board for a whole day: its flash, its console, and the second meter that must agree with it.

To be loaded when time is that of soc.waited_time.
"""

# MicroPython's and the fakes'
# pyright: reportMissingImports=false, reportAttributeAccessIssue=false

import gc
import time

import machine
import pio
from day_twin import Different, Twin
from fakes.ram_flash import RamFlash

SUPPLY = 19  # pin of its warning
OUTPUTS = ((6, 0), (7, 1), (8, 0), (9, 1))  # pins of LEDs and S0, and whether they are the reactive ones
CLOCK, DISPLAY = 0x68, 0x3C  # addresses
WRITE_EVERY = 199  # windows: 40 s
COLLECT_EVERY = 300
STALL_MS = 400  # of an erase at its slowest: W25Q16JV, AC characteristics, tSE
REST_US = 1_000_000  # between two of them, for the samplers' rings last no longer than half a second
ERASE = 6  # operation of a block device
EARLY_US = 250  # the age and the beginning are known to a pair each
LATE_US = 15_000  # the records of a period's end take the bus for so long before the pulses are told
LATEST_US = 1000 * STALL_MS + LATE_US

hand = time.hand


class Flash(RamFlash):
    """Keeps the processor for STALL_MS at a change, once it is `slow`, but no more than once in REST_US."""

    def __init__(self, blocks):
        super().__init__(blocks)
        self.stalls = 0
        self.slow = False
        self._free_us = 0

    def writeblocks(self, block, data, offset):
        self._stall()
        super().writeblocks(block, data, offset)

    def ioctl(self, operation, argument):
        if operation == ERASE:
            self._stall()
        return super().ioctl(operation, argument)

    def _stall(self):
        if self.slow and hand.us >= self._free_us:
            self.stalls += 1
            hand.stall_ms(STALL_MS)
            self._free_us = hand.us + REST_US


class Day:
    """A meter's life on `board`, `seconds` long, and the second meter with it; it is the board's console.

    flash: Flash; settings: JSON text; play: Play of the second meter's codes; ahead(count) → pairs of nothing that come
    before them, when the first block had `count` pairs.
    """

    def __init__(self, board, seconds, flash, settings, play, ahead):
        self.board, self._flash, self._settings, self._play, self._ahead = board, flash, settings, play, ahead
        self._twin = self._wrong = None
        self._readings = []  # of the clock, and …
        self._counts = []  # … pairs of each block, that the second meter has not had
        self._given = 0  # pairs that the sampler has handed over
        self._over = False
        self._until = round(seconds * board.sampler.rate)
        self._edges = {number: [] for number, _ in OUTPUTS}
        self._began_us = 0  # of the first sample
        self._tap(board.sampler, board.clock)
        board.console = self

    def _tap(self, sampler, clock):
        take, read = sampler.read, clock.read

        async def counted():
            count = await take()
            self._given += count
            self._counts.append(count)
            self._over = count == 0
            return count

        def noted():
            found = read()
            self._readings.append(found)
            return found

        sampler.read, clock.read = counted, noted

    def window(self, meter, window):
        if self._twin is None:
            gc.threshold(-1)  # swept every ten windows; this heap has room for more
            sampler = self.board.sampler
            self._began_us = hand.us - self._given * 1_000_000 // sampler.rate - sampler.age_us()
            self._play.nothing = self._ahead(self._counts[0])
            self._twin = Twin(self.board, self._settings, self._play, self._readings, self._counts)
        self._flash.slow = True
        if self._over:
            return  # the last window, of what there was: `stopped` follows
        try:
            self._twin.follow(meter)
        except Exception as wrong:
            self._wrong = wrong  # the meter closes before it is heard of
            raise
        if meter.windows % COLLECT_EVERY == 0:
            self.collect()
        if meter.windows % WRITE_EVERY == 0:
            self.board.files.write("note.txt", "window %d" % meter.windows)
        if meter.samples >= self._until:
            machine.Pin.world_pins[SUPPLY].world_drive(0)

    def note(self, text):
        pass  # an event too

    def refuse(self, text):
        raise Different(text)

    def stopped(self, meter):
        if self._wrong:
            return
        self._twin.close(meter)
        self._registers, self._records = self._twin.compare(meter)
        self._windows, self._wh = meter.windows, meter.energy.a_plus.wh
        self._pulses = (meter.lights.active.count, meter.lights.reactive.count)

    def chips(self, now):
        """Look at what the world has seen of the board; now: seconds since 2000 that it should know of."""
        same, sampler = self._twin.same, self.board.sampler
        for name in ("lost", "failed", "bad", "restarts"):  # of one sampler or the other
            same("sampler: %s" % name, 0, getattr(sampler, name, 0))
        seconds, valid = self.board.clock.read()
        same("clock", True, valid and abs(seconds - now) <= 1)
        same("bites of the watchdog", 0, self.board.watchdog.world_bites)
        same("faults at the clock", [], machine.I2C.world_chips[CLOCK].world_faults)
        same("faults at the display", [], machine.I2C.world_chips[DISPLAY].faults)
        for number, which in OUTPUTS:
            same("pulses of pin %d" % number, self._pulses[which], len(self._edges[number]))
        self._late = [0, 0]  # pulses, µs
        for number, which in OUTPUTS:
            for edge, due in zip(self._edges[number], self._twin.board.leds[which].due):  # noqa: B905
                late = edge - due
                if not -EARLY_US <= late <= LATEST_US:
                    raise Different("pin %d: a pulse %d µs late" % (number, late))
                self._late = [self._late[0] + (late > LATE_US), max(self._late[1], late)]

    def said(self):
        """What was found equal."""
        figures = (self._windows, self._wh, self._registers, self._records, sum(self._pulses)) + tuple(self._late)
        return "%d windows, %d Wh, %d registers, %d records, %d pulses (%d late, %d µs at most)" % figures

    def collect(self):
        """Take what has come out of the pins, before it becomes too much."""
        pio.world_pass()
        edges = pio.world_blocks[0].world_edges
        for cycle, number, level in edges:
            if level:
                self._edges[number].append(cycle * 1_000_000 // machine.freq() - self._began_us)
            del machine.Pin.world_pins[number].world_levels[:]
        del edges[:]
