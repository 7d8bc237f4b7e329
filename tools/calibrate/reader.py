"""A reader in the meter's programming mode (EN 62056-21 mode C): signs in, reads and writes registers.

The package iec62056-21 has messages and handshake; its release 0.0.2 can send no password and read no error message.
"""

import contextlib
import os
from collections.abc import Iterator

from iec62056_21 import constants, messages
from iec62056_21.client import Iec6205621Client
from iec62056_21.exceptions import Iec6205621Exception
from iec62056_21.transports import TransportError

from tools.calibrate.lines import transport

ATTEMPTS = 3  # of a block that arrives damaged


class NoMeterError(Exception):
    """Nobody answers at the port, or not as a meter does."""


class RefusedError(Exception):
    """The meter has refused what was asked of it; the text is its own, such as `ER07 SEAL CLOSED`."""


class Reader(Iec6205621Client):
    """One visit. `connect` first, then `sign_in`."""

    REACTION_TIME = 0  # the meter keeps its own

    def sign_in(self) -> None:
        """Enter programming mode with the password. Raises RefusedError for a wrong one."""
        self.access_programming_mode()
        try:
            self._command("P", "", self.password)
        except EOFError:
            raise RefusedError("wrong password") from None

    def read(self, code: str) -> str:
        """A register's text, without its unit."""
        self.transport.send(messages.CommandMessage.for_single_read(code).to_bytes())
        return _value(self.transport.read())

    def write(self, code: str, value: str) -> None:
        """Write a register. Raises RefusedError with the meter's error message."""
        self._command("W", code, value)

    def _command(self, command: str, code: str, value: str) -> None:
        """Send a command that is answered by ACK; EOFError where the meter ends the session instead."""
        block = messages.CommandMessage(command, 1, messages.DataSet(code, value)).to_bytes()
        for _ in range(ATTEMPTS):
            self.transport.send(block)
            first = self.transport.recv(1)
            if first == constants.ACK.encode():
                return
            if first == constants.SOH.encode():
                raise EOFError
            if first == constants.STX.encode():
                _value(first + self._rest())
            elif not first:
                raise TimeoutError
        raise NoMeterError("the line is too bad")

    def _rest(self) -> bytes:
        """A data block without its first character."""
        received = b""
        while not received.endswith(constants.ETX.encode()):
            char = self.transport.recv(1)
            if not char:
                raise TimeoutError
            received += char
        return received + self.transport.recv(1)


def _value(block: bytes) -> str:
    """The value in a data block. Raises RefusedError where it is an error message."""
    text = block[1:-2].decode("ascii", "replace")
    code, _, value = text.partition("(")
    value = value.rpartition(")")[0]
    if not code and value.startswith("ER"):
        raise RefusedError(value)
    return value.partition("*")[0]


@contextlib.contextmanager
def visit(port: str, password: str) -> Iterator[Reader]:
    """A Reader that has signed in at `port`. Raises NoMeterError, RefusedError, also for what happens meanwhile."""
    reader = Reader(transport(port), password=password)
    try:
        reader.connect()
        try:
            reader.sign_in()
            yield reader
            reader.send_break()
        finally:
            reader.disconnect()
    except TimeoutError:
        raise NoMeterError(f"no meter answers at {port}") from None
    except (OSError, TransportError) as error:
        reason = error.__cause__ or error
        if isinstance(reason, TimeoutError):
            raise NoMeterError(f"no meter answers at {port}") from None
        raise NoMeterError(f"no meter at {port}: {plain(reason)}") from None
    except (Iec6205621Exception, EOFError, ValueError, IndexError):
        raise NoMeterError(f"what answers at {port} is no meter, or the line is bad") from None


def plain(error: BaseException) -> str:
    """Why a line could not be used, in a few words."""
    if not isinstance(error, OSError):
        return str(error)
    number = error.errno or 0
    reason = os.strerror(number) if number > 0 else error.strerror  # those of the resolver are below 0
    return (reason or str(error)).lower()
