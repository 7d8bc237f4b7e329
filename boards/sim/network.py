"""The simulated board's network: one TCP port for clients of the DLMS wrapper, and connections to push to."""

import asyncio

from tcp_server import OneClient

CHUNK = 1024
PATIENCE_S = 20  # with a client that does not take what it has asked for


class Network:
    """Clients reach it at host:port. Raises ValueError when that cannot be listened on."""

    def __init__(self, host, port, events):
        self._received = b""
        self._gone = self._new = False
        self._come = asyncio.Event()
        self._taken = asyncio.Event()
        self._server = OneClient(host, port, "dlms", events, CHUNK, self._put, self._leave, self._greet)

    async def _put(self, data):
        while self._received:  # nothing is read from a client faster than the meter takes it
            self._taken.clear()
            await self._taken.wait()
        self._received = data
        self._come.set()

    def _greet(self):
        self._new = True
        self._come.set()

    def _leave(self):
        self._received = b""
        self._gone = True
        self._new = False
        self._taken.set()
        self._come.set()

    async def read(self):
        """What has come; None for a client, b"" when it has gone."""
        while not (self._received or self._gone or self._new):
            self._come.clear()
            await self._come.wait()
        if self._gone:  # told before the next client's first bytes
            self._gone = False
            return b""
        if self._new:
            self._new = False
            return None
        data, self._received = self._received, b""
        self._taken.set()
        return data

    async def write(self, data):
        """Returns when the client's end of the network has taken all. Raises OSError when it has gone."""
        if self._gone:
            raise OSError(32)  # EPIPE: it is not for the next client, who may be there already
        alarm = asyncio.create_task(self._lose_patience())
        try:
            await self._server.write(data)
        finally:
            alarm.cancel()

    async def _lose_patience(self):
        await asyncio.sleep(PATIENCE_S)
        self.drop()

    def drop(self):
        """Hang up."""
        self._server.drop()

    async def send_to(self, host, port, data):
        """Connect to a listener, hand it `data`, hang up. Raises OSError."""
        _, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(data)
            await writer.drain()
        finally:
            writer.close()
            await writer.wait_closed()
