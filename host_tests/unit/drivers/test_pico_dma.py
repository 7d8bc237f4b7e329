"""The models of the RP2040's DMA and converter do what the data sheet says, errors and errata too."""

from array import array

import dma
import machine
from adc_registers import CS, DIV, FCS, FIFO, converter
from soc.hand_time import HandTime

DMA_BASE, INTR = 0x5000_0000, 0x5000_0400
AL1_CTRL, AL2_WRITE_ADDR_TRIG, AL3_READ_ADDR_TRIG = 0x10, 0x2C, 0x3C


def fresh():
    dma.world_reset()
    converter.world_reset()
    return dma.DMA()


def refused(call, text):
    try:
        call()
    except Exception as error:
        assert text in str(error), error
    else:
        raise AssertionError("accepted")


def test_registers_after_reset_and_their_four_orders():
    channel = fresh()
    assert channel.channel == 0
    for number in range(12):
        assert machine.mem32[DMA_BASE + 0x40 * number + 0xC] == number << 11
    channel.config(read=0x2000_0000, write=0x2000_0100, count=7)
    channel.config(ctrl=1 << 21)
    words = [machine.mem32[DMA_BASE + at] for at in range(0, 0x40, 4)]
    read, write, count, control = 0x2000_0000, 0x2000_0100, 0, 1 << 21
    assert words == [
        read, write, count, control,
        control, read, write, count,
        control, count, read, write,
        control, write, count, read,
    ]  # fmt: skip
    for address in (DMA_BASE + 2, DMA_BASE + 0x300, 0x4004_C018, 0x4001_0000):
        refused(lambda address=address: machine.mem32[address], "")


def test_memory_is_copied_in_the_size_asked_for():
    for code, size in (("B", 0), ("H", 1), ("I", 2)):
        channel = fresh()
        source, target = array(code, range(1, 11)), array(code, range(10))
        settings = channel.pack_ctrl(size=size)
        channel.config(read=source, write=target, count=10, ctrl=settings, trigger=True)
        assert list(target) == list(source)
        assert not channel.active()
        assert channel.count == 0
        assert channel.read == dma.world_address(source) + (10 << size)


def test_bytes_are_swapped_and_one_address_stands_still():
    channel = fresh()
    source, target = array("I", [0x01020304, 0xA0B0C0D0]), array("I", [0, 0])
    settings = channel.pack_ctrl(bswap=True, inc_write=False)
    channel.config(read=source, write=target, count=2, ctrl=settings, trigger=True)
    assert list(target) == [0xD0C0B0A0, 0]


def test_a_ring_wraps_at_aligned_addresses_only():
    channel = fresh()
    dma.world_address(bytearray(32))
    target = array("H", [0] * 40)
    at = dma.world_address(target)
    first = -at % 16 // 2  # of eight items that begin at a multiple of 16 bytes
    source = array("H", range(1, 21))
    settings = channel.pack_ctrl(size=1, ring_size=4, ring_sel=True)
    channel.config(read=source, write=at + 2 * first + 4, count=20, ctrl=settings, trigger=True)
    ring = [0] * 8
    for k in range(20):
        ring[(2 + k) % 8] = 1 + k
    assert list(target) == [0] * first + ring + [0] * (32 - first)


def test_what_leaves_a_buffer_raises():
    channel = fresh()
    source, target, beyond = array("I", range(8)), array("I", range(4)), array("I", range(4))
    dma.world_address(target)
    dma.world_address(beyond)
    config = channel.config
    refused(lambda: config(read=source, write=target, count=5, ctrl=channel.pack_ctrl(), trigger=True), "nothing at")
    channel = fresh()
    refused(
        lambda: channel.config(read=source, write=target, count=1, ctrl=channel.pack_ctrl(size=0), trigger=True), ""
    )
    channel = fresh()
    at = dma.world_address(target) + 2
    refused(lambda: channel.config(read=source, write=at, count=1, ctrl=channel.pack_ctrl(), trigger=True), "fit")
    assert list(beyond) == [0, 1, 2, 3]


def test_a_chain_follows_an_end_and_the_count_is_loaded_anew():
    first, second = fresh(), dma.DMA()
    source, target = array("I", range(100, 108)), array("I", [0] * 8)
    other = array("I", [0] * 4)
    second.config(read=source, write=other, count=2, ctrl=second.pack_ctrl())
    settings = first.pack_ctrl(chain_to=second.channel)
    for k in range(2):
        first.config(read=source, write=target, count=4, ctrl=settings, trigger=True)
        assert list(other) == [100, 101, 102, 103][: 2 + 2 * k] + [0] * (2 - 2 * k)


def test_a_channel_starts_another_through_its_registers_and_zero_starts_none():
    first, second = fresh(), dma.DMA()
    words, target = array("I", [0, 0]), array("I", [0] * 4)
    words[0] = dma.world_address(target) + 8
    source = array("I", [5, 6, 7])
    second.config(read=source, count=2, ctrl=second.pack_ctrl())
    trigger = DMA_BASE + 0x40 * second.channel + AL2_WRITE_ADDR_TRIG
    settings = first.pack_ctrl(inc_write=False)
    first.config(read=words, write=trigger, count=1, ctrl=settings, trigger=True)
    assert list(target) == [0, 0, 5, 6]
    assert machine.mem32[INTR] == 0
    first.config(trigger=True)  # the second word, 0: a null trigger
    assert second.write == 0
    assert machine.mem32[INTR] == 1 << second.channel
    machine.mem32[INTR] = 1 << second.channel
    assert machine.mem32[INTR] == 0


