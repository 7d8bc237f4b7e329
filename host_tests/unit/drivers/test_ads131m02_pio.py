"""The driver's PIO program, word by word on the model of the state machine, against the chip's wires edge by edge."""

import sys

import dma
import pio
from ads131m02_on_pins import OnPins
from chips.ads131m02 import Ads131m02
from chips.ads131m02_frames import FastPort
from chips.ads131m02_registers import CLOCK, code
from chips.ads131m02_wires import Wires
from drivers import ads131m02, ads131m02_pio, ads131m02_setup, dma_ring
from drivers.ads131m02_pio import FramePort
from machine import Pin
from soc.hand_time import HandTime

SCLK, CS, DIN, DOUT, DRDY, SYNC = 20, 21, 22, 26, 27, 28
STATUS = 0x8103
MIDDLE = 0x800000
SLOW = sys.implementation.name != "cpython"  # edge by edge, a second of the world takes a minute
FRAMES = 150 if SLOW else 1000


class Counting:
    """A world whose n-th conversion since `restart` can be told by its voltages."""

    def __init__(self):
        self.count = 0

    def __call__(self, _):
        self.count += 1
        return self.count * 3e-4 - 0.7, 0.03 - self.count * 1.1e-5

    def pair(self, count):
        self.count = count - 1
        volts, shunt = self(0)
        return code(volts, 1) ^ MIDDLE, code(shunt, 32) ^ MIDDLE


class Supply:
    def present(self):
        return True


class Bench:
    """`with Bench() as (hand, port, chip)`: the real port on pins, or with `fast` what stands for it in long runs."""

    def __init__(self, fast=False, **chip):
        self._fast = fast
        self._chip = chip
        self._hand = HandTime(ads131m02, ads131m02_pio, ads131m02_setup, dma_ring)

    def __enter__(self):
        hand = self._hand.__enter__()
        Pin.world_reset()
        dma.world_reset()
        dma.world_sources.clear()
        pio.world_reset()
        self.chip = Ads131m02(Counting(), **self._chip)
        self.chip.now_ns = self.chip.next_ns = hand.us * 1000
        self.chip.reset(250_000)
        self.sync = Pin(SYNC, Pin.OUT, value=1)
        if self._fast:
            port = FastPort(self.chip)
            dma.world_sources[port.source] = port
            self.sync.world_watch = port.sync_is
        else:
            self.wires = Wires(self.chip)
            Pin(DRDY, Pin.IN, Pin.PULL_UP)
            port = FramePort(4, Pin(SCLK), Pin(CS), Pin(DIN), Pin(DOUT, Pin.IN, Pin.PULL_DOWN))
            self.on = OnPins(self.wires, pio.world_blocks[1], SCLK, CS, DIN, DOUT, DRDY, SYNC)
        return hand, port, self.chip

    def __exit__(self, *_):
        dma.world_sources.clear()
        if not self._fast:
            pio.PIO(1).remove_program(ads131m02_pio.frames)
        self._hand.__exit__()

    def power_cut(self):
        if self._fast:
            self.chip.reset(250_000)
        else:
            self.wires.power_cut()


def words_of(frame):
    return [int.from_bytes(frame[k : k + 4], "big") for k in (0, 4, 8)]


def test_a_thousand_frames_are_bit_exact_and_within_the_chips_times():
    bench = Bench()
    with bench as (hand, port, chip):
        ads131m02_setup.set_up(port, bench.sync, STATUS)
        sent, output = [], chip.output

        def noted():
            frame = output()
            sent.extend(words_of(frame))
            return frame

        chip.output = noted
        ring = dma_ring.DmaRing(port.source, port.dreq, 150, 8, 24_000, wide=True)
        ring.start()
        port.run()
        ring.ready()
        before = chip.converted
        came = []
        while len(came) < 3 * FRAMES:
            hand.pass_us(3000)
            while ring.ready():
                came.extend(ring.items[ring.first : ring.first + ring.block])
                assert ring.release()
        del came[3 * FRAMES :]
        assert came == sent[: 3 * FRAMES]
        assert [came[k] >> 16 for k in range(0, len(came), 3)] == [STATUS] * FRAMES
        assert len({(came[k], came[k + 1]) for k in range(0, len(came), 3)}) == FRAMES
        assert chip.converted - before == len(sent) // 3  # a frame for each conversion
        assert bench.wires.timing == []


