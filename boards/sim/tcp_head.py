"""The simulated optical head as a TCP byte stream.

One client at a time: a new one takes the head away from the one before, as somebody's hand would.
"""

import asyncio
import errno
import socket

from optical import Uart

CHUNK = 64


class TcpHead:
    """A head that clients reach at host:port. Raises ValueError when that cannot be listened on."""

    def __init__(self, host, port, events):
        self._events = events
        self._client = None  # writer of the present client, and the task that reads it
        self._reading = None
        self._uart = Uart()
        _probe(host, port)
        asyncio.create_task(self._listen(host, port))

    async def _listen(self, host, port):
        await asyncio.start_server(self._accept, host, port)
        self._events.send("optical", {"text": "listening on %s:%d" % (host, port)}, always=True)

    async def _accept(self, reader, writer):
        if self._reading:
            self._reading.cancel()
            self._leave()
        self._client = writer
        self._reading = asyncio.current_task()
        self._events.send("optical", {"text": "client connected"})
        try:
            data = await reader.read(CHUNK)
            while data:
                self._uart.put(data)
                data = await reader.read(CHUNK)
        except OSError:
            pass
        finally:
            if self._client is writer:
                self._leave()
            await writer.wait_closed()

    def _leave(self):
        self._client = self._reading = None
        self._uart.leave()
        self._events.send("optical", {"text": "client gone"})

    async def read(self):
        """Characters that have come; b"" when the client has gone."""
        return await self._uart.take()

    async def write(self, data):
        if self._client:
            self._client.write(data)
            await self._client.drain()

    def set_line(self, baud):
        self._uart.baud = baud
        self._events.send("optical", {"text": "%d Bd" % baud})

    def stall(self, ms):
        """See Uart."""
        if self._client:
            self._uart.stall(self._client, ms)


def _probe(host, port):
    """Bind and let go: the server starts later, and its failure would come too late to be a clear line."""
    trial = socket.socket()
    trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        addresses = socket.getaddrinfo(host, port)
        if not addresses or isinstance(addresses[0][-1], str):
            raise ValueError("optical port %s:%d: no such host" % (host, port))
        trial.bind(addresses[0][-1])
        trial.listen(1)
    except OSError as wrong:
        reason = "in use" if wrong.errno == errno.EADDRINUSE else "cannot be listened on (%s)" % wrong.errno
        raise ValueError("optical port %s:%d: %s" % (host, port, reason)) from None
    finally:
        trial.close()
