"""`make flash` to a board whose MicroPython has a ROMFS partition."""

import hashlib
import json
import os

import pytest
from fakes.flash_bench import FILES, about, flash, make_tree, on

from tools.flash import FlashError, __main__


def test_a_board_with_a_partition_gets_the_image(plug, tree, capsys):
    board = plug(rom=64 * 1024)
    image = tree[1].read_bytes()
    for copied in (1, 0):
        flash(tree, board)
        assert f"{copied} files copied" in capsys.readouterr().out
        assert on(board) == {"main.py": FILES["main.py"]}  # nothing that would be found before the image's
        assert (board.world / "rom").read_bytes()[: len(image)] == image
        assert about(board)["romfs"] == hashlib.sha256(image).hexdigest()


def test_a_board_with_a_partition_has_room_for_the_default_settings(plug, tree):
    board = plug(rom=64 * 1024)
    (board.flash / "settings.json").unlink()
    flash(tree, board)
    assert not (board.flash / "settings.json").exists()


def test_an_image_that_did_not_get_there_whole_does_not_start(plug, tree):
    board = plug(rom=64 * 1024)
    flash(tree, board)
    newer = make_tree(tree[0].with_name("newer"), FILES | {"board.mpy": os.urandom(20_000)})
    board.unplug_at = board.received + 12_000
    with pytest.raises(FlashError, match="the board has gone; plug it in|cannot be opened|nothing answers"):
        __main__.flash(*newer, board.port)
    board.unplug()
    assert "main.py" not in on(board)
    board.unplug_at = None
    board.plug()
    flash(newer, board)
    image = newer[1].read_bytes()
    assert (board.world / "rom").read_bytes()[: len(image)] == image


def test_a_partition_that_came_later_replaces_the_files(plug, tree):
    board = plug()
    flash(tree, board)
    board.unplug()
    facts = json.loads((board.world / "about.json").read_text())
    (board.world / "about.json").write_text(json.dumps(facts | {"rom": 64 * 1024}))
    board.plug()
    flash(tree, board)
    assert on(board) == {"main.py": FILES["main.py"]}


def test_a_partition_that_is_too_small_is_left_alone(plug, tree, capsys):
    board = plug(rom=4096)
    flash(tree, board)
    assert on(board) == FILES and not (board.world / "rom").exists()
    assert "its ROMFS partition of 4096 bytes is too small" in capsys.readouterr().out
