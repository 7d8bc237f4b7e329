"""Where the optical head is offered: a TCP address, or a pseudo-terminal that the bench makes.

MicroPython cannot open a pseudo-terminal, so the bench does and hands the master side to the firmware
as an inherited descriptor.
"""

import os
import tty


class AddressError(ValueError):
    """The text is neither HOST:PORT nor `pty`."""


def host_and_port(text: str) -> tuple[str, int] | None:
    """HOST:PORT as a pair, whatever the number; None for any other text."""
    host, colon, port = text.rpartition(":")
    return (host, int(port)) if host and colon and port.isascii() and port.isdecimal() else None


def check(text: str) -> str:
    """`text` if it is HOST:PORT (port 0 to 65535, 0 = any free one) or `pty`, else AddressError."""
    if text == "pty":
        return text
    found = host_and_port(text)
    if not found:
        raise AddressError(f"{text!r} is not HOST:PORT and not pty")
    if found[1] > 65535:
        raise AddressError(f"port {found[1]} is above 65535")
    return text


class PseudoTerminal:
    """A raw pseudo-terminal; a client opens `path`, the firmware has the descriptor `master`.

    The slave stays open here: otherwise the master reads an error whenever no client is connected.
    """

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        self._handed_over = False
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)  # MicroPython would wait in a read until its buffer is full
        self.path = os.ttyname(self._slave)

    def handed_over(self) -> None:
        """The firmware has its own copy of the master, and nobody here starts another one: close ours."""
        if not self._handed_over:
            self._handed_over = True
            os.close(self.master)

    def close(self) -> None:
        self.handed_over()
        os.close(self._slave)
