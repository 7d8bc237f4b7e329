"""The simulated optical head on an already open file, one end of a pseudo-terminal."""

import asyncio

from optical import Uart

CHUNK = 64
GONE_MS = 20  # before a file that has nobody at its other end is tried again


class FileHead:
    """A head on file descriptor `number`."""

    def __init__(self, number, events):
        file = open(number, "r+b", buffering=0)  # noqa: SIM115 — held as long as the board
        self._stream = asyncio.StreamReader(file)
        self._events = events
        self._uart = Uart()
        asyncio.create_task(self._receive())

    async def _receive(self):
        while True:
            try:
                data = await self._stream.read(CHUNK)
            except OSError:
                data = b""
            if data:
                self._uart.put(data)
            else:
                self._uart.leave()
                await asyncio.sleep(GONE_MS / 1000)

    async def read(self):
        return await self._uart.take()

    async def write(self, data):
        self._stream.write(data)
        await self._stream.drain()

    def set_line(self, baud, bits=7):
        self._uart.baud = baud
        self._events.send("optical", {"text": "%d Bd, %d bits" % (baud, bits)})

    def stall(self, ms):
        """See Uart."""
        self._uart.stall(self._stream, ms)
