"""The composition root: runs the meter on a board, life after life, and keeps its port up."""

import asyncio
import gc

from meter.config.settings import ConfigError
from meter.meter import Meter

LOADING = 4_096  # bytes between two sweeps while modules load and the meter is made: the heap stays in one piece
RUNNING = 16_384  # what lives long stays together, and room for long lines is left


async def _serve(port, console):
    """Keep the optical port up: whatever goes wrong in it is noted and must not stop it, let alone the metering."""
    while True:
        try:
            await port.run()
        except Exception as fault:
            console.note("optical port: %s" % repr(fault))
            await asyncio.sleep(1)


async def run(board):
    """Run a meter on `board` until its supply goes; settings that cannot be are told to the console, and end it."""
    planned = False
    while await _life(board, planned):
        planned = True
        gc.collect()


async def _life(board, planned):
    """One life of a meter; whether another one, with other settings, is to follow at once."""
    gc.threshold(LOADING)
    try:
        meter = Meter(board, planned)
    except ConfigError as wrong:
        board.console.refuse(str(wrong))
        raise
    gc.threshold(RUNNING)
    port = asyncio.create_task(_serve(meter.port, board.console))
    sampler = board.sampler
    try:
        count = await sampler.read()
        while count and not (meter.restart and meter.port.idle()):
            meter.feed(sampler.codes, count)
            count = await sampler.read()
    finally:
        meter.close()
        port.cancel()
        board.console.stopped(meter)
    try:
        await port
    except asyncio.CancelledError:
        meter.dissolve()
    return count > 0
