"""Scenarios under way: what reaches the board and when, drift, rounds, and the quadrants of the household."""

import io
import math
from pathlib import Path

from player import Player

from tools.scenario.loads import Load, Loads
from tools.scenario.mains import Mains
from tools.scenario.reader import load, parse
from tools.scenario.track import lines, of_options

FOLDER = str(Path(__file__).parents[2] / "boards/sim/scenarios")
BLOCK_MS = 20


class Board:
    """Board and waveform in one: keeps every call with its arguments, and knows no other."""

    def __init__(self):
        self.calls = []
        self.hertz = None
        self.voltage = self.current = None

    def set_hertz(self, hertz):
        self.hertz = hertz
        self.calls.append(("hertz", hertz))

    def set_voltage(self, components):
        self.voltage = [tuple(component) for component in components]
        self.calls.append(("voltage", self.voltage))

    def set_current(self, components):
        self.current = [tuple(component) for component in components]
        self.calls.append(("current", self.current))

    def set_offset(self, volts):
        self.calls.append(("offset", volts))

    def set_noise(self, volts):
        self.calls.append(("noise", volts))

    def set_supply(self, on):
        self.calls.append(("supply", on, bool(self.voltage)))

    def press(self, long):
        self.calls.append(("press", long))

    def set_cover(self, is_open):
        self.calls.append(("cover", is_open))

    def set_terminal_cover(self, is_open):
        self.calls.append(("terminal cover", is_open))

    def set_magnet(self, on):
        self.calls.append(("magnet", on))

    def set_seal(self, is_open):
        self.calls.append(("seal", is_open))

    def set_tariff(self, number):
        self.calls.append(("tariff", number))

    def send_pulses(self, count):
        self.calls.append(("pulses", count))

    def set_temperature(self, celsius):
        self.calls.append(("temperature", celsius))

    def stick(self, how):
        self.calls.append(("stick", how))

    def write(self, order):
        self.calls.append(("write", *order))

    def set_clock(self, seconds):
        self.calls.append(("clock", seconds))

    def say(self, text):
        self.calls.append(("say", text))

    def taken(self):
        """The calls since the last time."""
        calls, self.calls = self.calls, []
        return calls


def player(track, board):
    """A Player of the lines `track`, which reach it as text."""
    return Player(io.StringIO("".join(track)), board, board)


def start(text, **more):
    """(board, player) of a scenario, before its first step; more: as of `lines`."""
    board = Board()
    return board, player(lines(parse("test.txt", text), **more), board)


def played(**options):
    """The board after the first step of what `options` ask for."""
    board = Board()
    player(of_options(options), board).step(0)
    return board


def test_the_first_step_shows_the_mains_there_is():
    board, playing = start("5 press", mains=Mains(120.0, 60.0))
    playing.step(0)
    assert board.taken() == [
        ("hertz", 60.0),
        ("voltage", [(1, 120.0, 0.0)]),
        ("current", []),
        ("offset", 0.0),
        ("noise", 0.0),
    ]


def test_an_event_comes_with_the_first_block_at_or_after_it_and_only_once():
    board, playing = start("0.03 press\n0.04 press long\n0.05 say hello")
    playing.step(0)
    board.taken()
    for t_ms, calls in ((20, []), (40, [("press", False), ("press", True)]), (60, [("say", "hello")]), (80, [])):
        playing.step(t_ms)
        assert board.taken() == calls, t_ms
    playing.step(10**9)
    assert board.taken() == []


def test_every_switch_reaches_the_board():
    text = "cover open,cover closed,terminal open,terminal closed,magnet on,magnet off,seal open,seal closed"
    text += ",tariff 3,pulse_input 12,temperature -4.5,stick open,command 1,topup 7 20,clock 2000-01-02"
    board, playing = start("\n".join(["1 " + line for line in text.split(",")]) + "\n1 say a b")
    playing.step(0)
    board.taken()
    playing.step(1000)
    assert board.taken() == [
        ("cover", True),
        ("cover", False),
        ("terminal cover", True),
        ("terminal cover", False),
        ("magnet", True),
        ("magnet", False),
        ("seal", True),
        ("seal", False),
        ("tariff", 3),
        ("pulses", 12),
        ("temperature", -4.5),
        ("stick", "open"),
        ("write", "128.0.0", "1"),
        ("write", "199.4.0", "7 20"),
        ("clock", 86_400),
        ("say", "a b"),
    ]


