"""A TCP server for one client at a time: a new one takes the place of the one before, as somebody's hand would."""

import asyncio
import errno
import socket


class OneClient:
    """Listens at host:port. Raises ValueError where that cannot be.

    put: coroutine function that takes what has come; left(), came(): the client has. `what`: how events name it.
    """

    def __init__(self, host, port, what, events, chunk, put, left, came=None):
        self._what = what
        self._events = events
        self._chunk = chunk
        self._put = put
        self._left = left
        self._came = came
        self.client = None  # writer of the present client, and the task that reads it
        self._reading = None
        _probe(host, port, what)
        asyncio.create_task(self._listen(host, port))

    async def _listen(self, host, port):
        await asyncio.start_server(self._accept, host, port)
        self._events.send(self._what, {"text": "listening on %s:%d" % (host, port)}, always=True)

    async def _accept(self, reader, writer):
        self.drop()
        self.client = writer
        self._reading = asyncio.current_task()
        self._events.send(self._what, {"text": "client connected"})
        if self._came:
            self._came()
        try:
            data = await reader.read(self._chunk)
            while data:
                await self._put(data)
                data = await reader.read(self._chunk)
        except OSError:
            pass
        finally:
            if self.client is writer:
                self._leave()
            await writer.wait_closed()

    def drop(self):
        """Hang up."""
        if self._reading:
            self._reading.cancel()
            self._leave()

    def _leave(self):
        self.client = self._reading = None
        self._left()
        self._events.send(self._what, {"text": "client gone"})

    async def write(self, data):
        if self.client:
            self.client.write(data)
            await self.client.drain()


def _probe(host, port, what):
    """Bind and let go: the server starts later, and its failure would come too late to be a clear line."""
    trial = socket.socket()
    trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        addresses = socket.getaddrinfo(host, port)
        if not addresses or isinstance(addresses[0][-1], str):
            raise ValueError("%s port %s:%d: no such host" % (what, host, port))
        trial.bind(addresses[0][-1])
        trial.listen(1)
    except OSError as wrong:
        reason = "in use" if wrong.errno == errno.EADDRINUSE else "cannot be listened on (%s)" % wrong.errno
        raise ValueError("%s port %s:%d: %s" % (what, host, port, reason)) from None
    finally:
        trial.close()
