"""An optical head on a UART: characters of 7 bits with even parity (EN 62056-21, 5.2), or 8 without (IEC 62056-46)."""

import asyncio

POLL_MS = 5
EVEN = 0  # as machine.UART counts


class OpticalUart:
    """uart: machine.UART whose pins are set; it starts at 300 Bd."""

    def __init__(self, uart):
        self._uart = uart
        self.set_line(300)

    def set_line(self, baud, bits=7):
        """Speed and form of the next character and those that follow."""
        self._uart.init(baudrate=baud, bits=bits, parity=EVEN if bits == 7 else None, stop=1)

    async def read(self):
        """One or more characters; waits for them, since nobody can be seen leaving a head."""
        while not self._uart.any():
            await asyncio.sleep(POLL_MS / 1000)
        return self._uart.read(self._uart.any())

    async def write(self, data):
        """Returns when the last character has left, stop bit included."""
        sent = 0
        while sent < len(data):
            sent += self._uart.write(data[sent:]) or 0
            await asyncio.sleep(POLL_MS / 1000)
        while not self._uart.txdone():
            await asyncio.sleep(0.001)
