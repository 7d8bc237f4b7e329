"""Between world and board: every message arrives as it was sent, and a pipe that ends too soon is noticed."""

from array import array
from io import BytesIO

from feed import Feed
from meter.metrology.calibration import Calibration
from world import World, send

RATE = 4000
TRACK = (
    '[0, "hertz", [50.0, 0.0]]\n[0, "voltage", [[1, 230.0, 0.0]]]\n[50, "press", true]\n[90, "set_supply", false]\n'
    '[130, "set_temperature", 40.0]\n[170, "set_supply", true]\n'
)
SAMPLED = (160, 160)  # pairs of time, pairs of codes
DARK = (160, 0)


def world(seconds, track=TRACK):
    path = "/tmp/quadrant-test-track"
    with open(path, "w") as file:
        file.write(track)
    options = {"seconds": seconds, "track": path, "seed": 1, "front_end": "ideal", "rate": RATE, "lot": None}
    options["recording"] = None
    return World(options)


def sent(*messages):
    pipe = BytesIO()
    for message in messages:
        send(pipe, *message)
    return pipe.getvalue()


def test_a_message_arrives_as_it_was_sent_its_codes_in_any_portions():
    codes = array("I", range(2 * 5))
    feed = Feed(BytesIO(sent(({"rate": 1}, 0), (None, 5, codes), ([("say", "\xe6")], 3))))
    assert feed.message() == ({"rate": 1}, 0, 0)
    assert feed.message() == (None, 5, 5)
    taken = array("I", bytes(4 * 10))
    assert feed.take(taken, 2) and list(taken[:4]) == [0, 1, 2, 3]
    assert feed.take(taken, 3) and list(taken[:6]) == [4, 5, 6, 7, 8, 9]
    assert feed.message() == ([["say", "\xe6"]], 3, 0)
    assert feed.message() is None


def test_a_pipe_that_ends_anywhere_ends_the_messages():
    whole = sent(([("say", "x")], 4, array("I", range(8))))
    for cut in range(len(whole)):
        feed = Feed(BytesIO(whole[:cut]))
        message = feed.message()
        assert message is None or not feed.take(array("I", bytes(32)), 4), cut
    assert feed.message() is None


def test_what_moves_comes_with_its_block_and_without_supply_only_time_passes():
    mains = world(seconds=None)
    found = [mains.block() for _ in range(7)]
    assert [moved for moved, _, _ in found] == [
        [], [], [("press", True)], [("set_supply", False)], [("set_temperature", 40.0)], [("set_supply", True)], [],
    ]  # fmt: skip
    assert [(time, codes) for _, time, codes in found] == 3 * [SAMPLED] + 3 * [DARK] + [SAMPLED]


def test_the_last_block_is_as_long_as_the_run_wants_and_then_no_time_passes():
    mains = world(seconds=0.09)
    assert [mains.block()[1:] for _ in range(4)] == [SAMPLED, SAMPLED, (40, 40), (0, 0)]


def test_the_hello_tells_the_board_its_front_end():
    hello = world(seconds=1).hello()
    assert (hello["rate"], hello["v_full"], hello["i_full"]) == (RATE, 500.0, 150.0)
    calibration = Calibration(0, 0, 0, hello["sinc"])
    calibration.unpack(bytes.fromhex(hello["calibration"]))
    assert (calibration.v_full_uv, calibration.i_full_na) == (500_000_000, 150_000_000_000)
