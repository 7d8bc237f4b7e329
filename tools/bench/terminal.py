"""Keys and signals: what a person does to the bench, as two things that can be waited for.

While keys are read, Ctrl-C is a key too and raises no signal: the `make` that started the bench would
otherwise be interrupted with it and call the run failed.
"""

import contextlib
import os
import re
import signal
import socket
import sys
import termios
import tty
from collections.abc import Iterator

QUIT = "q"
MEANING = {"\x03": QUIT, "\x04": QUIT, "Q": QUIT}  # Ctrl-C, Ctrl-D
ESCAPE_SEQUENCE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|O.|.)?", re.DOTALL)  # arrow down ends with a B
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def pressed(data: str) -> str:
    """The keys in what a terminal sent, one character each; arrows and function keys are left out."""
    return "".join(MEANING.get(key, key) for key in ESCAPE_SEQUENCE.sub("", data))


class Keys:
    """The keyboard of the terminal on standard input, key by key and unechoed."""

    def fileno(self) -> int:
        return sys.stdin.fileno()

    def read(self) -> str:
        """The keys that wait; QUIT when the terminal is gone."""
        try:
            data = os.read(self.fileno(), 256)
        except OSError:
            data = b""
        return pressed(data.decode(errors="ignore")) if data else QUIT


@contextlib.contextmanager
def keyboard() -> Iterator[Keys | None]:
    """Keys for the time of the block, or None when standard input is not a terminal; then as it was."""
    if not sys.stdin.isatty():
        yield None
        return
    keys = Keys()
    before = termios.tcgetattr(keys.fileno())
    try:
        tty.setcbreak(keys.fileno())
        settings = termios.tcgetattr(keys.fileno())
        settings[6][termios.VINTR] = settings[6][termios.VSUSP] = os.fpathconf(keys.fileno(), "PC_VDISABLE")
        termios.tcsetattr(keys.fileno(), termios.TCSANOW, settings)
        yield keys
    finally:
        termios.tcsetattr(keys.fileno(), termios.TCSADRAIN, before)


@contextlib.contextmanager
def interrupts() -> Iterator[socket.socket]:
    """A socket that becomes readable when the bench is asked to stop (Ctrl-C, SIGTERM, hang-up)."""
    receive, send = socket.socketpair()
    send.setblocking(False)

    def ask(number: int, frame: object) -> None:
        with contextlib.suppress(OSError):
            send.send(b"\0")

    before = {number: signal.signal(number, ask) for number in STOPPING}
    try:
        yield receive
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        receive.close()
        send.close()
