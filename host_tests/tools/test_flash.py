"""`make flash` with a real mpremote against a board that is MicroPython's unix port behind a pseudo-terminal."""

import json
import shutil

import pytest
from fakes.flash_bench import FILES, MAIN, OWN, about, flash, make_tree, on

from tools.build.light import SETTINGS
from tools.flash import FlashError, __main__
from tools.flash.deploy import kept


def test_a_fresh_board_gets_all_and_starts(plug, tree, capsys):
    board = plug()
    flash(tree, board)
    assert on(board) == FILES and about(board) == json.loads((tree[0] / "version.json").read_text())
    assert "6 files copied" in capsys.readouterr().out
    assert board.wait_for((board.world / "watchdog").exists)  # main.py runs


def test_a_second_time_nothing_is_copied(plug, tree, capsys):
    board = plug()
    flash(tree, board)
    assert board.wait_for((board.world / "watchdog").exists)
    capsys.readouterr()
    flash(tree, board)
    assert "0 files copied (0 bytes), 0 removed" in capsys.readouterr().out
    assert on(board) == FILES


def test_only_what_differs_is_copied_and_what_is_no_more_is_removed(plug, tree, tmp_path, capsys):
    board = plug()
    flash(tree, board)
    (board.flash / "meter/notes.txt").write_text("somebody else's")
    newer = FILES | {"board.mpy": b"M\x06new", "drivers/new.mpy": b"x"}
    del newer["meter/panel/lcd.mpy"], newer["boot.py"]
    capsys.readouterr()
    flash(make_tree(tmp_path / "newer", newer, version="1.1.0"), board)
    assert "2 files copied (6 bytes), 2 removed" in capsys.readouterr().out
    assert on(board) == newer | {"meter/notes.txt": b"somebody else's"}
    assert not (board.flash / "meter/panel").exists() and about(board)["version"] == "1.1.0"


def test_a_running_meters_watchdog_does_not_tear_it(plug, tree):
    board = plug()
    (board.flash / "main.py").write_text(MAIN % 1500)  # less than copying takes
    board.unplug()
    board.plug()
    assert board.wait_for((board.world / "watchdog").exists)
    flash(tree, board)
    assert on(board) == FILES


def test_a_cable_pulled_out_leaves_a_board_that_starts_and_can_be_flashed(plug, tree, tmp_path):
    newer = {name: data + b"# new" for name, data in FILES.items()} | {"drivers/new.mpy": b"n"}
    del newer["drivers/lcd.mpy"]
    second = make_tree(tmp_path / "newer", newer)
    board = plug()
    flash(tree, board)
    before = board.received
    flash(second, board)
    length = board.received - before
    for part in (0.03, 0.4, 0.9, 0.99):
        flash(tree, board)  # what the attempt before has left is gone
        assert on(board) == FILES
        board.unplug_at = board.received + int(part * length)
        with pytest.raises(FlashError, match="the board has gone; plug it in|cannot be opened|nothing answers"):
            __main__.flash(*second, board.port)
        board.unplug()
        there = on(board)
        if "main.py" in there:  # then it starts, with the old or the new, and everything fits
            assert there in (FILES, newer)
        board.unplug_at = None
        board.plug()


def test_flash_that_loses_a_byte_is_found_out(plug, tree):
    board = plug()
    board.spoils = "meter/app.mpy"
    with pytest.raises(FlashError, match="meter/app.mpy: is not on the board what was sent"):
        flash(tree, board)
    assert "main.py" not in on(board) and about(board)["unfinished"]
    flash(tree, board)
    assert on(board) == FILES and "unfinished" not in about(board)


