"""The bench on a terminal: the live screen, the keys, and the terminal as it was afterwards."""

import fcntl
import json
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time

import pytest

from tools.bench.child import ROOT
from tools.bench.terminal import pressed

ENTER_SCREEN, LEAVE_SCREEN, SHOW_CURSOR = b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b[?25h"


class Terminal:
    """A bench on a pseudo-terminal of 80 by 24, and everything it has written there."""

    def __init__(self, bench, *arguments, term="xterm-256color"):
        self.master, self.slave = pty.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.seen = b""
        command = [sys.executable, "-m", "tools.bench", "--state", str(bench.state), *arguments]
        environment = {**os.environ, "TERM": term}
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=self.slave,
            stdout=self.slave,
            stderr=self.slave,
            start_new_session=True,
        )

    def until(self, text):
        """Read until `text` has been written (again)."""
        self.seen = b""
        deadline = time.monotonic() + 10
        while text not in self.seen:
            assert time.monotonic() < deadline, f"no {text!r} within 10 s"
            self._read()

    def finish(self):
        """Read to the end of the process; its exit status."""
        deadline = time.monotonic() + 10
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "still running after 10 s"
            self._read()
        self._read()
        return self.process.returncode

    def press(self, keys):
        os.write(self.master, keys)

    def _read(self):
        if select.select([self.master], [], [], 0.05)[0]:
            self.seen += os.read(self.master, 1 << 16)


@pytest.mark.parametrize("quit_key", [b"q", b"\x03"])
def test_keys_reach_the_meter_and_the_terminal_is_left_as_it_was(bench, quit_key):
    terminal = Terminal(bench)
    terminal.until(b"imp/kvarh")
    terminal.press(b"b\x1b[Bc1")  # the arrow key's last letter is no long button press
    terminal.until(b"button pressed")
    terminal.press(quit_key)
    assert terminal.finish() == 0
    assert bench.received()["keys"] == "bc1"
    assert LEAVE_SCREEN in terminal.seen and SHOW_CURSOR in terminal.seen
    after = terminal.seen.split(LEAVE_SCREEN)[1].decode()
    assert f"registers saved in {bench.state}" in " ".join(after.split())
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_a_traceback_is_shown_after_the_screen_was_left(bench, monkeypatch):
    monkeypatch.setenv("FAKE_METER", "crash")
    terminal = Terminal(bench)
    assert terminal.finish() == 1
    assert b"MemoryError" in terminal.seen.split(LEAVE_SCREEN)[1]
    assert termios.tcgetattr(terminal.slave) == terminal.before


def test_a_dumb_terminal_gets_plain_text(bench):
    terminal = Terminal(bench, "--seconds", "1", "--speed", "max", term="dumb")
    assert terminal.finish() == 0
    assert ENTER_SCREEN not in terminal.seen
    assert b"LCD   1.8.0 0000000.0 kWh" in terminal.seen


def test_a_timed_run_leaves_the_screen_before_the_summary(bench):
    terminal = Terminal(bench, "--seconds", "1", "--speed", "max")
    assert terminal.finish() == 0
    summary = terminal.seen.split(LEAVE_SCREEN)[1].splitlines()[-1]
    assert json.loads(summary)["seconds_milli"] == 1000


def test_escape_sequences_are_no_keys():
    assert pressed("b\x1b[A\x1b[1;5BB\x1bOPc\x1b") == "bBc"
    assert pressed("\x03") == pressed("\x04") == pressed("Q") == pressed("q") == "q"
