"""Board → meter → run. A meter whose supply comes back starts like a new one and finds its registers."""

import asyncio
import gc

gc.threshold(4_096)  # collect often while modules load, so that the heap stays in one piece

from board import make  # noqa: E402
from meter.app import run  # noqa: E402

gc.threshold(-1)


async def power_on():
    board = make()
    while True:
        await run(board)
        gc.collect()
        if not await board.supply.returned():
            return


asyncio.run(power_on())
