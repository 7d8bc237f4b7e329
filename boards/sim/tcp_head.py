"""The simulated optical head as a TCP byte stream."""

from optical import Uart
from tcp_server import OneClient

CHUNK = 64


class TcpHead:
    """A head that clients reach at host:port. Raises ValueError when that cannot be listened on."""

    def __init__(self, host, port, events):
        self._events = events
        self._uart = Uart()
        self._server = OneClient(host, port, "optical", events, CHUNK, self._put, self._uart.leave)

    async def _put(self, data):
        self._uart.put(data)

    async def read(self):
        """Characters that have come; b"" when the client has gone."""
        return await self._uart.take()

    async def write(self, data):
        await self._server.write(data)

    def set_line(self, baud, bits=7):
        self._uart.baud = baud
        self._events.send("optical", {"text": "%d Bd, %d bits" % (baud, bits)})

    def stall(self, ms):
        """See Uart."""
        if self._server.client:
            self._uart.stall(self._server.client, ms)
