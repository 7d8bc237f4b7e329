"""What every optical head of the simulated board has behind it: a UART's line.

Characters travel without their parity bit and as fast as they come; the speed of the line only tells how many can come
while the processor stands still.
"""

import asyncio

ROOM = 1024
FIFO = 32  # characters that a UART keeps when nobody serves it: RP2040 datasheet, 4.2


class Uart:
    """What has been received and not taken yet. `baud`: of the line."""

    def __init__(self):
        self.baud = 300
        self._received = b""
        self._gone = False
        self._arrived = asyncio.Event()

    def put(self, data):
        # like a UART nobody empties: what does not fit is lost
        self._received = (self._received + data)[:ROOM]
        self._arrived.set()

    def leave(self):
        """The client has gone, and what it sent with it."""
        self._received = b""
        self._gone = True
        self._arrived.set()

    async def take(self):
        """Characters that have come; b"" when the client has gone."""
        while not (self._received or self._gone):
            self._arrived.clear()
            await self._arrived.wait()
        if self._gone:  # told before the next client's first characters
            self._gone = False
            return b""
        data, self._received = self._received, b""
        return data

    def stall(self, stream, ms):
        """Nobody has served the line for `ms`: of what waits in `stream` so much has come in it, and FIFO is kept.

        What waits beyond that a line of this speed would still be sending.
        """
        most = self.baud * ms // 10_000
        if most <= FIFO:
            return  # not one is lost: they may wait where they are
        try:
            data = stream.s.read(most)  # without waiting
        except OSError:
            return  # who reads it will find out
        if data:
            self.put(data[:FIFO])
