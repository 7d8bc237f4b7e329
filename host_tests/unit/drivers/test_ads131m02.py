"""ADS131M02 on the model of its chip and the DMA: nothing lost in silence, the meter always supplied with time."""

import dma
from chips.ads131m02 import Ads131m02
from chips.ads131m02_frames import FastPort
from chips.ads131m02_registers import CLOCK, GAIN, MODE, RESET_DONE, code
from drivers import ads131m02, ads131m02_setup, dma_ring
from soc.hand_time import HandTime

MIDDLE = 0x800000
PERIOD_NS = 125_000
BLOCK, BLOCK_US = ads131m02.BLOCK, ads131m02.BLOCK_US


def world(ns):
    """A voltage that grows from conversion to conversion, a current that falls."""
    step = ns // PERIOD_NS % 9000
    return step * 1e-4 - 0.45, 0.018 - step * 4e-6


class Supply:
    there = True

    def present(self):
        return self.there


class Sync:
    """The pin, wired to the chip."""

    def __init__(self, port):
        self._port = port

    def value(self, level):
        self._port.sync_is(level)


class Bench:
    """`with Bench(…) as (hand, sampler, port)`."""

    def __init__(self, **chip):
        self._chip = chip
        self._hand = HandTime(ads131m02, ads131m02_setup, dma_ring)
        self.supply = Supply()

    def __enter__(self):
        hand = self._hand.__enter__()
        dma.world_reset()
        chip = Ads131m02(world, **self._chip)
        chip.now_ns = chip.next_ns = hand.us * 1000
        chip.reset(250_000)
        port = FastPort(chip)
        dma.world_sources[port.source] = port
        return hand, ads131m02.Ads131m02(port, Sync(port), self.supply), port

    def __exit__(self, *_):
        dma.world_sources.pop(FastPort.source, None)
        self._hand.__exit__()


def take(hand, sampler):
    """The pairs of the next block."""
    count = hand.run(sampler.read())
    return [tuple(sampler.codes[2 * k : 2 * k + 2]) for k in range(count)]


def steps(pairs):
    """Numbers of the conversions; the current must be of the same."""
    found = [round(((v - MIDDLE) / (1 << 23) * 1.2 + 0.45) * 1e4) for v, _ in pairs]
    for (v, i), step in zip(pairs, found):
        volts, shunt = world(step * PERIOD_NS)
        assert (v, i) == (code(volts, 1) ^ MIDDLE, code(shunt, 32) ^ MIDDLE)
    return found


def gap(before, after):
    return (after - before) % 9000 - 1


def healthy(hand, sampler, blocks=20):
    """Read blocks that follow each other without a gap; the number of the last conversion."""
    last = None
    for _ in range(blocks):
        found = steps(take(hand, sampler))
        assert last is None or gap(last, found[0]) == 0
        assert [gap(a, b) for a, b in zip(found, found[1:])] == [0] * (len(found) - 1)
        last = found[-1]
    return last


