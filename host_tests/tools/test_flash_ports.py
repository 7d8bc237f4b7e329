"""`make flash` finds the port of a board, and says what is wrong with one."""

import fcntl
import os

import pytest

from tools.flash import FlashError, __main__, link, ports


def test_a_port_that_another_program_has_is_said_to_be_in_use(plug, tree):
    board = plug()
    other = os.open(board.port, os.O_RDWR | os.O_NOCTTY)
    fcntl.flock(other, fcntl.LOCK_EX)
    with pytest.raises(FlashError, match="does another program"):
        __main__.flash(*tree, board.port)
    os.close(other)


def test_a_port_where_nothing_answers_is_told(tree, monkeypatch):
    monkeypatch.setattr(link, "ANSWER", 1)
    ours, theirs = os.openpty()
    with pytest.raises(FlashError, match="nothing answers like MicroPython"):
        __main__.flash(*tree, os.ttyname(theirs))
    os.close(ours)
    os.close(theirs)


def test_no_board_and_several_boards_are_told(monkeypatch, tmp_path):
    usb = [type("Port", (), {"device": name, "vid": vid}) for name, vid in (("ttyS0", None), ("COM7", 0x2E8A))]
    monkeypatch.setattr(ports.list_ports, "comports", lambda: usb)
    assert ports.find() == "COM7"
    monkeypatch.setattr(ports.list_ports, "comports", lambda: usb[:1])
    with pytest.raises(FlashError, match="no board found. Is the cable one with data lines.*BOOTSEL"):
        ports.find()
    monkeypatch.setattr(ports.list_ports, "comports", lambda: [*usb, usb[1]])
    with pytest.raises(FlashError, match=r"more than one board: name one with PORT= \(COM7, COM7\)"):
        ports.find()
    with pytest.raises(FlashError, match="there is no such port"):
        ports.find(str(tmp_path / "ttyACM0"))


def test_a_port_without_permission_tells_the_group(monkeypatch, tmp_path):
    path = tmp_path / "ttyACM0"
    path.write_text("")
    monkeypatch.setattr(ports.os, "access", lambda path, mode: False)
    monkeypatch.setattr(ports.Path, "group", lambda self: "dialout")
    with pytest.raises(FlashError, match="no permission.*usermod -a -G dialout"):
        ports.find(str(path))
