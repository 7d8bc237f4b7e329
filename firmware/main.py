"""Board → meter → run. A meter whose supply comes back starts like a new one and finds its registers."""

import asyncio
import gc

gc.threshold(4_096)  # collect often while modules load and the board is made, so that the heap stays in one piece

from board import make  # noqa: E402
from meter.app import run  # noqa: E402


async def power_on():
    board = make()
    gc.threshold(32_768)  # what lives long stays together, and room for long lines is left
    while True:
        gc.collect()
        await run(board)
        if not await board.supply.returned():
            return


asyncio.run(power_on())
