"""Every board meets the contract, and a meter runs on it: each in a MicroPython of its own with a small heap."""

import contextlib
import functools
import json
import os
import subprocess
from pathlib import Path

import pytest
from compiled import firmware

from tools.bench.process import given, interpreter
from tools.bench.world import World

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
FAKES = {
    "sim": [],
    "pico_ads131m02": [TESTS / "fakes/pico", TESTS / "fakes"],
    "pico_classroom": [TESTS / "fakes/pico", TESTS / "fakes"],
    "esp32_i2s": [TESTS / "fakes/esp32", TESTS / "fakes"],
}
BOARDS = sorted(FAKES)
PICOS = ["pico_ads131m02", "pico_classroom"]
HEAPS = {"sim": 384, "pico_ads131m02": 3072}  # KiB, else 512: the models are in it, too


def conform(board, folder, *arguments, chip="RP2040"):
    """What conform.py finds about `board`, run in `folder`. chip: of a Pico (fakes/pico/chip.py)."""
    search = [*FAKES[board], ROOT / "boards" / board, ROOT / "boards", firmware(), ".frozen"]
    keyboard, nobody = os.pipe()  # its end would end the simulated board's run
    with contextlib.ExitStack() as stack:
        for end in (keyboard, nobody):
            stack.callback(os.close, end)
        pipes = []
        if board == "sim":
            options = {"state": str(folder), "load": 5, "speed": 0, "seconds": 3}
            world = stack.enter_context(contextlib.closing(World(options)))
            stack.callback(world.handed_over)
            pipes = [world.pipe]
            arguments = (*arguments, *given(options, world=world.pipe))
        done = subprocess.run(
            [
                interpreter(),
                "-X",
                "heapsize=%dk" % HEAPS.get(board, 640),
                str(TESTS / "boards/conform.py"),
                *(["--ads131m02"] if "ads131m02" in board else []),
                *arguments,
            ],
            env={**os.environ, "MICROPYPATH": ":".join(map(str, search)), "PICO_CHIP": chip},
            cwd=folder,
            stdin=keyboard,
            capture_output=True,
            text=True,
            timeout=60,
            pass_fds=pipes,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])["found"]


@pytest.fixture(scope="module")
def all_found(tmp_path_factory):
    """What conform.py finds about a board, looked for once."""
    return functools.lru_cache(lambda board: conform(board, tmp_path_factory.mktemp(board)))


@pytest.fixture(params=BOARDS)
def found(request, all_found):
    return all_found(request.param)


@pytest.fixture(params=PICOS)
def pico(request, all_found):
    return all_found(request.param)


@pytest.fixture
def classroom(all_found):
    return all_found("pico_classroom")


@pytest.fixture
def ads131m02(all_found):
    return all_found("pico_ads131m02")


@pytest.fixture
def esp32(all_found):
    return all_found("esp32_i2s")


def test_nothing_is_missing(found):
    assert found["missing"] == []


def test_a_meter_measures_shows_and_remembers(found):
    state = found["state"]
    assert found["windows"] >= 5
    assert state["lost_samples"] == 0
    assert abs(state["f_mhz"] - 50_000) < 20
    assert state["pf_milli"] >= 998
    assert state["a_plus_uwh"] > 0
    assert found["shown"] >= 1
    assert found["record"]


def test_parts_keep_what_they_are_given(found):
    seconds, valid = found["clock"]
    assert 0 <= seconds - 820_540_800 <= 1
    assert valid
    assert found["beyond"] == ["refused"] * 3
    assert found["temperature"] in (25_000, -9_750)
    assert found["files"] == ["kept", None]


def test_a_pico_2_carries_the_same_board(classroom, tmp_path):
    found = conform("pico_classroom", tmp_path, chip="RP2350")
    assert found["missing"] == [] and found["record"]
    assert found["windows"] == classroom["windows"]
    # neither has steps of its own that would change what is seen
    for name in ("v_rms_mv", "i_rms_ua", "p_mw"):
        assert found["state"][name] == pytest.approx(classroom["state"][name], rel=0.002)


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("relay", "relay: not there"),
        ("red_led", "red_led: not there"),
        ("s0", "s0: not there, or no pair"),
        ("nominal_mv", "nominal_mv"),
    ],
)
def test_a_part_taken_away_is_reported(board, part, text, tmp_path):
    missing = conform(board, tmp_path, "--without", part)["missing"]
    assert len(missing) == 1
    assert missing[0].startswith(text)


