"""The two kinds of line to an optical head: transports of the package iec62056-21, with what its release leaves out."""

import time

import serial
from iec62056_21.transports import BaseTransport, SerialTransport, TcpTransport, TransportError

from tools.bench.optical import host_and_port

PATIENCE = 5  # seconds for anything that should come
BITS = 10  # of a character on the line: start, seven, parity, stop


def transport(port: str) -> BaseTransport:
    """The line to PORT: HOST:PORT, or else the name of a serial device."""
    address = host_and_port(port)
    return Tcp(address, PATIENCE) if address else Serial(port, PATIENCE)


class Tcp(TcpTransport):
    """A byte stream that says when it has ended."""

    def _recv(self, chars: int = 1) -> bytes:
        received = super()._recv(chars)
        if not received:
            raise TransportError("the line is closed")
        return received


class Serial(SerialTransport):
    """An optical head at a serial port.

    `send` returns when the last character has left, and a change of speed takes place at once: the meter answers 200 ms
    after a message, when the package would still be waiting. What the head echoes is not taken for an answer.
    """

    port: serial.Serial  # once it is connected

    def __init__(self, port: str, timeout: int) -> None:
        super().__init__(port, timeout)
        self._echo = b""  # what may still come back
        self._held = b""  # what looks like it so far
        self._ready = b""

    def _send(self, data: bytes) -> None:
        left = time.monotonic() + len(data) * BITS / self.port.baudrate
        self._echo, self._held, self._ready = data, b"", b""
        self.port.reset_input_buffer()
        super()._send(data)
        # drivers of USB converters say too early that all is sent
        time.sleep(max(0.0, left - time.monotonic()))

    def _recv(self, chars: int = 1) -> bytes:
        """One character that is no echo; b"" when none comes."""
        while not self._ready:
            received = self.port.read(1)
            self._held += received
            if not received or not self._echo.startswith(self._held):
                self._ready, self._held, self._echo = self._held, b"", b""
                if not self._ready:
                    return b""
            elif self._held == self._echo:
                self._held = self._echo = b""
        first, self._ready = self._ready[:1], self._ready[1:]
        return first

    def switch_baudrate(self, baud: int) -> None:
        self.port.baudrate = baud
