"""The connection to a board's raw REPL: code that is run there, files that are written, and a start anew."""

import ast
import contextlib
import io
import re
import struct
import time
from collections.abc import Callable

from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport
from serial import SerialException

from tools.flash import FlashError, ports

PIECE = 2048  # bytes of a file that are sent at once: about three times as many characters, which the board compiles
REPLY = 2.0  # seconds that a single read waits
ANSWER = 8  # seconds until a board that is there is in its raw REPL
START = 20.0  # seconds until a board that was reset is back on USB
FULL = re.compile(r"OSError: (\[Errno )?28\b")  # ENOSPC
_GONE = (OSError, SerialException, TransportError, struct.error)


class Link:
    """A board at a port, in its raw REPL. What was running there has been stopped. Raises FlashError."""

    def __init__(self, port: str) -> None:
        self.port = port
        self._open(soft_reset=True)  # gives back the heap of what was running

    def run(self, code: str, each: Callable[[bytes], None] | None = None) -> str:
        """Run code on the board; what it printed. each: takes every character as it comes, then nothing is returned."""
        with self._complaints():
            return self._transport.exec(code, data_consumer=each).decode()

    def value(self, expression: str):
        """What an expression is on the board: numbers, texts, tuples and the like."""
        return ast.literal_eval(self.run(f"print(repr({expression}))").strip())

    def write(self, path: str, data: bytes, progress: Callable[[int], None] = lambda count: None) -> None:
        """Write a file. progress: is told how many bytes more of it are there."""
        head, last = f"f = open({path!r}, 'wb')\n", range(0, max(len(data), 1), PIECE)[-1]
        for at in range(0, last + 1, PIECE):
            piece = data[at : at + PIECE]
            self.run(head + f"f.write({piece!r})" + ("\nf.close()" if at == last else ""))
            head = ""
            progress(len(piece))

    def restart(self) -> None:
        """Reset the board and hang up."""
        with contextlib.suppress(*_GONE):  # a board on USB is away at once
            self._transport.exec_raw_no_follow("import machine\nmachine.reset()")
        self.close()

    def restarted(self) -> None:
        """Reset the board and wait until its REPL is there again."""
        self.restart()
        until = time.monotonic() + START
        while True:
            time.sleep(0.3)
            try:
                return self._open(soft_reset=False)
            except FlashError:
                if time.monotonic() > until:
                    raise

    def close(self) -> None:
        with contextlib.suppress(*_GONE):
            self._transport.close()

    def reopen(self) -> None:
        """Take the port up again after another program had it."""
        self._open(soft_reset=False)

    def _open(self, soft_reset: bool) -> None:
        try:
            self._transport = SerialTransport(self.port, timeout=REPLY)
        except _GONE:
            raise ports.busy(self.port) from None
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # where mpremote says what it got instead
                self._transport.enter_raw_repl(soft_reset, ANSWER)
        except _GONE:
            self.close()
            raise FlashError(
                f"{self.port}: nothing answers like MicroPython; is it on the board, and is this the board's port?"
            ) from None

    @contextlib.contextmanager
    def _complaints(self):
        try:
            yield
        except TransportExecError as error:
            said = (error.error_output.strip().splitlines() or ["nothing"])[-1]
            full = "; its flash is full" if FULL.search(said) else ""
            raise FlashError(f"{self.port}: the board says {said}{full}") from None
        except _GONE:
            self.close()
            raise FlashError(f"{self.port}: the board has gone; plug it in and flash it again") from None