def received(fast):
    """Words of 60 frames, the chip being reset behind the 40th; its conversions are counted from the start of it."""
    bench = Bench(fast)
    with bench as (hand, port, chip):
        ads131m02_setup.set_up(port, bench.sync, STATUS)
        ring = dma_ring.DmaRing(port.source, port.dreq, 30, 8, 24_000, wide=True)
        ring.start()
        port.run()
        bench.sync.value(0)
        bench.sync.value(1)
        chip.world.count = 0
        hand.pass_us(40 * 125 + 60)
        ring.ready()  # all that happens before it
        bench.power_cut()
        came = []
        while len(came) < 180:
            hand.pass_us(1000)
            while ring.ready():
                came.extend(ring.items[ring.first : ring.first + ring.block])
                assert ring.release()
        return came[:180]


def test_the_fast_source_gives_the_same_words_as_the_wires():
    slow, fast = received(False), received(True)
    assert slow[0] >> 16 == STATUS | 1 << 14  # synchronised
    assert slow[120] >> 16 == 0xFF22
    assert slow == fast


def test_a_command_reaches_the_chip_and_its_answer_comes_with_the_next_one():
    bench = Bench()
    with bench as (_, port, chip):
        for _ in range(3):
            port.exchange(0)
        port.exchange(0x6000 | CLOCK << 7, 0x030A)
        assert port.exchange(0xA000 | CLOCK << 7) == 0x4000 | CLOCK << 7
        assert port.exchange(0) == chip.registers[CLOCK] == 0x030A
        assert bench.wires.timing == []


def sampled(blocks, sampler, hand):
    pairs = []
    for _ in range(blocks):
        count = hand.run(sampler.read())
        pairs.extend([tuple(sampler.codes[2 * k : 2 * k + 2]) for k in range(count)])
    return pairs


def test_the_sampler_on_real_pins_from_start_over_a_supply_dip_and_on():
    bench = Bench()
    with bench as (hand, port, chip):
        sampler = ads131m02.Ads131m02(port, bench.sync, Supply())
        chip.world.count = 0
        pairs = sampled(1, sampler, hand)
        counts = chip.world.count
        first = next(n for n in range(1, counts) if chip.world.pair(n) == pairs[0])
        assert pairs == [chip.world.pair(first + k) for k in range(len(pairs))]
        chip.world.count = counts
        assert sampler.lost == 0
        if SLOW:
            return
        hand.pass_us(5000)
        pio.world_pass()
        bench.power_cut()
        pairs = sampled(2, sampler, hand)
        assert len(pairs) < 2 * ads131m02.BLOCK
        assert sampler.restarts == 1
        assert 0 < sampler.lost < 1000
        assert len(set(pairs)) == len(pairs)
        assert bench.wires.timing == []


def test_a_missing_chip_a_missing_clock_and_broken_wires_end_in_an_error():
    for line, clkin in ((lambda level: 0, 8_192_000), (lambda level: 1, 8_192_000), (None, 0)):
        bench = Bench(clkin=clkin)
        with bench as (hand, port, _):
            bench.on.line = line
            began = hand.us
            try:
                ads131m02_setup.set_up(port, bench.sync, STATUS)
            except OSError as error:
                assert str(error) in ("ADS131M02: wrong CRC", "ADS131M02: no answer")
            else:
                raise AssertionError("set up")
            assert hand.us - began < 5000
