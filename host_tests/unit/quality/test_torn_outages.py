"""Supply cuts at every byte that begin and end of an outage write: each is in both logs once, and counted once."""

import struct

from fakes.plain_board import new_meter
from fakes.volts import events, outages, supply
from meter.meter import Meter
from meter.quality import occurrences as o
from meter.quality.outages import start
from meter.quality.quality import OUTAGES, STATE, Quality
from meter.quality.records import DIP, OUTAGE, PLACES, RESTORED, tell
from meter.stores import Stores

AWAY = 3000


class Bench:
    """A meter's voltage quality alone, started again and again on what the memory holds. `quality`: the running one."""

    def __init__(self):
        self.meter = meter = new_meter()
        supply(meter, 100, 230)
        meter.close()
        self.board = meter.board
        self.begin(False)

    def begin(self, failed):
        self.meter.clock.start(0)
        self.meter.keeper.time = self.board.clock.seconds - AWAY if failed else 0
        self.quality = Quality(self.meter, Stores(self.board, self.meter.settings))
        start(self.quality, self.meter, failed)

    def supply(self, seconds, volts):
        window = self.meter.window
        for _ in range(seconds):
            self.board.clock.seconds += 1
            window.v_rms_mv = 1000 * volts
            self.quality.step(window, 1_000_000)

    def cuts(self, act):
        """The supply goes at each byte that `act` writes, and is back AWAY seconds later; yield how many came."""
        memory, files, clock = self.board.memory, self.board.logs, self.board.clock
        good, content, seconds = bytes(memory.bytes), dict(files.content), clock.seconds
        left, whole = 0, False
        while not whole:
            memory.bytes[:], files.content, clock.seconds = good, dict(content), seconds
            self.begin(False)
            memory.left = left
            act()
            whole = memory.left > 0
            memory.left = None
            clock.seconds += AWAY
            self.begin(True)
            self.supply(2, 230)
            yield left
            left += 1

    def check(self, left):
        """Begins and ends take turns, the voltage log and the counters tell the same, a start changes none of it; how
        many outages there are."""
        quality = self.quality
        found = outages(self)
        assert [code for _, code, _ in found] == len(found) // 2 * [OUTAGE, RESTORED], (left, found)
        for k in range(0, len(found), 2):
            assert found[k + 1][2] == found[k + 1][0] - found[k][0], (left, found)
            assert k == 0 or found[k][0] >= found[k - 1][0], (left, found)
        told = [(time, code, ms // 1000) for time, code, _, ms, _, _ in events(self) if code in (OUTAGE, RESTORED)]
        assert told == found, (left, told, found)
        assert quality.counts[o.SHORT] + quality.counts[o.LONG] == len(found) // 2, (left, list(quality.counts))
        self.begin(False)
        assert outages(self) == found and self.quality.counts == quality.counts, left
        assert not self.quality.outage_since, left
        return len(found) // 2


def test_the_begin_of_an_outage_is_told_once_wherever_the_supply_goes():
    bench = Bench()
    found = [bench.check(left) for left in bench.cuts(lambda: bench.supply(2, 100))]
    assert set(found) == {1} and len(found) > 150


def test_its_end_is_told_once_and_what_follows_is_another_one():
    bench = Bench()
    bench.supply(5, 100)
    found = [bench.check(left) for left in bench.cuts(lambda: bench.supply(1, 230))]
    assert set(found) == {1, 2} and sorted(found) == found and len(found) > 150


def test_one_that_the_meter_slept_through_is_told_once():
    bench = Bench()
    bench.board.clock.seconds += AWAY
    found = [bench.check(left) for left in bench.cuts(lambda: bench.begin(True))]
    assert set(found) == {1} and len(found) > 150


def test_the_first_outage_that_a_former_firmware_had_begun_is_told_once():
    """Its state knows the outage and has no number of the log; a dip has been told since."""
    bench = Bench()
    bench.supply(2, 100)
    quality = bench.quality
    tell(quality, bench.board.clock.seconds, DIP, 0, 500)
    state = bytearray(quality.journal.load())
    at = struct.calcsize(STATE) + 2 * PLACES
    state[at : at + struct.calcsize(OUTAGES)] = bytes(struct.calcsize(OUTAGES))
    quality.journal.save(state)
    bench.begin(False)
    assert [code for _, code, *_ in events(bench)].count(OUTAGE) == 1
    assert bench.quality.outage_since == quality.outage_since > 0


def test_an_end_of_unknown_length_is_not_counted_after_a_cut_either():
    """The clock has not survived the outage; the cut comes at any byte of its end."""
    for left in range(0, 180, 7):
        meter = new_meter()
        supply(meter, 100, 230)
        meter.close()
        clock, memory = meter.board.clock, meter.board.memory
        clock.seconds, clock.valid = 0, False
        meter = Meter(meter.board)
        memory.left = left
        supply(meter, 1, 230)
        memory.left = None
        meter = Meter(meter.board, planned=True)
        supply(meter, 2, 230)
        assert [code for _, code, _ in outages(meter)] == [OUTAGE, RESTORED], left
        assert not meter.quality.counts[o.SHORT] + meter.quality.counts[o.LONG], left
