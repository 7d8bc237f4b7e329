"""Board → meter → run. A meter whose supply comes back starts like a new one and finds its registers."""

import asyncio
import gc

gc.threshold(4_096)  # see meter/app.py

from board import make  # noqa: E402
from meter.app import run  # noqa: E402


async def power_on():
    board = make()
    while True:
        gc.collect()
        await run(board)
        if not await board.supply.returned():  # pyright: ignore[reportAttributeAccessIssue] — made by drivers
            return


asyncio.run(power_on())
