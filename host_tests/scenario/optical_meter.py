"""A small meter behind an optical head on TCP, for MicroPython: `micropython optical_meter.py HOST PORT`.

Real protocol, edge, bank and commands; only the registers stand still. Serves one reader after the other.
"""

import asyncio
import sys

from meter.comms.iec62056_21.session import Session
from meter.comms.iec62056_21.settings import Settings
from meter.comms.optical import OpticalPort
from small_meter import SmallMeter

READOUT_CODES = ("0.0.1", "1.8.0", "2.8.0", "129.0.0", "1.0.0")
CHARACTERS = 64  # at most in one read


class TcpHead:
    """The board's optical head as a byte stream; a reader that comes while another is there waits."""

    def __init__(self):
        self._reader = self._writer = None
        self._come = asyncio.Event()

    async def connected(self, reader, writer):
        """Take over a new connection once the head is free."""
        while self._reader:
            await asyncio.sleep(0.01)
        self._reader, self._writer = reader, writer
        self._come.set()

    async def read(self):
        await self._come.wait()
        try:
            data = await self._reader.read(CHARACTERS)
        except OSError:
            data = b""
        if not data:
            self._come.clear()
            self._writer.close()
            self._reader = self._writer = None
        return data

    async def write(self, data):
        if self._writer:
            self._writer.write(data)
            await self._writer.drain()

    def set_line(self, baud):
        print("line", baud)


async def main(host, port):
    head = TcpHead()
    meter = SmallMeter()
    settings = Settings(serial="0012345678", password="00000000", identification="162JxC")
    session = Session(settings, meter.bank, meter.commands, READOUT_CODES)
    await asyncio.start_server(head.connected, host, port)
    print("listening")
    await OpticalPort(head, session).run()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
