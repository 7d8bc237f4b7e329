"""A track under way: what reaches the board and when, drift, supply cuts and rounds.

How scenarios become tracks, and whole scenarios played, is tested in host_tests/tools/test_scenario_played.py.
"""

from io import StringIO

from player import Player

MAINS = """\
[0, "hertz", [50.0, 0.0]]
[0, "voltage", [[1, 230.0, 0.0], [3, 2.5, -0.5]]]
"""
BEGINNING = [
    ("hertz", 50.0),
    ("voltage", [[1, 230.0, 0.0], [3, 2.5, -0.5]]),
    ("current", []),
    ("offset", 0.0),
    ("noise", 0.0),
]


class Board:
    """Board and waveform in one: keeps every call with its argument, and knows no other."""

    def __init__(self):
        self.calls = []

    def set_hertz(self, hertz):
        self.calls.append(("hertz", hertz))

    def set_voltage(self, components):
        self.calls.append(("voltage", components))

    def set_current(self, components):
        self.calls.append(("current", components))

    def set_offset(self, volts):
        self.calls.append(("offset", volts))

    def set_noise(self, volts):
        self.calls.append(("noise", volts))

    def set_supply(self, on):
        self.calls.append(("supply", on))

    def press(self, long):
        self.calls.append(("press", long))

    def say(self, text):
        self.calls.append(("say", text))


def start(rows):
    """(play, board): play(ms) steps to a time and tells the calls of that step; the beginning is played."""
    board = Board()
    player = Player(StringIO(MAINS + rows), board, board)

    def play(t_ms):
        board.calls = []
        player.step(t_ms)
        return board.calls

    assert play(0) == BEGINNING
    return play


def test_a_line_is_played_with_the_first_block_at_or_after_it_and_only_once():
    play = start('[30, "press", false]\n[40, "press", true]\n[50, "say", "f\xe6rdig"]\n')
    assert play(20) == []
    assert play(40) == [("press", False), ("press", True)]
    assert play(60) == [("say", "f\xe6rdig")]
    assert play(10**9) == []


def test_lines_of_one_block_make_a_table_once_and_only_where_it_changes():
    play = start('[5, "current", [[1, 1.0, 0.0]]]\n[6, "current", [[1, 2.0, 0.0]]]\n[6, "noise", 0.5]\n')
    assert play(40) == [("current", [[1, 2.0, 0.0]]), ("noise", 0.5)]
    play = start('[5, "current", [[1, 1.0, 0.0]]]\n[6, "current", []]\n')
    assert play(40) == []


def test_the_frequency_drifts_from_when_it_was_due_and_stops_at_65_hertz():
    play = start('[1010, "hertz", [50.0, 0.5]]\n')
    assert play(1000) == []
    assert play(1040) == [("hertz", 50.015)]
    assert play(2010) == [("hertz", 50.5)]
    assert play(100_000) == [("hertz", 65.0)]
    assert play(100_040) == []


def test_a_dead_supply_has_no_waveform_and_what_changes_meanwhile_is_there_when_it_returns():
    play = start('[1000, "set_supply", false]\n[2000, "current", [[1, 3.0, 0.0]]]\n[3000, "set_supply", true]\n')
    assert play(1000) == [("voltage", []), ("supply", False)]
    assert play(2000) == []
    assert play(3000) == [BEGINNING[1], ("current", [[1, 3.0, 0.0]]), ("supply", True)]


def test_rounds_begin_as_the_first_and_keep_their_length_when_steps_do_not_meet_them():
    play = start('[500, "press", false]\n[600, "voltage", []]\n[1010, "repeat", null]\n')
    seen = []
    for t_ms in range(40, 3000, 40):
        for what, _ in play(t_ms):
            seen.append((what, t_ms))
    assert seen == [
        ("press", 520),
        ("voltage", 600),
        ("voltage", 1040),
        ("press", 1520),
        ("voltage", 1640),
        ("voltage", 2040),
        ("press", 2520),
        ("voltage", 2640),
    ]


def test_one_long_step_plays_all_the_rounds_that_lie_between():
    play = start('[10, "press", true]\n[1000, "repeat", null]\n')
    assert play(10_005) == [("press", True)] * 10


def test_nothing_is_lost_or_played_twice_where_the_board_leaves_by_an_exception():
    class Dying(Board):
        def say(self, text):
            raise RuntimeError

    board = Dying()
    player = Player(StringIO(MAINS + '[0, "say", ""]\n[0, "press", false]\n'), board, board)
    try:
        player.step(0)
    except RuntimeError:
        assert board.calls == []
    else:
        raise AssertionError("went on")
    player.step(20)
    assert board.calls == [("press", False)] + BEGINNING