def test_only_what_changes_is_handed_on():
    board, playing = start(
        "0 load x amps=1\n1 mains volts=220\n2 load x amps=2\n3 mains noise=1\n4 load x amps=2\n5 unload x"
    )
    playing.step(0)
    board.taken()
    for t_ms, what in ((1000, ["voltage"]), (2000, ["current"]), (3000, ["noise"]), (4000, []), (5000, ["current"])):
        playing.step(t_ms)
        assert [call[0] for call in board.taken()] == what, t_ms


def test_a_load_of_watts_follows_the_voltage():
    board, playing = start("0 load x watts=2300\n1 mains volts=200")
    playing.step(0)
    assert board.current == [(1, 10.0, 0.0)]
    playing.step(1000)
    assert board.current == [(1, 11.5, 0.0)]


def test_events_of_one_block_make_the_waveform_once():
    board, playing = start("0 load x amps=1\n0 load y amps=2\n0 mains volts=220 offset=1 noise=2\n0 unload x")
    playing.step(0)
    assert [call[0] for call in board.taken()] == ["hertz", "voltage", "current", "offset", "noise"]
    assert board.current == [(1, 2.0, 0.0)]


def test_a_dead_supply_has_no_waveform():
    board, playing = start("0 load x amps=1\n0 mains offset=2\n1 supply off\n2 load x amps=3\n3 supply on")
    playing.step(0)
    board.taken()
    playing.step(1000)
    assert board.taken() == [("voltage", []), ("current", []), ("offset", 0.0), ("supply", False, False)]
    playing.step(2000)
    assert board.taken() == []
    playing.step(3000)
    assert board.taken() == [
        ("voltage", [(1, 230.0, 0.0)]),
        ("current", [(1, 3.0, 0.0)]),
        ("offset", 2.0),
        ("supply", True, True),
    ]


class Dying(Board):
    """A board that is left by an exception when its supply fails, as a process that ends."""

    def set_supply(self, on):
        super().set_supply(on)
        if not on:
            raise KeyboardInterrupt


def test_nothing_is_lost_or_played_twice_where_the_board_leaves_by_an_exception():
    board = Dying()
    playing = player(lines(parse("test.txt", "1 supply off\n1 press\n1 load x amps=4\n2 supply on")), board)
    playing.step(0)
    board.taken()
    try:
        playing.step(1000)
    except KeyboardInterrupt:
        assert board.taken()[-1] == ("supply", False, False)
    else:
        raise AssertionError("went on")
    playing.step(1020)
    assert board.taken() == [("press", False)]
    playing.step(2000)
    assert board.taken()[-1] == ("supply", True, True)
    assert board.current == [(1, 4.0, 0.0)]


def test_frequency_drifts_with_every_block_and_no_table_is_made_for_it():
    board, playing = start("0 mains hertz=45\n1.01 mains drift=0.5\n3 mains drift=0")
    playing.step(0)
    board.taken()
    for t_ms in range(BLOCK_MS, 5000, BLOCK_MS):
        playing.step(t_ms)
        due = min(max(t_ms - 1010, 0), 1990) / 2000  # a drift begins when it is due, not at the block after
        assert abs(board.hertz - 45 - due) < 1e-9, t_ms
    calls = board.taken()
    assert {call[0] for call in calls} == {"hertz"}
    assert 98 <= len(calls) <= 101


def test_the_walk_goes_from_45_to_65_hertz_and_back():
    board = Board()
    playing = player(lines(load(FOLDER + "/frequency_walk.txt")), board)
    for t_ms, hertz in (
        (0, 45),
        (10_000, 45),
        (60_000, 50),
        (110_000, 55),
        (209_980, 64.998),
        (215_000, 65),
        (225_000, 55),
        (235_000, 45),
    ):
        for early in (400, 200, 0):
            playing.step(max(0, t_ms - early))
        assert abs(board.hertz - hertz) < 1e-6, (t_ms, board.hertz)


def test_a_round_begins_as_the_first_did():
    text = "0 load x amps=1\n0.5 press\n1 load y amps=2\n1 mains volts=220 drift=1\n2 unload x\n3 repeat"
    loads = Loads()
    loads.connect("base", Load(amps=4.0))
    board = Board()
    playing = player(lines(parse("test.txt", text), Mains(240.0), loads), board)
    seen = []
    for t_ms in range(0, 9000, BLOCK_MS):
        playing.step(t_ms)
        seen.append((board.hertz, board.voltage, board.current))
    one = 3000 // BLOCK_MS
    assert seen[0] == (50.0, [(1, 240.0, 0.0)], [(1, 5.0, 0.0)])
    assert seen[one - 1][1:] == ([(1, 220.0, 0.0)], [(1, 6.0, 0.0)])
    assert abs(seen[one - 1][0] - 51.98) < 1e-9
    assert seen[:one] == seen[one : 2 * one] == seen[2 * one :]
    assert board.calls.count(("press", False)) == 3


