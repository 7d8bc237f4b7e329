"""The programming mode of a meter's optical port (EN 62056-21 mode C), for the breaker; no logs, no top-ups."""

import contextlib
from collections.abc import Iterator
from decimal import Decimal

from tools.calibrate import reader
from tools.calibrate.reader import RefusedError


class Optical:
    """The methods of tools.control.network.Network that this port has."""

    def __init__(self, signed_in: reader.Reader) -> None:
        self._reader = signed_in

    def number(self, code: str) -> int:
        """A value in the unit that the network has it in: kWh come with a point, and become Wh."""
        text = self.text(code)
        return int(Decimal(text) * 1000) if "." in text else int(text or 0)

    def text(self, code: str) -> str:
        try:
            return self._reader.read(code)
        except RefusedError as error:
            if code == "128.0.0" and "UNKNOWN REGISTER" in str(error):
                raise RefusedError("it has no breaker") from None
            raise

    def disconnect(self) -> None:
        self._reader.write("128.0.0", "1")

    def reconnect(self, released: bool) -> None:
        self._reader.write("128.0.0", "3" if released else "2")


@contextlib.contextmanager
def visit(port: str, password: str) -> Iterator[Optical]:
    """The meter at `port`, HOST:PORT or a serial device. Raises NoMeterError, RefusedError."""
    with reader.visit(port, password) as signed_in:
        yield Optical(signed_in)
