"""The RP2040's converter as a sampler, on the models of converter and DMA: each code in its place, or counted."""

from array import array

import chip
import dma
import machine
from adc_registers import converter
from drivers import dma_ring, rp2040_adc, rp2040_codes
from drivers.rp2040_adc import CS, DIV, FCS, FIFO, Rp2040Adc
from soc.hand_time import HandTime

RATE = 8000
BLOCK = 280
OVER, UNDER = 1 << 11, 1 << 10


class Supply:
    def __init__(self):
        self.there = True

    def present(self):
        return self.there


class Bench:
    """`with Bench() as (hand, sampler, supply)`: the codes are running numbers of pairs, then the input's number."""

    def __init__(self, rate=RATE, voltage=0, current=1):
        self._arguments = voltage, current, rate
        self._hand = HandTime(dma_ring, rp2040_adc)

    def __enter__(self):
        hand = self._hand.__enter__()
        power_on()
        first = self._arguments[0]
        converter.world_code = lambda channel, number, us: (number & 0xFFE) | (channel != first)
        supply = Supply()
        return hand, Rp2040Adc(*self._arguments, supply), supply

    def __exit__(self, *_):
        power_on()
        self._hand.__exit__()


def power_on():
    dma.world_reset()
    converter.world_reset()
    machine.Pin.world_reset()


def straight_code(code):
    codes = array("I", [code])
    if chip.now is chip.RP2350:
        rp2040_codes.widen(codes, 1)
    else:
        rp2040_codes.straighten(0, 0, codes, 1)
    return codes[0]


def at(register):
    return chip.now.adc + register


def straight(number):
    return [straight_code(number & 0xFFE), straight_code(number & 0xFFE | 1)]


ALL = {}  # by chip: what each pair of codes becomes
for _chip in (chip.RP2350, chip.RP2040):
    chip.world_become(_chip)
    ALL[_chip] = [straight(number) for number in range(0, 4096, 2)]


class Reader:
    """Reads and checks; `following`: the number of the pair that is to come."""

    def __init__(self, hand, sampler):
        self.following = 0
        self._hand, self._sampler = hand, sampler

    def read(self):
        sampler = self._sampler
        lost = sampler.lost
        count = self._hand.run(sampler.read())
        assert count * 1000 == sampler.rate * rp2040_adc.BLOCK_MS
        assert len(sampler.codes) == 2 * count
        self.following += sampler.lost - lost
        pairs = ALL[chip.now]
        for k in range(count):
            assert list(sampler.codes[2 * k : 2 * k + 2]) == pairs[self.following + k & 2047]
        self.following += count

    def catch_up(self):
        while self._sampler.age_us() >= 35_000:
            self.read()


