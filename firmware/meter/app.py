"""The composition root: runs the meter on a board, life after life, and keeps its ports up."""

import asyncio
import gc

from meter.config.settings import ConfigError
from meter.loading import LOADING, RUNNING, sweep
from meter.meter import Meter


async def _serve(port, console):
    """Keep a port up: whatever goes wrong in it is noted and must not stop it, let alone the metering."""
    while True:
        try:
            await port.run()
        except Exception as fault:
            console.note("port: %s" % repr(fault))
            await asyncio.sleep(1)


async def run(board):
    """Run a meter on `board` until its supply goes; settings that cannot be are told to the console, and end it."""
    planned = False
    while await _life(board, planned):
        planned = True
        gc.collect()


async def _life(board, planned):
    """One life of a meter; whether another one, with other settings, is to follow at once."""
    sweep(LOADING)
    try:
        meter = Meter(board, planned)
    except ConfigError as wrong:
        board.console.refuse(str(wrong))
        raise
    sweep(RUNNING)
    served = [asyncio.create_task(_serve(port, board.console)) for port in meter.ports]
    sampler = board.sampler
    try:
        count = await sampler.read()
        while count and not meter.update.leaving and not (meter.restart and not meter.visited()):
            meter.feed(sampler.codes, count)
            count = await sampler.read()
    finally:
        for port in served:
            port.cancel()
        for port in meter.ports:
            port.hang_up()  # what a client has taken is there for saving the registers
        gc.collect()
        meter.close()
        board.console.stopped(meter)
    for port in served:
        try:
            await port
        except asyncio.CancelledError:
            pass
    leaving = meter.update.leaving
    meter.dissolve()
    if leaving:
        await board.firmware.restart()
    return count > 0