def test_a_network_without_clients_waits_and_a_push_to_nowhere_fails(all_found):
    for board in BOARDS:
        assert all_found(board)["network"] == ([True, "refused"] if board == "sim" else None), board


def test_the_classroom_board_measures_its_world(classroom):
    state = classroom["state"]
    assert abs(state["v_rms_mv"] - 12_000) < 20
    assert abs(state["i_rms_ua"] - 2_000_000) < 6_000
    assert abs(state["q_mvar"]) < 200  # the delay between the inputs is taken out: 39 mrad would be 942


def test_the_board_with_the_ads131m02_measures_its_world(ads131m02):
    state = ads131m02["state"]
    assert abs(state["v_rms_mv"] - 230_000) < 150  # the window is not yet locked: a sample of 1600 too many
    assert abs(state["i_rms_ua"] - 5_000_000) < 3_000
    assert abs(state["q_mvar"]) < 500


def test_a_late_reader_loses_samples_counts_them_and_keeps_the_pairs_in_order(pico):
    first, later = pico["lost"]
    assert first >= 320
    assert later == first
    assert pico["spans"][0] > 2 * pico["spans"][1] > 300
    assert pico["again"] == [True, first]


def test_the_supply_ends_the_samples_and_its_return_is_noticed(pico):
    assert pico["cut"] == 0
    assert pico["returned"] is True


def test_outputs_pulse_and_inputs_count(pico):
    assert [edges[-4:] for edges in pico["edges"]] == [[1, 0, 1, 0]] * 4
    assert pico["red"] == [1, 0, 1]
    assert pico["behind"] == [True, False]
    assert pico["sent"]
    assert pico["line8"] == [9600, 8, None, 1]
    assert pico["line"] == [2400, 7, 0, 1]
    assert pico["pushes"] == [1, 0]
    assert pico["pulses_in"] == 1


def test_a_trim_reaches_the_oscillator_of_the_clock(pico):
    assert pico["aging"] == 50


def test_no_pin_is_wired_twice(pico):
    assert pico["twice"] == []


def test_the_display_shows_all_dots_then_a_picture_with_l1_blinking(pico):
    assert pico["test_dots"] == 128 * 64
    assert 200 < pico["blinked_dots"] < pico["dots"] < 2000


def test_absent_chips_stop_the_meter_only_where_registers_would_be_lost(pico):
    assert pico["no_clock"] == [[0, False], 25_000]
    assert pico["no_memory"] == 5


def test_the_esp32_measures_its_world(esp32):
    state = esp32["state"]
    assert abs(state["v_rms_mv"] - 11_990) < 20  # the high-pass of 2 Hz takes 0.08 %
    assert abs(state["i_rms_ua"] - 1_998_400) < 4_000
    assert abs(state["q_mvar"]) < 5  # it leads in both alike
    assert esp32["spans"][0] > 2 * esp32["spans"][1] > 500


def test_the_esp32_counts_what_its_ring_dropped(esp32):
    (lost, dropped), (later, later_dropped) = esp32["lost"]
    assert later - lost == later_dropped - dropped > 0


def test_the_esp32s_outputs_pulse_inputs_count_and_its_supply_is_watched(esp32):
    assert esp32["edges"] == [[1, 0, 1, 0]] * 4
    assert esp32["red"] == [1, 0, 1]
    assert esp32["behind"] is None
    assert esp32["panics"] == 0
    assert esp32["timers"] == [0, 1, 2, 3]
    assert esp32["twice"] == []
    assert esp32["sent"]
    assert esp32["pushes"] == [1, 1]
    assert esp32["cut"] == 0
    assert esp32["returned"] is True
    assert esp32["again"] == 256
    assert esp32["no_clock"] == [[0, False], 25_000]
    assert esp32["no_memory"] == 19  # ENODEV