def pairs_taken(hand, began):
    """Pairs that the chip has taken since it began, by the clock."""
    return ((hand.us - began - 2) * 2 * RATE // 1_000_000 + 1) // 2


def test_pairs_come_in_order_at_every_rate():
    for rate in (1000, 4000, 8000, 16_000):
        with Bench(rate) as (hand, sampler, _):
            reader = Reader(hand, sampler)
            began = hand.us
            for _ in range(40):
                reader.read()
            assert 40 * 35_000 <= hand.us - began <= 40 * 35_000 + 4000
            assert sampler.lost == 0
            assert machine.mem32[at(DIV)] >> 8 == 24_000_000 // rate - 1


def test_inputs_may_be_any_two():
    for voltage, current in ((1, 0), (2, 0), (0, 3), (3, 2)):
        with Bench(voltage=voltage, current=current) as (hand, sampler, _):
            reader = Reader(hand, sampler)
            for _ in range(3):
                reader.read()


def test_rates_that_the_clock_does_not_give_are_refused():
    for rate in (7001, 300_000):
        with Bench():
            try:
                Rp2040Adc(0, 1, rate, Supply())
            except ValueError as error:
                assert "%d pairs/s" % rate in str(error)
            else:
                raise AssertionError("accepted")


def test_nothing_is_lost_while_python_stands_still_for_half_a_second():
    for stall_ms in (45, 400, 499, 510, 524):
        for phase_us in (0, 63, 20_001):
            with Bench() as (hand, sampler, _):
                reader = Reader(hand, sampler)
                reader.read()
                hand.pass_us(phase_us)
                reader.catch_up()
                hand.stall_ms(stall_ms)
                reader.read()
                reader.catch_up()
                assert sampler.lost == 0, (stall_ms, phase_us)


def test_codes_that_come_in_blocks_come_as_one_by_one():
    asked = []

    def fill(items, at, count):
        first = sum(asked)
        for k in range(count):
            items[at + k] = first + k & 0xFFF
        asked.append(count)

    with Bench() as (hand, sampler, _):
        converter.world_fill = fill
        reader = Reader(hand, sampler)
        for stall_ms in (0, 45, 400, 524):
            hand.stall_ms(stall_ms)
            reader.read()
            reader.catch_up()
        assert sampler.lost == 0
        assert sum(asked) == converter.world_number
        assert max(asked) == 2 * BLOCK
        machine.mem32[at(CS)] = machine.mem32[at(CS)] & ~8  # at rest
        assert (machine.mem32[at(CS)] >> 12 & 7) == converter.world_number % 2


def test_longer_absences_are_counted_to_the_pair():
    for stall_ms in (600, 1000, 1119, 5000):
        with Bench() as (hand, sampler, _):
            reader = Reader(hand, sampler)
            began = hand.us
            reader.read()
            hand.stall_ms(stall_ms)
            reader.read()
            assert sampler.lost % BLOCK == 0
            assert stall_ms - 560 < sampler.lost / 8 < stall_ms - 560 + 3 * 35
            reader.catch_up()
            taken = pairs_taken(hand, began)
            assert abs(sampler.age_us() - (taken - reader.following) * 125) <= 125
            lost = sampler.lost
            for _ in range(20):
                reader.read()
            assert sampler.lost == lost


def test_the_age_is_that_of_the_last_pair():
    with Bench() as (hand, sampler, _):
        assert sampler.age_us() == 0
        reader = Reader(hand, sampler)
        began = hand.us
        reader.read()
        for wait in (0, 1000, 30_000, 300_000, 900_000):
            hand.pass_us(wait)
            assert abs(sampler.age_us() - (hand.us - began - 125 * reader.following)) <= 125


def keep_dma_waiting(hand, us):
    """The data channel, number 0, does not get at the bus."""
    control = machine.mem32[0x5000_0010]
    machine.mem32[0x5000_0010] = control & ~1
    hand.pass_us(us)
    machine.mem32[0x5000_0010] = control


def test_a_full_fifo_starts_it_again_in_order_and_counts():
    with Bench() as (hand, sampler, _):
        reader = Reader(hand, sampler)
        began = hand.us
        for _ in range(5):
            reader.read()
        keep_dma_waiting(hand, 240)
        assert not machine.mem32[at(FCS)] & OVER
        reader.read()
        converter.world_code = lambda channel, number, us: 2048 * channel + (number & 1023)
        for stall_us in (320, 400, 35_000, 700_000):
            hand.pass_us(1000)
            keep_dma_waiting(hand, stall_us)
            hand.pass_us(10_000)
            assert machine.mem32[at(FCS)] & OVER
            lost = sampler.lost
            restarted = hand.us
            assert hand.run(sampler.read()) == BLOCK
            assert not machine.mem32[at(FCS)] & OVER
            sides = [code >> 23 for code in sampler.codes]
            assert sides == [0, 1] * BLOCK
            # what came since the block before, to the pair
            reader.following += sampler.lost - lost
            assert 0 <= restarted - began - 125 * reader.following <= 250
            began = restarted - 125 * reader.following  # the instants of the pairs have moved
            reader.following += BLOCK
        assert sampler.lost > 0


def test_what_is_left_in_the_fifo_does_not_come_after_a_restart():
    with Bench() as (hand, sampler, _):
        assert hand.run(sampler.read()) == BLOCK
        machine.mem32[0x5000_0010] = 0  # the data channel stands still until it is set up again
        hand.pass_us(1000)
        assert machine.mem32[at(FCS)] >> 16 & 15 == 4
        converter.world_code = lambda channel, number, us: 2048 * channel + 5
        assert hand.run(sampler.read()) == BLOCK
        assert set(sampler.codes) == {straight_code(5), straight_code(2053)}


def test_a_block_that_is_overwritten_while_it_is_copied_is_read_no_more():
    unpack = rp2040_codes.unpack
    for late_ms in (1, 20, 45, 700):
        with Bench() as (hand, sampler, _):
            reader = Reader(hand, sampler)
            reader.read()
            hand.pass_ms(520)

            def slowly(*arguments, late_ms=late_ms, hand=hand):
                rp2040_codes.unpack = unpack
                hand.pass_ms(late_ms)
                dma.world_pass()
                return unpack(*arguments)

            rp2040_codes.unpack = slowly
            reader.read()
            assert (sampler.lost > 0) == (late_ms > 40)  # a lap is 560 ms
            reader.catch_up()


def test_an_empty_fifo_that_was_read_starts_it_again_too():
    with Bench() as (hand, sampler, _):
        assert hand.run(sampler.read()) == BLOCK
        assert machine.mem32[at(FIFO)] == 0
        assert machine.mem32[at(FCS)] & UNDER
        assert hand.run(sampler.read()) == BLOCK
        assert not machine.mem32[at(FCS)] & UNDER
        assert sampler.lost <= 16  # what had come while the end of the block was waited for


def test_a_conversion_that_failed_is_replaced_and_counted():
    with Bench() as (hand, sampler, _):
        converter.world_failures = {0, 1, 7, 100, 101, 102, 561, 562}
        assert hand.run(sampler.read()) == BLOCK
        codes = list(sampler.codes)
        assert codes[:2] == [1 << 23] * 2
        assert codes[7] == codes[5]
        assert codes[100:102] == codes[98:100]
        assert codes[102] == codes[98]
        assert sampler.failed == 6
        assert hand.run(sampler.read()) == BLOCK
        assert sampler.codes[1] == codes[-1]
        assert sampler.codes[2] == sampler.codes[0]
        assert sampler.failed == 8


def test_it_rests_without_supply_and_begins_anew():
    with Bench() as (hand, sampler, supply):
        assert hand.run(sampler.read()) == BLOCK
        hand.pass_us(50_000)
        supply.there = False
        assert hand.run(sampler.read()) == 0
        assert not machine.mem32[at(CS)] & 8
        number = converter.world_number
        hand.pass_ms(3000)
        assert hand.run(sampler.read()) == 0
        assert sampler.age_us() == 0
        assert converter.world_number == number
        supply.there = True
        assert hand.run(sampler.read()) == BLOCK
        assert sampler.codes[1] - sampler.codes[0] < 1 << 13
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


OF_EVERY_CHIP = (
    test_inputs_may_be_any_two,
    test_codes_that_come_in_blocks_come_as_one_by_one,
    test_the_age_is_that_of_the_last_pair,
    test_a_full_fifo_starts_it_again_in_order_and_counts,
    test_what_is_left_in_the_fifo_does_not_come_after_a_restart,
    test_a_conversion_that_failed_is_replaced_and_counted,
    test_it_rests_without_supply_and_begins_anew,
)


def test_a_code_of_an_rp2350_is_left_as_it_is():
    codes = array("I", [0, 1, 512, 2048, 4095])
    rp2040_codes.widen(codes, 5)
    assert list(codes) == [0, 0x1000, 0x20_0000, 0x80_0000, 0xFF_F000]


def test_an_rp2350_does_what_its_registers_are_asked_for():
    chip.world_become(chip.RP2350)
    try:
        for test in OF_EVERY_CHIP:
            test()
    finally:
        chip.world_become(chip.RP2040)
        power_on()


def test_a_chip_that_nobody_knows_is_refused():
    part, chip.RP2350.part = chip.RP2350.part, 5
    chip.world_become(chip.RP2350)
    try:
        Rp2040Adc(0, 1, RATE, Supply())
        raise AssertionError("taken")
    except ValueError as error:
        assert str(error) == "no known converter in part 5"
    finally:
        chip.RP2350.part = part
        chip.world_become(chip.RP2040)