@pytest.mark.parametrize(
    "facts, said",
    [
        ({"version": (1, 27, 1)}, "the board has MicroPython 1.27.1; this firmware is for 1.28 and later"),
        ({"machine": "ESP32 module with ESP32"}, "the board is a ESP32 module with ESP32; pico_classroom is a Rasp"),
        ({"mpy": 6 | 3 << 8 | 10 << 10}, "compiled code for xtensawin in format 6.3, this is for armv6m in format 6.3"),
        ({"mpy": 6 | 2 << 8 | 4 << 10}, "compiled code for armv6m in format 6.2, this is for armv6m in format 6.3"),
        ({"mpy": 6 | 3 << 8 | 3 << 10}, "compiled code for armv6 in format 6.3, this is for armv6m in format 6.3"),
        ({"mpy": 6 | 3 << 8 | 11 << 10}, "compiled code for rv32imc in format 6.3, this is for armv6m in format 6.3"),
    ],
)
def test_a_board_that_it_is_not_for_stays_as_it_is_and_goes_on(plug, tree, facts, said):
    board = plug(**facts)
    (board.flash / "main.py").write_text(MAIN % 60_000)
    starts = board.starts
    with pytest.raises(FlashError) as error:
        flash(tree, board)
    assert said in str(error.value)
    assert board.wait_for(lambda: board.starts > starts and (board.world / "watchdog").exists())
    assert on(board) == {"main.py": (MAIN % 60_000).encode()}


def test_a_larger_processor_of_the_family_takes_what_is_compiled_for_the_smaller(plug, tmp_path):
    machine = "Raspberry Pi Pico2 with RP2350"
    board = plug(machine=machine, mpy=6 | 3 << 8 | 7 << 10)
    flash(make_tree(tmp_path / "new", FILES, machines=[machine]), board)
    assert on(board) == FILES


def test_the_boards_own_firmware_starts_again(plug, tree, capsys):
    board = plug()
    (board.flash / "firmware.txt").write_text("kept 0 2.0.0 1.0.0")
    flash(tree, board)
    assert on(board) == FILES and "given up for the board's own" in capsys.readouterr().out


def test_a_board_that_was_no_meter_gets_the_settings_that_it_has_room_for_once(plug, tree, capsys):
    board = plug()
    settings = board.flash / "settings.json"
    settings.unlink()
    shutil.rmtree(board.flash / "log")
    flash(tree, board)
    assert json.loads(settings.read_text()) == SETTINGS and '"voltage_quality": 0' in capsys.readouterr().out
    settings.write_text("{}")
    flash(tree, board)
    assert (
        "its settings stay, the defaults where there are none; not all has room in 240 KiB" in capsys.readouterr().out
    )


def test_a_meter_that_has_run_with_the_default_settings_keeps_them(plug, tree, capsys):
    board = plug()
    (board.flash / "settings.json").unlink()
    flash(tree, board)
    assert not (board.flash / "settings.json").exists()
    assert "the defaults where there are none; not all has room in 240 KiB" in capsys.readouterr().out


def test_a_large_heap_has_room_for_everything(plug, tree, capsys):
    board = plug(heap=480 * 1024)
    (board.flash / "settings.json").unlink()
    shutil.rmtree(board.flash / "log")
    flash(tree, board)
    assert not (board.flash / "settings.json").exists() and "voltage_quality" not in capsys.readouterr().out


def test_a_full_flash_is_said_to_be(plug, tree):
    board = plug()
    (board.flash / "version.json.off").symlink_to("/dev/full")
    with pytest.raises(FlashError, match="its flash is full"):
        flash(tree, board)


def test_what_the_meter_keeps_is_not_removed_even_if_version_json_names_it(plug, tree):
    board = plug()
    (board.flash / "version.json").write_text(json.dumps({"files": dict.fromkeys([*OWN, "old.mpy"], "")}))
    (board.flash / "old.mpy").write_text("")
    flash(tree, board)
    assert on(board) == FILES
    assert not any(map(kept, FILES))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3}', '{"version": "0.1.0"}'])
def test_a_version_json_that_cannot_be_read_is_none(plug, tree, text):
    board = plug()
    (board.flash / "version.json").write_text(text)
    flash(tree, board)
    assert on(board) == FILES
