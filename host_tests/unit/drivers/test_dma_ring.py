"""An endless DMA ring on the model of the controller: every item in order, or counted as lost, whoever comes late."""

import chip
import dma
import machine
from dma_channels import controller
from drivers import dma_ring
from drivers.dma_ring import DmaRing
from soc.hand_time import HandTime

RXF0, DREQ_RX0 = 0x5020_0020, 4
RXF5, DREQ_RX5 = 0x5030_0024, 13
RATE = 16_000
BLOCK, BLOCKS = 560, 16
BLOCK_US = 35_000
FIRST = 1_234_567


class Numbers:
    """A FIFO whose items are their own numbers beyond FIRST, RATE of them a second."""

    def __init__(self, hand):
        self._hand = hand
        self._start = hand.us
        self.taken = 0

    def available(self):
        return (self._hand.us - self._start) * RATE // 1_000_000 - self.taken

    def take(self):
        self.taken += 1
        return FIRST + self.taken - 1


class Bench:
    """`with Bench() as (hand, ring, numbers)`."""

    def __init__(self, block=BLOCK, blocks=BLOCKS, wide=True):
        self._shape = block, blocks, wide
        self._hand = HandTime(dma_ring)

    def __enter__(self):
        hand = self._hand.__enter__()
        dma.world_reset()
        block, blocks, wide = self._shape
        ring = DmaRing(RXF0, DREQ_RX0, block, blocks, RATE, wide)
        dma.world_sources[RXF0] = numbers = Numbers(hand)
        ring.start()
        return hand, ring, numbers

    def __exit__(self, *_):
        dma.world_sources.pop(RXF0, None)
        self._hand.__exit__()


def drain(ring, following, mask=-1):
    """Read all whole blocks; what number is to come next. Gaps must be what `lost` grew by."""
    while ring.ready():
        block = list(ring.items[ring.first : ring.first + ring.block])
        lost = ring.lost
        assert ring.release()
        following += ring.lost - lost
        assert block == [FIRST + number & mask for number in range(following, following + ring.block)]
        following += ring.block
    return following


def test_items_come_in_order_over_many_laps():
    for wide, mask in ((True, -1), (False, 0xFFFF)):
        with Bench(wide=wide) as (hand, ring, numbers):
            following = 0
            for _ in range(1000):
                hand.pass_ms(5)
                following = drain(ring, following, mask)
                assert ring.behind() == numbers.taken - following
            assert following == 5 * RATE // BLOCK * BLOCK
            assert ring.lost == 0


def test_the_table_of_addresses_may_lie_anywhere():
    for blocks in (4, 8, 32, 64):
        for before in range(1, 18):
            with Bench(block=2, blocks=blocks) as (hand, _, _):
                dma.world_reset()
                dma.world_address(bytearray(16 * before))
                ring = DmaRing(RXF0, DREQ_RX0, 2, blocks, RATE, True)
                dma.world_sources[RXF0] = Numbers(hand)
                ring.start()
                following = 0
                for _ in range(3 * blocks):
                    hand.pass_us(125)
                    following = drain(ring, following)
                assert following == 6 * blocks


def test_absences_are_bridged_or_counted_exactly():
    for stall_ms in (45, 400, 499, 524, 525, 526, 545, 559, 560, 561, 840, 1119, 1121, 5000):
        for phase_us in (0, 125, 34_937):
            with Bench() as (hand, ring, numbers):
                hand.pass_us(7 * BLOCK_US + phase_us)
                following = drain(ring, 0)
                hand.pass_ms(stall_ms)
                ring.ready()
                came = numbers.taken - following  # since the oldest block that was not read
                following = drain(ring, following)
                if came <= BLOCK * BLOCKS:
                    assert ring.lost == 0
                else:
                    # what is kept is all but the block under way and one to spare
                    assert BLOCK * (BLOCKS - 3) < came - ring.lost <= BLOCK * (BLOCKS - 1)
                if stall_ms <= 525:
                    assert ring.lost == 0, (stall_ms, phase_us)
                assert following + ring.behind() == numbers.taken
                hand.pass_ms(500)
                assert drain(ring, following) + ring.behind() == numbers.taken


def test_any_mixture_of_absences_adds_up():
    with Bench() as (hand, ring, numbers):
        following, seed = 0, 1
        for _ in range(40):
            seed = (seed * 1103515245 + 12345) & 0x7FFF_FFFF
            hand.pass_us(seed >> 8 & 0xFFFFF)  # up to 1.05 s
            following = drain(ring, following)
            assert following + ring.behind() == numbers.taken
        assert 0 < ring.lost < numbers.taken


def test_a_gap_shows_when_the_block_after_it_is_released():
    with Bench() as (hand, ring, _):
        hand.pass_ms(1000)
        assert ring.ready() == BLOCKS - 2
        assert ring.lost == 0
        assert ring.behind() == RATE
        ring.release()
        assert ring.lost == ring.items[ring.first] - FIRST - BLOCK


