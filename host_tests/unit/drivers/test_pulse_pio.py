"""Pulse outputs by PIO: the driver's program, executed by the fake PIO, puts each edge where it was asked for."""

import sys

import drivers.pulse_pio
import machine
import pio
from drivers.pulse_pio import PulsePio
from meter.metrology.energy import UJ_PER_WH
from meter.metrology.pulses import PulseMeter
from pio_loops import Loops
from soc.hand_time import PERIOD, HandTime

HOUR_US = 3_600_000_000


class SlowPython(HandTime):
    """Time passes while Python runs: between two looks at the clock at least as much as a call takes on a board."""

    def __init__(self, call_us=0):
        HandTime.__init__(self, drivers.pulse_pio)
        self.call_us = call_us
        self._dice = 61_677  # the first throw, when the machine starts, is nearly the highest

    def ticks_us(self):
        ticks = HandTime.ticks_us(self)
        self._dice = self._dice * 69_069 + 1 & 0xFFFF_FFFF
        self.us += (self._dice >> 16) * self.call_us >> 16
        return ticks


class Bench:
    def __init__(self, call_us=0, hertz=125_000_000):
        self.hand = SlowPython(call_us)
        self._hertz = hertz

    def __enter__(self):
        self.hand.__enter__()
        machine.freq(self._hertz)
        machine.Pin.world_reset()
        pio.world_reset()
        self.output = PulsePio(4, machine.Pin(6))
        self._width_us = 0
        return self

    def __exit__(self, *error):
        Loops.world_all = False
        machine.freq(125_000_000)
        self.hand.__exit__(*error)

    def edges(self, number=6):
        """(µs since start, level) of the edges since they were asked for last."""
        pio.world_pass()
        mhz = self._hertz / 1e6
        edges = [(cycle / mhz, level) for cycle, pin, level in pio.world_blocks[1].world_edges if pin == number]
        del pio.world_blocks[1].world_edges[:]
        return edges

    def pulses(self, width_us):
        """When pulses began; all others were over in time and as wide as they should be."""
        edges = self.edges()
        if edges and not edges[0][1]:
            edges.pop(0)  # the output is low at the start
        assert [level for _, level in edges] == [1, 0] * (len(edges) // 2), edges
        for k in range(0, len(edges), 2):
            assert abs(edges[k + 1][0] - edges[k][0] - width_us) < 0.2, edges[k : k + 2]
        return [at for at, level in edges if level]

    def ask(self, offset_us, width_ms=30):
        """When the pulse should come."""
        due = self.hand.us + offset_us
        self.output.pulse(offset_us, width_ms)
        return due


def near(times, wanted, most_us=0.3):
    assert len(times) == len(wanted), (times, wanted)
    for a, b in zip(times, wanted):
        assert abs(a - b) <= most_us, (a - b, times, wanted)


def test_a_pulse_comes_when_it_was_asked_for_and_lasts_as_long():
    for hertz in (48_000_000, 125_000_000, 133_000_000, 200_000_000):
        with Bench(hertz=hertz) as bench:
            wanted = [bench.ask(offset) for offset in (5000, 80_000, 260_000, 349_999)]
            bench.hand.pass_ms(500)
            near(bench.pulses(30_000), wanted)


def test_widths_of_1_ms_to_2_s():
    with Bench() as bench:
        for width_ms in (1, 5, 30, 80, 2000):
            wanted = [bench.ask(5000, width_ms), bench.ask(5000 + 2000 * width_ms, width_ms)]
            bench.hand.pass_ms(5 * width_ms + 10)
            near(bench.pulses(1000 * width_ms), wanted)


def test_a_clock_without_exact_microseconds_is_refused():
    machine.freq(130_050_000)
    try:
        PulsePio(4, machine.Pin(6))
    except ValueError as error:
        assert "130050000 Hz" in str(error)
    else:
        raise AssertionError("taken")
    finally:
        machine.freq(125_000_000)


def test_pulses_too_late_or_too_close_are_put_off_and_not_lost():
    with Bench() as bench:
        start = bench.hand.us
        for offset in (-200_000, 500, 10_000, 100_000):
            bench.output.pulse(offset, 30)
        bench.hand.pass_ms(400)
        near(bench.pulses(30_000), [start + 1000 + 60_000 * k for k in range(4)])
        wanted = [bench.ask(50_000), bench.ask(110_000)]  # nothing of that is left
        bench.hand.pass_ms(400)
        near(bench.pulses(30_000), wanted)


def test_who_asks_for_more_than_nine_waits_and_none_is_lost():
    with Bench() as bench:
        bench.ask(1000)
        bench.hand.pass_ms(70)
        bench.edges()
        start = bench.hand.us
        wanted = [bench.ask(5000)]
        bench.hand.pass_us(10)
        wanted += [bench.ask(4990 + 60_000 * k) for k in range(1, 9)]
        assert bench.hand.us == start + 10
        for k in range(9, 14):
            bench.output.pulse(start + 5000 + 60_000 * k - bench.hand.us, 30)
            wanted.append(start + 5000 + 60_000 * k)
        assert bench.hand.us > start + 200_000
        bench.hand.pass_ms(1000)
        near(bench.pulses(30_000), wanted)


def test_the_light_between_pulses():
    with Bench() as bench:
        first = bench.ask(20_000)
        bench.output.steady(True)
        bench.output.pulse(100_000, 30)  # would not be seen
        bench.hand.pass_ms(200)
        (_, low), (rise, on), (fall, off), (lit, up) = bench.edges()
        assert (low, on, off, up) == (0, 1, 0, 1)
        near([rise, fall, lit], [first, first + 30_000, first + 30_002], 2)
        bench.output.steady(True)
        bench.hand.pass_ms(200)
        assert bench.edges() == []
        dark = bench.hand.us
        bench.output.steady(False)
        wanted = bench.ask(20_000)
        bench.hand.pass_ms(100)
        edges = bench.edges()
        assert [level for _, level in edges] == [0, 1, 0]
        near([at for at, _ in edges], [dark, wanted, wanted + 30_000], 3)


def test_silence_of_any_length_moves_nothing():
    with Bench() as bench:
        for silence_us in (
            8 * 60_000_000,
            9 * 60_000_000,
            PERIOD // 2,
            PERIOD - 30_000,
            PERIOD,
            PERIOD + 30_000,
            30 * HOUR_US,
        ):
            for shift in (-70_000, 0, 45_000):
                bench.hand.pass_us(silence_us + shift)
                wanted = bench.ask(200_000)
                bench.hand.pass_ms(300)
                near(bench.pulses(30_000), [wanted])


def test_pulses_where_the_machines_clock_comes_round():
    with Bench() as bench:
        start = bench.hand.us
        for turn, lead in enumerate((-100_000, -30_001, -30_000, -15_000, -2, -1, 0, 1, 2, 50_000)):
            at = start + (turn + 1) * PERIOD + lead
            bench.hand.pass_us(at - 300_000 - bench.hand.us)
            wanted = [bench.ask(300_000), bench.ask(360_000)]
            bench.hand.pass_ms(500)
            near(bench.pulses(30_000), wanted)


def test_edges_are_the_same_without_leaving_out_loops():
    seen = []
    for every in (True, False):
        with Bench() as bench:
            Loops.world_all = every
            bench.output.steady(True)
            bench.hand.pass_us(100)
            bench.output.steady(False)
            bench.ask(1000, 1)
            bench.hand.pass_us(2100)
            seen.append(bench.edges())
    assert seen[0] == seen[1]
    assert len(seen[0]) == 5


def test_four_outputs_pulse_at_once():
    with Bench() as bench:
        outputs = [bench.output] + [PulsePio(4 + k, machine.Pin(6 + k)) for k in (1, 2, 3)]
        due = bench.hand.us + 100_000
        for output in outputs:
            output.pulse(due - bench.hand.us, 80)
        bench.hand.pass_ms(300)
        pio.world_pass()
        edges = [(cycle // 125, pin) for cycle, pin, level in pio.world_blocks[1].world_edges if level]
        assert edges == [(due, 6), (due, 7), (due, 8), (due, 9)]


def test_words_are_small_integers_on_a_board():
    with Bench() as bench:
        words = []

        class Cell:
            def put(self, word):
                words.append(word)

        bench.output._cell = Cell()
        for _ in range(50):
            bench.output.pulse(100_000, 30)
            bench.hand.pass_us(47_000_001)
        assert words[0] == -(1 << 31) + 29_998  # once: the width
        for word in words[1:]:
            assert -1 << 30 <= word < 0


def loaded(milliamperes, minutes, width_ms):
    """Load of 230 V through a PulseMeter in windows of 200 ms, Python away now and then: (pulses, late ones)."""
    with Bench(call_us=15) as bench:
        hand = bench.hand
        asked = []

        def send(offset_us):
            asked.append((hand.us + offset_us, offset_us))
            bench.output.pulse(offset_us, width_ms)

        meter = PulseMeter(width_ms, send)
        end = hand.us
        for window in range(minutes * 300):
            end += 200_000
            hand.us = max(hand.us, end + 40_000)
            if window % 37 == 36:
                hand.pass_ms(400)
            elif window % 11 == 10:
                hand.pass_ms(90)
            meter.add(230 * milliamperes * 200, 200_000, hand.us - end)
        hand.pass_ms(1000)
        times = bench.pulses(1000 * width_ms)
    assert len(times) == len(asked) == meter.count
    gap_us = 1000 * width_ms + 30_000
    late = before = 0
    for (due, offset), at in zip(asked, times):
        if offset < 1100 or due < before + gap_us:
            late += 1
            assert due - 1 <= at < due + 450_000, (due, at)
        else:
            assert abs(at - due) <= 10, (due, at)
        assert at >= before + gap_us - 1
        before = at
    return meter.count, late


def test_hours_of_pulses_stay_within_10_us():
    share = 8 if sys.implementation.name == "micropython" else 1  # it is slower
    for milliamperes, minutes, width_ms in ((100, 1440, 30), (5000, 120, 80), (85_000, 16, 80), (85_000, 16, 30)):
        minutes //= share
        count, late = loaded(milliamperes, minutes, width_ms)
        due = 230 * milliamperes * 60 * minutes * 1000 // UJ_PER_WH
        assert due - 1 <= count <= due, (count, due)
        assert late < count // 6 + 2, late
