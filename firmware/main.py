"""Board → meter → run. A meter whose supply comes back starts like a new one and finds its registers."""

import asyncio
import gc

gc.threshold(16_384)  # collect early: a heap of 256 KiB stays whole while modules are compiled

from board import make
from meter.app import run


async def power_on():
    board = make()
    while await run(board):
        pass


asyncio.run(power_on())