def test_a_disabled_channel_ignores_triggers_and_a_paused_one_goes_on():
    channel = fresh()
    source, target = array("I", range(1, 5)), array("I", [0] * 4)
    channel.config(read=source, write=target, count=4, ctrl=channel.pack_ctrl(enable=False), trigger=True)
    assert list(target) == [0] * 4
    with HandTime() as hand, Pace(hand):
        channel.config(read=FIFO, write=array("H", [0] * 4), count=4, ctrl=channel.pack_ctrl(enable=False, size=1))
        settings = channel.pack_ctrl(size=1, inc_read=False, treq_sel=36)
        channel.config(ctrl=settings, trigger=True)
        hand.pass_us(100)
        assert channel.count == 2
        channel.config(ctrl=settings & ~1)
        hand.pass_us(150)
        assert channel.active()
        assert channel.count == 2
        channel.config(ctrl=settings)
        assert channel.count == 0


def test_addresses_that_stand_still_read_wrong_under_way():
    channel = fresh()
    target = array("H", [0] * 4)
    with HandTime() as hand, Pace(hand):
        settings = channel.pack_ctrl(size=1, inc_read=False, treq_sel=36)
        channel.config(read=FIFO, write=target, count=4, ctrl=settings, trigger=True)
        hand.pass_us(100)
        assert channel.read != FIFO  # erratum E12
        assert channel.write == dma.world_address(target) + 4
        hand.pass_us(150)
        assert channel.read == FIFO


def test_an_abort_of_an_enabled_channel_may_chain():
    first, second = fresh(), dma.DMA()
    source, target = array("I", [9]), array("I", [0])
    for enabled in (False, True):
        target[0] = 0
        second.config(read=source, write=target, count=1, ctrl=second.pack_ctrl())
        with HandTime() as hand, Pace(hand):
            settings = first.pack_ctrl(size=1, inc_read=False, treq_sel=36, chain_to=second.channel)
            first.config(read=FIFO, write=array("H", [0] * 4), count=4, ctrl=settings, trigger=True)
            hand.pass_us(70)
            if not enabled:
                first.config(ctrl=settings & ~1)
            assert first.active(0) is False
            assert list(target) == [9 * enabled]


def test_a_pace_that_is_not_the_fifos_raises():
    channel = fresh()
    source, target = array("I", [1]), array("I", [0])
    settings = channel.pack_ctrl(treq_sel=36)
    refused(lambda: channel.config(read=source, write=target, count=1, ctrl=settings, trigger=True), "request 36")


def test_fields_are_packed_and_channels_claimed_as_the_port_does():
    channel = fresh()
    assert channel.pack_ctrl() == 0x003F_8039  # quiet, request 0x3F, to itself, both going up, words, enabled
    assert channel.pack_ctrl(default=0, chain_to=11) == 11 << 11
    refused(lambda: channel.pack_ctrl(chain_to=16), "bad field value")
    refused(lambda: channel.pack_ctrl(busy_bee=1), "")
    others = [dma.DMA() for _ in range(11)]
    assert [other.channel for other in others] == list(range(1, 12))
    refused(dma.DMA, "")
    others[4].close()
    assert dma.DMA().channel == 5


class Pace:
    """The converter at 16 000 conversions/s of one input, whose codes are the numbers of the conversions."""

    def __init__(self, hand, select=0, threshold=1):
        self.hand, self._select, self._threshold = hand, select, threshold

    def __enter__(self):
        converter.world_reset()
        converter.world_analog(0)
        converter.world_analog(1)
        converter.world_code = lambda channel, number, us: number
        machine.mem32[DIV] = 2999 << 8
        machine.mem32[FCS] = 1 | 1 << 3 | self._threshold << 24
        machine.mem32[CS] = 1 | 1 << 3 | self._select << 16
        return self

    def __exit__(self, *_):
        converter.world_reset()


def test_the_converter_fills_its_fifo_at_its_pace_and_overflows():
    fresh()
    with HandTime() as hand, Pace(hand):
        assert not machine.mem32[CS] & 1 << 8
        assert machine.mem32[FCS] >> 8 & 1  # EMPTY
        hand.pass_us(1)
        assert machine.mem32[FCS] >> 16 & 15 == 0
        hand.pass_us(1)  # 96 cycles: the first has ended
        for level in (1, 2, 3, 4):
            assert machine.mem32[FCS] >> 16 & 15 == level
            hand.pass_us(63)
        assert machine.mem32[FCS] & 0xF00 == 0xA00  # FULL, OVER
        assert machine.mem32[0x4004_C004] == 3  # RESULT of the last that found a place
        assert [machine.mem32[FIFO] for _ in range(5)] == [0, 1, 2, 3, 0]
        assert machine.mem32[FCS] & 0xF00 == 0xD00  # EMPTY, UNDER, OVER
        machine.mem32[FCS] = machine.mem32[FCS]
        assert machine.mem32[FCS] & 0xF00 == 0x100
        hand.pass_us(63)
        assert machine.mem32[FIFO] == 5


def test_inputs_take_turns_whatever_is_lost():
    fresh()
    with HandTime() as hand, Pace(hand, select=3):
        hand.pass_us(2)
        for number in range(1, 40):
            assert machine.mem32[CS] >> 12 & 7 == number % 2
            hand.pass_us(62 + number % 2)
        converter.inputs = 1
        machine.mem32[FIFO]
        hand.pass_us(63)
        refused(lambda: [machine.mem32[FIFO], hand.pass_us(63), machine.mem32[FCS]], "no analog pin")
