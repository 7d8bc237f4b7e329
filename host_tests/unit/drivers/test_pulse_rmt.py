"""Pulse outputs by the ESP32's RMT, on a model of it: each edge where it was asked for, and Python never waits."""

import drivers.pulse_rmt
from drivers.pulse_rmt import CLOCK_DIV, PulseRmt
from meter.metrology.energy import UJ_PER_WH
from meter.metrology.pulses import PulseMeter
from soc import world
from soc.esp_rmt import RMT
from soc.hand_time import HandTime
from soc.timer import Timer

PIN = 18


class Pin:
    number = PIN


class SoftTimer(Timer):
    """Its callbacks are scheduled, and wait while no Python runs."""

    def _fire(self, turn):
        if world.masked:
            world.later(1000, lambda: self._fire(turn))
        else:
            Timer._fire(self, turn)


class Bench:
    def __init__(self):
        self.hand = HandTime(drivers.pulse_rmt)

    def __enter__(self):
        self.hand.__enter__()
        RMT.world_reset()
        self.output = PulseRmt(lambda lit: RMT(0, pin=Pin, clock_div=CLOCK_DIV, idle_level=lit), SoftTimer())
        return self

    def __exit__(self, *error):
        assert RMT.world_waited_us == RMT.world_panics == 0
        assert RMT.world_most <= 64
        self.hand.__exit__(*error)

    def ask(self, offset_us, width_ms=30):
        """When the pulse should come."""
        self.output.pulse(offset_us, width_ms)
        return self.hand.us + offset_us

    def edges(self):
        edges = list(RMT.world_edges.get(PIN, []))
        if PIN in RMT.world_edges:
            del RMT.world_edges[PIN][:-1]
        return edges

    def pulses(self, width_us):
        """When pulses began; each is as wide as it should be."""
        edges = RMT.world_edges.get(PIN, [])
        assert [level for _, level in edges] == [1, 0] * (len(edges) // 2), edges
        for k in range(0, len(edges), 2):
            assert abs(edges[k + 1][0] - edges[k][0] - width_us) <= 3
        times = [at for at, level in edges if level]
        del edges[:]
        return times


def near(found, wanted, us=5):
    assert len(found) == len(wanted), (found, wanted)
    for at, due in zip(found, wanted):
        assert abs(at - due) <= us, (found, wanted)


def test_pulses_come_when_they_were_asked_for():
    for offset_us in (2000, 30_000, 98_301, 98_302, 98_304, 350_000, 999_999):
        for width_ms in (1, 30, 80, 150):
            with Bench() as bench:
                wanted = bench.ask(offset_us, width_ms)
                bench.hand.pass_ms(2000)
                near(bench.pulses(1000 * width_ms), [wanted])


def test_what_is_asked_for_together_and_while_others_are_on_their_way_comes_in_its_time():
    with Bench() as bench:
        wanted = [bench.ask(offset) for offset in (130_000, 195_000, 260_000)]
        bench.hand.pass_ms(200)
        wanted += [bench.ask(offset) for offset in (125_000, 190_000, 255_000)]
        bench.hand.pass_ms(200)
        wanted += [bench.ask(offset) for offset in (120_000, 300_000)]
        bench.hand.pass_ms(1000)
        near(bench.pulses(30_000), wanted)


def test_more_than_a_train_holds():
    with Bench() as bench:
        wanted = [bench.ask(100_000 + 60_000 * k) for k in range(30)]
        bench.hand.pass_ms(4000)
        near(bench.pulses(30_000), wanted)


def test_pulses_far_ahead_and_far_apart():
    with Bench() as bench:
        wanted = [bench.ask(offset_us) for offset_us in (20_000, 1_500_000, 7_000_000, 7_060_000, 50_000_000)]
        bench.hand.pass_ms(60_000)
        near(bench.pulses(30_000), wanted)


def test_too_late_or_too_close_ones_are_put_off():
    with Bench() as bench:
        first = bench.hand.us
        bench.ask(-50_000)
        bench.ask(-40_000)
        bench.hand.pass_ms(500)
        times = bench.pulses(30_000)
        assert first < times[0] <= first + 1100
        near(times[1:], [times[0] + 60_000])


def test_a_stall_delays_what_waits_and_what_is_on_its_way_goes_on():
    with Bench() as bench:
        wanted = [bench.ask(offset) for offset in (130_000, 195_000, 260_000)]
        bench.hand.pass_ms(10)
        late = bench.ask(330_000)
        bench.hand.stall_ms(400)
        back = bench.hand.us
        bench.hand.pass_ms(500)
        times = bench.pulses(30_000)
        near(times[:3], wanted)
        assert late < back <= times[3] <= back + 3000


def test_steady_light_hides_pulses_and_is_given_up_after_what_came_before():
    with Bench() as bench:
        wanted = bench.ask(20_000)
        bench.output.steady(True)
        bench.output.pulse(100_000, 30)
        bench.hand.pass_ms(300)
        edges = bench.edges()
        assert [level for _, level in edges] == [1, 0, 1]
        near([edges[0][0], edges[1][0]], [wanted, wanted + 30_000])
        assert edges[2][0] <= edges[1][0] + 3000
        bench.output.steady(True)
        bench.hand.pass_ms(300)
        assert len(bench.edges()) == 1
        bench.output.steady(False)
        wanted = bench.ask(50_000)
        bench.hand.pass_ms(300)
        edges = bench.edges()
        assert [level for _, level in edges] == [1, 0, 1, 0]
        near([edges[2][0], edges[3][0]], [wanted, wanted + 30_000])


def test_silence_of_any_length_moves_nothing():
    with Bench() as bench:
        for minutes in (1, 5, 8, 9, 17, 18, 60, 1000):
            bench.hand.pass_us(minutes * 60_000_000 + 12_345)
            wanted = bench.ask(200_000)
            bench.hand.pass_ms(400)
            near(bench.pulses(30_000), [wanted])


def test_pulses_of_a_load_stay_in_place():
    for watts, minutes, width_ms in ((23, 60, 30), (1150, 20, 80), (19_550, 4, 80), (19_550, 4, 30)):
        with Bench() as bench:
            asked = []

            def send(offset_us, bench=bench, asked=asked, width_ms=width_ms):
                asked.append(bench.hand.us + offset_us)
                bench.output.pulse(offset_us, width_ms)

            meter = PulseMeter(width_ms, send)
            for _ in range(minutes * 300):
                bench.hand.pass_us(200_000)
                meter.add(watts * 200_000, 200_000, 40_000)
            bench.hand.pass_ms(1000)
            times = bench.pulses(1000 * width_ms)
            due = watts * minutes * 60 * 1_000_000 // UJ_PER_WH
            assert due - 1 <= len(times) <= due
            near(times, asked)
