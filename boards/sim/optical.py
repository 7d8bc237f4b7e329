"""The simulated optical head: a TCP byte stream, or an already open file (one end of a pseudo-terminal).

Characters travel without their parity bit and as fast as they come; `set_line` is only reported. One client at a
time: a new one takes the head away from the one before, as somebody's hand would.
"""

import asyncio
import errno
import socket

CHUNK = 64
ROOM = 1024


class NoHead:
    """No optical head placed: nothing ever arrives."""

    async def read(self):
        await asyncio.Event().wait()

    async def write(self, data):
        pass

    def set_line(self, baud):
        pass


class FileHead:
    """A head on file descriptor `number`."""

    def __init__(self, number, events):
        file = open(number, "r+b", buffering=0)  # noqa: SIM115 — held as long as the board
        self._stream = asyncio.StreamReader(file)
        self._events = events

    async def read(self):
        return await self._stream.read(CHUNK)

    async def write(self, data):
        self._stream.write(data)
        await self._stream.drain()

    def set_line(self, baud):
        self._events.send("optical", {"text": "%d Bd" % baud})


class TcpHead:
    """A head that clients reach at host:port. Raises ValueError when that cannot be listened on."""

    def __init__(self, host, port, events):
        self._events = events
        self._client = None  # writer of the present client, and the task that reads it
        self._reading = None
        self._received = b""
        self._gone = False
        self._arrived = asyncio.Event()
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
                # like a UART nobody empties: what does not fit is lost
                self._received = (self._received + data)[:ROOM]
                self._arrived.set()
                data = await reader.read(CHUNK)
        except OSError:
            pass
        finally:
            if self._client is writer:
                self._leave()
            await writer.wait_closed()

    def _leave(self):
        self._client = self._reading = None
        self._received = b""
        self._gone = True
        self._arrived.set()
        self._events.send("optical", {"text": "client gone"})

    async def read(self):
        """Characters that have come; b"" when the client has gone."""
        while not (self._received or self._gone):
            self._arrived.clear()
            await self._arrived.wait()
        if self._gone:  # told before the next client's first characters
            self._gone = False
            return b""
        data, self._received = self._received, b""
        return data

    async def write(self, data):
        if self._client:
            self._client.write(data)
            await self._client.drain()

    def set_line(self, baud):
        self._events.send("optical", {"text": "%d Bd" % baud})


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