def test_a_block_that_is_overwritten_while_it_is_read_is_void():
    with Bench() as (hand, ring, numbers):
        hand.pass_us(BLOCK_US)
        assert ring.ready() == 1
        hand.pass_us(15 * BLOCK_US)
        dma.world_pass()
        assert ring.items[ring.first] == FIRST
        hand.pass_us(63)
        dma.world_pass()
        assert ring.items[ring.first] == FIRST + BLOCK * BLOCKS  # the sixteenth block has begun
        assert not ring.release()
        assert drain(ring, 0) + ring.behind() == numbers.taken
        assert ring.lost == 2 * BLOCK


def test_memory_beside_the_ring_is_never_written():
    with Bench() as (hand, _, _):
        dma.world_reset()
        guards = [bytearray(b"\xa5" * 64) for _ in range(4)]
        dma.world_address(guards[0])
        ring = DmaRing(RXF0, DREQ_RX0, BLOCK, BLOCKS, RATE, True)
        for guard in guards[1:]:
            dma.world_address(guard)
        table = list(ring._table)
        ring.start()
        hand.pass_ms(8000)
        ring.ready()
        ring.stop()
        assert guards == [b"\xa5" * 64] * 4
        assert list(ring._table) == table
        assert sorted(ring.items) == list(range(FIRST + 128_000 - BLOCK * BLOCKS, FIRST + 128_000))


def test_the_processor_does_nothing_between_looks():
    with Bench() as (hand, ring, numbers):
        before = controller.channels[1].world_moved
        hand.pass_us(10 * BLOCK_US)
        dma.world_pass()
        assert controller.channels[1].world_moved - before == 10  # addresses that the control channel has handed on
        assert numbers.taken == 10 * BLOCK
        assert ring.ready() == 10


def test_a_stopped_ring_stays_as_it_is_and_starts_at_its_beginning():
    with Bench() as (hand, ring, numbers):
        for stop_us in (1, 62, 63, 34_999, 35_000, 100_000, 559_999, 560_000):
            ring.start()
            hand.pass_us(stop_us)
            ring.stop()
            kept = list(ring.items)
            hand.pass_ms(50)
            dma.world_pass()
            assert list(ring.items) == kept
            assert not controller.channels[0].busy
            assert not controller.channels[1].busy
            numbers.taken += numbers.available()  # as a FIFO that is emptied
            ring.start()
            assert ring.ready() == 0
            following = numbers.taken
            hand.pass_us(2 * BLOCK_US + 100)
            assert drain(ring, following) == following + 2 * BLOCK
            assert ring.lost == 0


def test_requests_of_before_do_not_make_it_read_an_empty_fifo():
    with Bench() as (_, ring, numbers):
        ring.stop()
        controller.channels[0].credits = 1
        ring.start()
        assert numbers.taken == 0


def test_a_source_that_pauses_is_followed_while_somebody_looks():
    with Bench() as (hand, ring, numbers):
        hand.pass_ms(100)
        following = drain(ring, 0)
        numbers._start += 3_000_000
        for _ in range(1500):
            hand.pass_ms(2)
            assert ring.ready() == 0
        hand.pass_ms(100)
        assert drain(ring, following) == 200 * RATE // 1000 // BLOCK * BLOCK
        assert ring.lost == 0


def test_two_rings_keep_out_of_each_others_way():
    with Bench() as (hand, ring, _):
        other = DmaRing(RXF5, DREQ_RX5, 100, 8, RATE, False)
        dma.world_sources[RXF5] = Numbers(hand)
        other.start()
        following = further = 0
        for _ in range(300):
            hand.pass_ms(10)
            following = drain(ring, following)
            further = drain(other, further, 0xFFFF)
        assert following == 3 * RATE // BLOCK * BLOCK
        assert further == 3 * RATE // 100 * 100
        del dma.world_sources[RXF5]


def test_wrong_shapes_are_refused():
    dma.world_reset()
    for blocks in (0, 2, 3, 6, 24):
        try:
            DmaRing(RXF0, DREQ_RX0, 10, blocks, RATE)
        except ValueError as error:
            assert "ring of %d blocks" % blocks in str(error)
        else:
            raise AssertionError("accepted")
    assert not machine.mem32[0x5000_0400]  # no interrupts, either


def test_an_rp2350_does_the_same():
    chip.world_become(chip.RP2350)
    try:
        test_items_come_in_order_over_many_laps()
        test_absences_are_bridged_or_counted_exactly()
        test_a_stopped_ring_stays_as_it_is_and_starts_at_its_beginning()
        test_two_rings_keep_out_of_each_others_way()
    finally:
        chip.world_become(chip.RP2040)
        dma.world_reset()
