"""A converter on the ESP32's I²S as a sampler, on a model of MicroPython's and ESP-IDF's ring of DMA buffers."""

import sys

from chips.i2s_adc import I2sAdc
from drivers import i2s_sampler
from drivers.i2s_sampler import PAIRS, I2sSampler, ring_bytes
from soc import world
from soc.esp_i2s import I2S, Select
from soc.hand_time import HandTime

if sys.implementation.name != "micropython":
    i2s_sampler.select = Select

RATE = 8000
BUFFERS = 18
BUFFER_US = 32_000


class Supply:
    def __init__(self):
        self.there = True

    def present(self):
        return self.there


class Bench:
    """`with Bench() as (hand, sampler, supply)`: the codes are running numbers of frames, the current's in negative."""

    def __init__(self, rate=RATE, numbers=True):
        self._rate, self._numbers = rate, numbers
        self.hand = HandTime(i2s_sampler)

    def __enter__(self):
        self.hand.__enter__()
        del world.mask_watchers[:]
        self.adc = I2S.world_converter = I2sAdc(0.5, 0.1)
        if self._numbers:
            self.adc.world_code = lambda channel, number: (number if channel == 0 else -number) * 256 + 77
        i2s = I2S(
            0,
            sck=None,
            ws=None,
            sd=None,
            mode=I2S.RX,
            bits=32,
            format=I2S.STEREO,
            rate=self._rate,
            ibuf=ring_bytes(BUFFERS),
        )
        self.began = self.hand.us
        self.supply = Supply()
        return self.hand, I2sSampler(i2s, self._rate, BUFFERS, self.supply), self.supply

    def __exit__(self, *error):
        I2S.world_converter = None
        del world.mask_watchers[:]
        self.hand.__exit__(*error)


class Reader:
    """Reads and checks that a block is whole, in order and told of where one is missing before it."""

    def __init__(self, hand, sampler):
        self._hand, self._sampler = hand, sampler
        self.following = None
        self.late = 0  # pairs that were missing before a block without `lost` knowing yet

    def read(self):
        count = self._hand.run(self._sampler.read())
        assert count == PAIRS
        codes = self._sampler.codes
        assert len(codes) == 2 * PAIRS
        first = codes[0] - (1 << 23)
        for k in range(count):
            assert codes[2 * k] == (1 << 23) + first + k
            assert codes[2 * k + 1] == (1 << 23) - first - k
        if self.following is None:
            self._zero = first - self._sampler.lost
        self.late = first - self._zero - self._read - self._sampler.lost if self.following is not None else 0
        self._read = (self._read if self.following is not None else 0) + count
        self.following = first + count

    _read = 0

    def many(self, count):
        for _ in range(count):
            self.read()

    def age(self):
        """How old the last pair is in truth, µs."""
        return self._hand.us - I2S.world_last._began - self.following * 1_000_000 // self._sampler.rate


def test_pairs_come_in_order():
    for rate in (8000, 16_000):
        with Bench(rate) as (hand, sampler, _):
            reader = Reader(hand, sampler)
            began = hand.us
            reader.many(40)
            took = 40 * PAIRS * 1_000_000 // rate
            assert took - 32_000 <= hand.us - began <= took + 4000
            assert sampler.lost == reader.late == 0


def test_words_of_any_sign_become_codes():
    words = (0, 255, 256, -1, -256, -257, (1 << 31) - 1, -1 << 31)
    with Bench() as (hand, sampler, _):
        I2S.world_converter.world_code = lambda channel, number: words[number % 8]
        hand.run(sampler.read())
        middle = 1 << 23
        wanted = [middle, middle, middle + 1, middle - 1, middle - 1, middle - 2, (1 << 24) - 1, 0]
        assert [sampler.codes[2 * k] for k in range(8)] == wanted
        assert [sampler.codes[2 * k + 1] for k in range(8)] == wanted


def test_the_age_is_that_of_the_last_pair():
    with Bench() as (hand, sampler, _):
        assert sampler.age_us() == 0
        reader = Reader(hand, sampler)
        reader.many(3)
        for wait_us in (0, 1000, 30_000, 300_000, 500_000):
            hand.pass_us(wait_us)
            for _ in range(20):
                reader.read()
                assert abs(sampler.age_us() - reader.age()) <= 2000


def test_the_age_becomes_exact_as_looks_fall_at_all_places():
    with Bench() as (hand, sampler, _):
        reader = Reader(hand, sampler)
        for k in range(60):
            reader.read()
            hand.pass_us(137 * k % 2000)
        assert abs(sampler.age_us() - reader.age()) <= 200