def recover(hand, sampler, last):
    """Read on after a fault until two whole blocks; conversions that are missing, each told in `lost`."""
    lost = sampler.lost
    zeros = missing = whole = 0
    while whole < 2:
        pairs = take(hand, sampler)
        if pairs == [(MIDDLE, MIDDLE)] * BLOCK:
            zeros += BLOCK
            continue
        found = steps(pairs)
        missing += gap(last, found[0])
        last = found[-1]
        whole += len(pairs) == BLOCK
    counted = sampler.lost - lost
    assert zeros <= missing % 9000 + 9000 * (missing // 9000) or zeros >= 9000
    return counted, missing, zeros


def test_registers_are_as_the_meter_wants_them_and_locked():
    for first in (RESET_DONE, None):
        with Bench(after_reset=first) as (hand, sampler, port):
            healthy(hand, sampler, 2)
            chip = port.chip
            assert chip.registers[MODE] == 0x2110
            assert chip.registers[CLOCK] == 0x030A
            assert chip.registers[GAIN] == 0x0050
            assert chip.locked
            assert chip.period_ns() == PERIOD_NS
            assert sampler.fault == ""


def test_samples_come_in_order_from_start_to_end():
    bench = Bench()
    with bench as (hand, sampler, _):
        began = hand.us
        healthy(hand, sampler, 1)
        assert hand.us - began < 100_000
        healthy(hand, sampler, 60)
        assert sampler.lost == sampler.bad == sampler.restarts == 0
        assert 0 <= sampler.age_us() < BLOCK_US
        bench.supply.there = False
        assert take(hand, sampler) == []
        assert sampler.age_us() == 0
        bench.supply.there = True
        healthy(hand, sampler, 3)
        assert sampler.lost == 0


def test_a_start_that_is_held_up_between_reading_and_synchronising_is_a_start():
    for held_us in (0, 300, 3000, 20_000):
        with Bench() as (hand, sampler, port):
            run = port.run

            def run_slowly(run=run, hand=hand, held_us=held_us):
                run()
                hand.pass_us(held_us)

            port.run = run_slowly
            healthy(hand, sampler, 3)
            assert sampler.lost == sampler.restarts == 0


def test_a_stall_of_400_ms_loses_nothing():
    with Bench() as (hand, sampler, _):
        last = healthy(hand, sampler)
        for stall in (45, 400, 460):
            hand.stall_ms(stall)
            found = steps(take(hand, sampler))
            assert gap(last, found[0]) == 0
            assert sampler.age_us() >= (stall - 63) * 1000
            last = found[-1]
            for _ in range(16):
                found = steps(take(hand, sampler))
                assert gap(last, found[0]) == 0
                last = found[-1]
        assert sampler.lost == 0


def test_longer_stalls_lose_what_is_counted_exactly():
    for stall in (510, 700, 1600):
        with Bench() as (hand, sampler, _):
            last = healthy(hand, sampler, 5)
            hand.stall_ms(stall)
            found = steps(take(hand, sampler))
            missing = gap(last, found[0])
            lost = sampler.lost
            assert lost % 9000 == missing
            assert 0 < lost <= (stall - 400) * 8
            assert lost >= (stall - 500) * 8
            assert sampler.restarts == 0
            last = found[-1]
            for _ in range(20):
                found = steps(take(hand, sampler))
                assert gap(last, found[0]) == 0
                last = found[-1]
            assert sampler.lost == lost


def test_single_wrong_frames_repeat_the_pair_before_and_are_counted():
    with Bench() as (hand, sampler, port):
        healthy(hand, sampler, 3)
        seen = [0]

        def noise(word):
            seen[0] += 1
            return word ^ 1 << 13 if seen[0] % 300 == 0 else word  # every hundredth frame

        port.noise = noise
        for _ in range(20):
            pairs = take(hand, sampler)
            assert len(pairs) == BLOCK
            repeated = [k for k in range(1, BLOCK) if pairs[k] == pairs[k - 1]]
            assert len(repeated) <= 3
            steps(pairs)
        assert 40 <= sampler.bad <= 60
        assert sampler.lost == sampler.restarts == 0


def test_a_chip_that_was_reset_is_set_up_again_and_the_gap_counted():
    with Bench() as (hand, sampler, port):
        last = healthy(hand, sampler)
        hand.pass_us(10_123)
        port.chip.pass_to(hand.us * 1000)
        port.chip.reset(250_000)
        counted, missing, zeros = recover(hand, sampler, last)
        assert abs(counted - missing) <= 1
        assert missing < 1000  # back within 125 ms
        assert zeros == 0
        assert sampler.restarts == 1
        assert sampler.fault.startswith("status")
        assert port.chip.registers[CLOCK] == 0x030A
        healthy(hand, sampler)


def test_broken_wires_give_nothing_at_the_pace_of_the_clock_until_they_are_mended():
    for break_it, mend in (
        (lambda port: setattr(port, "dout", 0), lambda port: setattr(port, "dout", None)),
        (lambda port: setattr(port, "dout", 1), lambda port: setattr(port, "dout", None)),
        (lambda port: setattr(port, "drdy", False), lambda port: setattr(port, "drdy", True)),
        (lambda port: port.chip.set_clock(0), lambda port: port.chip.set_clock(8_192_000)),
        (lambda port: setattr(port, "noise", lambda word: word ^ 4), lambda port: setattr(port, "noise", None)),
    ):
        with Bench() as (hand, sampler, port):
            healthy(hand, sampler, 3)
            hand.pass_us(1)
            break_it(port)
            began, got = hand.us, 0
            while hand.us - began < 1_500_000:
                got += len(take(hand, sampler))
                assert 0 <= sampler.age_us() < 250_000
            assert 12_000 - 1600 < got < 12_000 + 600  # windows go on
            assert sampler.lost >= BLOCK  # told at once, then each hour
            assert sampler.lost <= 2 * BLOCK
            assert sampler.fault
            mend(port)
            lost = sampler.lost
            last = None
            while last is None:
                pairs = take(hand, sampler)
                if pairs[0] != pairs[1]:
                    last = steps(pairs)[-1]
            ended = hand.us - sampler.age_us()
            assert sampler.lost > lost
            assert abs(sampler.lost - (ended - began) * 8 // 1000) < 2 * BLOCK
            healthy(hand, sampler, 3)


def test_a_meter_without_its_chip_starts_within_two_seconds_and_hears_of_it_now_and_then():
    assert ads131m02.TOLD == 3600 * 8000
    hour, ads131m02.TOLD = ads131m02.TOLD, 20_000
    try:
        with Bench(clkin=0) as (hand, sampler, _):
            began = hand.us
            assert take(hand, sampler) == [(MIDDLE, MIDDLE)] * BLOCK
            assert hand.us - began < 100_000
            assert sampler.lost == BLOCK
            told = set()
            while hand.us - began < 7_000_000:
                assert take(hand, sampler) == [(MIDDLE, MIDDLE)] * BLOCK
                told.add(sampler.lost)
            assert told == {BLOCK, 20_000 + 2 * BLOCK, 40_000 + 3 * BLOCK}
            assert "no answer" in sampler.fault
    finally:
        ads131m02.TOLD = hour


def test_noise_all_the_time_does_not_keep_the_meter_from_its_windows():
    with Bench() as (hand, sampler, port):
        healthy(hand, sampler, 2)
        state = [1]

        def noise(word):
            state[0] = state[0] * 1664525 + 1013904223 & 0xFFFF_FFFF
            return word ^ (state[0] >> 8 if state[0] >> 16 & 1 else 0)

        port.noise = noise
        began, got = hand.us, 0
        while hand.us - began < 4_000_000:
            got += len(take(hand, sampler))
        assert 4 * 8000 - 1600 < got < 4 * 8000 + 600
        port.noise = None
        hand.stall_ms(1100)
        while sampler.codes[0] == sampler.codes[2]:
            take(hand, sampler)
        healthy(hand, sampler)


def test_another_chip_and_one_that_does_not_keep_what_it_is_told_are_refused():
    for address, value, said in ((0, 0x2484, "another chip"), (CLOCK, None, "not written")):
        with Bench() as (hand, sampler, port):
            reset = port.chip.reset

            def odd(ready_ns=5000, address=address, value=value, chip=port.chip, reset=reset):
                reset(ready_ns)
                if value is None:
                    chip._write = lambda *_: None
                else:
                    chip.registers[address] = value

            port.chip.reset = odd
            odd()
            assert take(hand, sampler) == [(MIDDLE, MIDDLE)] * BLOCK
            assert said in sampler.fault
