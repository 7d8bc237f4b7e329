"""A fake board from one hard reset to the next: what it answers on the cable.

The protocol is that of MicroPython's documentation ("The MicroPython Interactive Interpreter Mode", raw mode and raw
paste mode): control characters A to E, flow control in windows.
"""

import os
import pty
import select
import signal
import subprocess
import time
import tty
from pathlib import Path

INSIDE = Path(__file__).with_name("raw_repl_board.py")
BANNER = b"raw REPL; CTRL-B to exit\r\n>"
WINDOW = 128  # characters
RESET = 77  # status of the inside


class Life:
    """board: the FakeBoard that it is of."""

    def __init__(self, board, micropython):
        self._board = board
        self._micropython = micropython
        (board.world / "watchdog").unlink(missing_ok=True)
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self._raw = self._over = False
        self._paste = None  # characters left in the window of raw paste mode
        self._line = bytearray()
        self._start("main")

    def run(self):
        link = Path(self._board.port)
        link.symlink_to(os.ttyname(self._slave))
        self._board.starts += 1
        try:
            while self._board._on and not self._over and not self._bites():
                ready, _, _ = select.select([self._master, self._child.stdout], [], [], 0.02)
                if self._child.stdout in ready:
                    self._from_child()
                if self._master in ready:
                    self._from_host(os.read(self._master, 4096))
        finally:
            link.unlink()
            self._child.kill()
            self._child.wait()
            os.close(self._master)
            os.close(self._slave)

    def _bites(self):
        watchdog = self._board.world / "watchdog"
        try:
            return time.time() > watchdog.stat().st_mtime + int(watchdog.read_text() or "60000") / 1000
        except FileNotFoundError:
            return False

    def _start(self, what):
        board = self._board
        self._child = subprocess.Popen(
            [self._micropython, "-X", "heapsize=1M", str(INSIDE), str(board.flash), str(board.world), what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self._ready = self._interrupted = False
        self._ends = 1  # of \x04 that end what runs now; the first is the end of boot.py and main.py
        self._welcome = b""

    def _from_child(self):
        said = os.read(self._child.stdout.fileno(), 4096)
        if not said:
            if self._child.wait() != RESET:
                self._say(b"the board crashed\r\n")
            self._over = True
            return
        for byte in said:
            if byte == 5 and not self._ready:
                self._ready = True
                if self._interrupted:
                    self._interrupt()
                continue
            if self._ends == 0:
                continue
            if byte != 4:
                self._say(b"\r\n" if byte == 10 else bytes((byte,)))
                continue
            self._ends -= 1
            if self._welcome is not None:
                self._say(self._welcome or b">>> ")
                self._welcome = None
            else:
                self._say(b"\x04" if self._ends else b"\x04>")
                self._spoil()

    def _from_host(self, data):
        board = self._board
        for byte in data:
            board.received += 1
            if board.received == board.unplug_at:
                board._on = False
                return
            if self._paste is not None:
                self._pasted(byte)
            else:
                self._typed(byte)

    def _typed(self, byte):
        if byte == 3:
            self._line.clear()
            if self._ends:
                self._interrupt()
        elif byte == 1:
            self._raw = True
            self._line.clear()
            if self._welcome is None:
                self._say(BANNER)
            else:
                self._welcome = BANNER  # when what runs has ended
        elif byte == 2:
            self._raw = False
            self._line.clear()
            self._say(b"\r\nMicroPython\r\n>>> ")
        elif byte == 4 and self._raw:
            self._entered()
        elif self._raw:
            self._line.append(byte)
            if self._line[-3:] == b"\x05A\x01":
                self._line.clear()
                self._paste = WINDOW
                self._say(b"R\x01" + WINDOW.to_bytes(2, "little") + b"\x01")

    def _entered(self):
        """The end of a line in raw mode: code, or a soft reset where there is none."""
        if self._line.strip():
            self._say(b"OK")
            self._execute()
            return
        self._say(b"OK\r\nMPY: soft reboot\r\n")
        self._child.kill()
        self._child.wait()
        self._start("boot")
        self._welcome = BANNER

    def _interrupt(self):
        """As soon as it can be: a process that has just begun would only die of it."""
        if self._ready:
            os.killpg(self._child.pid, signal.SIGINT)
        self._interrupted = True

    def _pasted(self, byte):
        if byte == 4:
            self._paste = None
            self._say(b"\x04")
            self._execute()
            return
        self._line.append(byte)
        self._paste -= 1
        if self._paste == 0:
            self._paste = WINDOW
            self._say(b"\x01")

    def _execute(self):
        code = bytes(self._line)
        self._line.clear()
        self._ends = 2
        self._child.stdin.write(b"%d\n" % len(code.decode()) + code)

    def _say(self, data):
        os.write(self._master, data)

    def _spoil(self):
        path = self._board.spoils and self._board.flash / self._board.spoils
        if path and path.is_file() and path.stat().st_size and self._ends == 0:
            data = path.read_bytes()
            path.write_bytes(bytes((data[0] ^ 1,)) + data[1:])
            self._board.spoils = None