def test_nothing_is_lost_while_nobody_reads_for_half_a_second():
    for busy_ms in (31, 33, 100, 400, 500, 540):
        for phase_us in (0, 15_000, 31_000):
            with Bench() as (hand, sampler, _):
                reader = Reader(hand, sampler)
                reader.many(3)
                hand.pass_us(phase_us)
                reader.read()
                hand.pass_ms(busy_ms)
                reader.many(30)
                assert sampler.lost == 0, (busy_ms, phase_us)
                assert reader.late == 0


def test_what_the_queue_drops_is_counted_to_the_buffer():
    for busy_ms in (577, 600, 640, 1000, 5000, 100_000):
        for phase_us in (0, 9_000, 18_000, 27_000):
            with Bench() as (hand, sampler, _):
                reader = Reader(hand, sampler)
                reader.many(3)
                hand.pass_us(phase_us)
                reader.read()
                hand.pass_ms(busy_ms)
                before = I2S.world_last.world_dropped
                reader.read()
                assert 0 <= reader.late <= PAIRS
                reader.many(25)
                assert sampler.lost == PAIRS * (I2S.world_last.world_dropped - before), (busy_ms, phase_us)
                assert sampler.lost > 0
                assert reader.late == 0
                assert abs(sampler.age_us() - reader.age()) <= 2000


def test_an_erase_of_the_flash_loses_all_buffers_but_the_last_and_they_are_counted():
    for stall_ms in (20, 31, 45, 100, 400):
        for phase_us in (0, 7_000, 14_000, 30_000):
            with Bench() as (hand, sampler, _):
                reader = Reader(hand, sampler)
                reader.many(3)
                hand.pass_us(phase_us)
                hand.stall_ms(stall_ms)
                dropped = I2S.world_last.world_dropped
                assert stall_ms // 32 - 1 <= dropped <= (stall_ms + 31) // 32
                reader.many(3)
                assert sampler.lost == PAIRS * dropped, (stall_ms, phase_us)
                assert reader.late == 0
                reader.many(20)
                assert sampler.lost == PAIRS * dropped
                assert abs(sampler.age_us() - reader.age()) <= 2000


def test_it_rests_without_supply_and_begins_with_what_is_new():
    with Bench() as (hand, sampler, supply):
        reader = Reader(hand, sampler)
        reader.many(3)
        supply.there = False
        at = hand.us
        assert hand.run(sampler.read()) == 0
        assert hand.us == at
        assert sampler.age_us() == 0
        hand.pass_ms(3000)
        supply.there = True
        last = reader.following
        fresh = Reader(hand, sampler)
        fresh.read()
        assert fresh.following - last >= 3 * RATE - PAIRS
        assert sampler.lost == 0
        fresh.many(20)
        assert sampler.lost == 0


def test_a_supply_that_fails_is_noticed_while_a_block_is_waited_for():
    with Bench() as (hand, sampler, supply):

        def cut():
            supply.there = False

        hand.run(sampler.read())
        at = hand.us
        hand.at(5000, cut)
        assert hand.run(sampler.read()) == 0
        assert hand.us - at <= 7000


def test_a_buffer_read_in_part_would_go_on_with_a_later_lap():
    """Why the sampler reads whole buffers: the model shows what ESP-IDF's ring does."""
    with Bench() as (hand, _, _supply):
        i2s = I2S.world_last
        hand.pass_ms(33)
        part = bytearray(8 * 100)
        assert i2s.readinto(part) == 800
        hand.pass_ms(700)
        assert i2s.readinto(part) == 800
        number = int.from_bytes(bytes(part[1:4]), "little")
        assert number == 100 + BUFFERS * PAIRS


def test_the_converter_takes_a_direct_part_out_and_sends_nothing_at_clocks_it_does_not_know():
    with Bench(numbers=False) as (hand, sampler, _):
        I2S.world_converter.world_dc = 0.1
        means = []
        for _ in range(40):
            hand.run(sampler.read())
            means.append(sum([sampler.codes[2 * k] for k in range(160)]) / 160 - (1 << 23))  # a period
        assert means[0] > 0.07 * (1 << 23)
        assert abs(means[-1]) < 0.0001 * (1 << 23)
        assert abs(max(sampler.codes) - (1 << 23) * (1 + 0.5 * 2**0.5)) < 10_000
    with Bench(rate=9000, numbers=False) as (hand, sampler, _):
        hand.run(sampler.read())
        assert set(sampler.codes) == {1 << 23}