def test_rounds_keep_their_length_when_steps_do_not_meet_them():
    board, playing = start("0.5 press\n1.01 repeat")
    presses = []
    for t_ms in range(0, 12_000, BLOCK_MS):
        playing.step(t_ms)
        if ("press", False) in board.taken():
            presses.append(t_ms)
    assert presses == [-(-(500 + 1010 * k) // BLOCK_MS) * BLOCK_MS for k in range(12)][: len(presses)]
    assert len(presses) == 12


def test_one_long_step_plays_all_that_lies_between():
    board, playing = start("0 press\n1 repeat")
    playing.step(10_000)
    assert board.calls.count(("press", False)) == 11


def quadrant(board):
    """1 to 4 of what the meter is shown now, by the powers of the fundamental (IEC 62053-23); 0 near a border."""
    (_, volts, v_angle), (_, amps, i_angle) = board.voltage[0], board.current[0]
    lag = v_angle - i_angle
    p, q = volts * amps * math.cos(lag), volts * amps * math.sin(lag)
    if abs(p) < 10 or abs(q) < 10:
        return 0
    if q > 0:
        return 1 if p > 0 else 2
    return 4 if p > 0 else 3


def household(end_ms):
    """[[quadrant, from ms, to ms], …] of the household's first `end_ms`, and the board that saw it."""
    board = Board()
    playing = player(lines(load(FOLDER + "/household.txt")), board)
    stays = []
    for t_ms in range(0, end_ms, BLOCK_MS):
        playing.step(t_ms)
        now = quadrant(board)
        if not stays or stays[-1][0] != now:
            stays.append([now, t_ms, t_ms])
        stays[-1][2] = t_ms + BLOCK_MS
    return stays, board


def test_the_household_shows_every_quadrant_within_two_minutes_and_stays_there():
    stays, _ = household(120_000)
    longest = {0: 0, 1: 0, 2: 0, 3: 0, 4: 0}
    for number, begin_ms, end_ms in stays:
        longest[number] = max(longest[number], end_ms - begin_ms)
    for number in (1, 2, 3, 4):
        assert longest[number] >= 8000, longest
    assert longest[0] == 0


def test_the_household_scrolls_by_itself_while_it_shows_them():
    _, board = household(120_000)
    assert ("press", False) not in board.calls
    assert ("tariff", 1) in board.calls


def test_a_round_of_the_household_is_calm():
    """A table takes milliseconds to make; the display lists its views by itself 2 minutes after the last press."""
    scenario = load(FOLDER + "/household.txt")
    stays, board = household(scenario.repeat_ms)
    tables = [call[0] for call in board.calls if call[0] in ("voltage", "current")]
    assert len(tables) <= 45, len(tables)
    said = [text for _, verb, text in scenario.events if verb == "say"]
    assert len(said) >= len([stay for stay in stays if stay[2] - stay[1] >= 8000])
    presses = [time_ms for time_ms, verb, _ in scenario.events if verb == "press"]
    assert presses and presses[-1] + 120_000 < scenario.repeat_ms
    assert [value for _, verb, value in scenario.events if verb == "tariff"] == [1, 2, 1]
    for components in [call[1] for call in board.calls if call[0] == "voltage"]:
        assert 207.0 <= components[0][1] <= 253.0


def test_a_steady_load_of_the_options():
    assert played(load=5.0).calls == [
        ("hertz", 50.0),
        ("voltage", [(1, 230.0, 0.0)]),
        ("current", [(1, 5.0, 0.0)]),
        ("offset", 0.0),
        ("noise", 0.0),
    ]
    board = played(load=-2.0, power_factor=0, volts=0.0, hertz=60, harmonics="u3:10,i5:50@90")
    assert (board.hertz, board.voltage) == (60, [])
    assert [(order, round(rms, 9), round(angle, 9)) for order, rms, angle in board.current] == [
        (1, 2.0, round(math.pi / 2, 9)),
        (5, 1.0, round(-math.pi / 2, 9)),
    ]


def test_no_options_are_mains_without_a_load():
    board = played(load=None, scenario=None, volts=None)
    assert (board.voltage, board.current) == ([(1, 230.0, 0.0)], [])


def test_a_scenario_of_the_options_is_played_as_it_is_written(tmp_path):
    (tmp_path / "day.txt").write_text("0 load x amps=3\n0 say f\xe6rdig \U0001f50c", encoding="utf-8")
    board = played(scenario=str(tmp_path / "day.txt"))
    assert board.current == [(1, 3.0, 0.0)]
    assert ("say", "f\xe6rdig \U0001f50c") in board.calls
