"""While the flash is busy the processor stands still: samples wait in the ring, characters only in a short FIFO."""

import asyncio

import sampler
from optical import FIFO, Uart

RATE = 8000
BLOCK = RATE * sampler.BLOCK_MS // 1000
RING = RATE * sampler.RING_MS // 1000


class Events:
    def __init__(self):
        self.now_ms = 0
        self.live = False


class Numbers:
    """A feed whose codes are the numbers of the samples; `switches`: {block: whether the supply is on from it on}."""

    def __init__(self, seconds, switches):
        self._end = 10**9 if seconds is None else seconds * RATE
        self._switches = switches
        self._next = self._time = self._block = 0
        self._on = True

    def message(self):
        sampling = self._on
        moved = None
        if self._block in self._switches:
            self._on = self._switches[self._block]
            moved = (("set_supply", self._on),)
        self._block += 1
        count = min(BLOCK, self._end - self._time)
        self._time += count
        self._left = count if sampling and self._on else 0
        return moved, count, self._left

    def take(self, codes, count):
        assert count <= self._left, "more than the message has"
        self._left -= count
        for k in range(count):
            codes[2 * k] = self._next
            self._next += 1
        return True


class Wall:
    """A clock on the wall that moves when somebody sleeps."""

    def __init__(self):
        self.ms = 0

    def ticks_ms(self):
        return self.ms

    def ticks_diff(self, a, b):
        return a - b

    def sleep(self, seconds):
        self.ms += round(1000 * seconds)


class Bench:
    def __init__(self, speed=0, seconds=None, switches=()):
        self.wall = Wall()
        self.events = Events()
        self.kept = sampler.time
        sampler.time = self.wall
        self.sampler = sampler.Sampler(self.events, Numbers(seconds, dict(switches)), RATE, speed, self.step)

    def step(self, moved):
        for verb, value in moved or ():
            assert verb == "set_supply"
            self.sampler.supplied = value
        return True

    def close(self):
        sampler.time = self.kept

    def blocks(self, count):
        """[(first sample, age in ms, simulated time)] of so many blocks."""
        return asyncio.run(self._blocks(count))

    async def _blocks(self, count):
        found = []
        for _ in range(count):
            pairs = await self.sampler.read()
            if not pairs:
                break
            found.append((self.sampler.codes[0], self.sampler.age_us() // 1000, self.events.now_ms))
        return found


def test_without_a_stall_blocks_are_fresh():
    bench = Bench()
    assert bench.blocks(3) == [(0, 0, 40), (BLOCK, 0, 80), (2 * BLOCK, 0, 120)]
    bench.close()


def test_after_a_stall_the_backlog_comes_in_blocks_that_tell_their_age():
    bench = Bench()
    bench.blocks(1)
    bench.sampler.stall(45)
    bench.sampler.stall(60)
    found = bench.blocks(4)
    assert found == [(BLOCK, 65, 80), (2 * BLOCK, 25, 120), (3 * BLOCK, 0, 160), (4 * BLOCK, 0, 200)]
    assert bench.sampler.lost == 0
    bench.close()


def test_a_second_without_processor_loses_no_sample():
    bench = Bench()
    bench.blocks(1)
    for _ in range(2):
        bench.sampler.stall(400)
    bench.sampler.stall(200)
    assert [block[0] for block in bench.blocks(40)] == [k * BLOCK for k in range(1, 41)]
    assert bench.sampler.lost == 0
    bench.close()


def test_beyond_the_ring_samples_are_lost_counted_and_their_time_passes():
    bench = Bench()
    bench.blocks(1)
    bench.sampler.stall(sampler.RING_MS)
    bench.sampler.stall(100)
    bench.sampler.stall(3)
    lost = 103 * RATE // 1000
    assert bench.sampler.lost == lost
    found = bench.blocks(33)
    assert [block[0] for block in found[:32]] == [k * BLOCK for k in range(1, 33)]
    assert found[31][1:] == (103, sampler.RING_MS + 40)
    # what of the mains' block was not missed comes alone: 17 ms
    assert found[32] == (BLOCK + RING + lost, 0, sampler.RING_MS + 40 + 120)
    bench.close()


def test_a_run_of_some_seconds_ends_in_time_whatever_was_lost():
    bench = Bench(seconds=2)
    bench.blocks(1)
    bench.sampler.stall(1500)
    found = bench.blocks(1000)
    assert found[-1][2] == 2000
    assert bench.sampler.lost == (1500 - sampler.RING_MS) * RATE // 1000
    assert found[-1][0] == 2 * RATE - BLOCK
    bench.close()


def test_before_the_first_block_nothing_can_be_missed():
    bench = Bench()
    bench.sampler.stall(3000)
    assert bench.blocks(1) == [(0, 0, 40)] and bench.sampler.lost == 0
    bench.close()


def test_the_ring_is_empty_when_the_supply_comes_back():
    bench = Bench(switches=((1, False), (2, True)))
    bench.blocks(1)
    bench.sampler.stall(400)
    assert bench.blocks(1) == []
    for supplied in (False, True):
        assert asyncio.run(bench.sampler.idle())
        assert bench.sampler.supplied == supplied
    assert bench.blocks(1) == [(BLOCK, 0, 160)]
    bench.close()


def test_in_step_with_the_clock_on_the_wall_a_stall_takes_its_time():
    bench = Bench(speed=8)
    bench.sampler._taken = 1  # it samples already
    bench.sampler.stall(400)
    assert bench.wall.ms == 50
    bench.close()


class Line:
    """A stream whose socket holds `waiting`."""

    def __init__(self, waiting):
        self.waiting = waiting
        self.s = self

    def read(self, most):
        if not self.waiting:
            return None
        taken, self.waiting = self.waiting[:most], self.waiting[most:]
        return taken


def heard(baud, ms, waiting):
    """(characters kept, those still to come) of a stall of `ms` with `waiting` in the socket."""

    async def listen():
        uart = Uart()
        uart.baud = baud
        line = Line(waiting)
        uart.stall(line, ms)
        uart.put(b"!")
        return (await uart.take())[:-1], line.waiting

    return asyncio.run(listen())


def test_a_uart_keeps_32_of_the_characters_that_come_in_a_stall():
    sent = bytes(range(32, 127)) * 5
    assert heard(9600, 45, sent) == (sent[:FIFO], sent[43:])
    assert heard(9600, 400, sent) == (sent[:FIFO], sent[384:])
    assert heard(9600, 400, sent[:40]) == (sent[:FIFO], b"")
    assert heard(9600, 400, sent[:20]) == (sent[:20], b"")
    assert heard(9600, 400, b"") == (b"", b"")


def test_at_300_baud_a_stall_loses_nothing():
    sent = bytes(range(32, 127))
    assert heard(300, 400, sent) == (b"", sent)
