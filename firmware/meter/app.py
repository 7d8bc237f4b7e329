"""The composition root: runs the meter on a board, life after life, and keeps its ports up."""

# pyright: reportAttributeAccessIssue=false
# (the attributes of a Meter are made in making.py)

import asyncio
import gc

from meter.config.settings import ConfigError
from meter.loading import LOADING, RUNNING, hold, sweep
from meter.meter import Meter

PORTS = ("optical", "network")
REST_MS = 200  # between two tries of a converter that fails
SWEEP = 10  # windows between two sweeps of the heap: less is taken in them than loading.RUNNING


async def _serve(port, name, meter):
    """Keep a port up: whatever goes wrong in it is noted and must not stop it, let alone the metering."""
    while True:
        try:
            await port.run()
        except Exception as fault:
            meter.board.console.note("port: %s" % repr(fault))
            meter.watch.error(name, fault)
            await asyncio.sleep(1)


def _closed(meter):
    """Close it before anything else, for the supply's storage lasts no longer; False when there was no memory for it.

    A sweep takes longer than all of it, and the ports leave room for it (`port.HEADROOM`).
    """
    hold()
    try:
        meter.close()
    except MemoryError:
        return False
    return True


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
    served = [asyncio.create_task(_serve(port, name, meter)) for port, name in zip(meter.ports, PORTS)]
    sampler = board.sampler
    count = 1
    swept = 0
    try:
        while count and not meter.leaving() and not meter.renewable():
            try:
                count = await sampler.read()
            except OSError:
                await asyncio.sleep(REST_MS / 1000)
                meter.step(0, 1000 * REST_MS)
                continue
            meter.feed(sampler.codes, count)
            # now little is alive, and no character is on its way
            if meter.windows >= swept + SWEEP and meter.ports[0].quiet():
                gc.collect()
                swept = meter.windows
    finally:
        closed = _closed(meter)
        for port in served:
            port.cancel()
        for port in meter.ports:
            port.hang_up()
        gc.collect()
        if not closed:  # now what a client had taken is there for it
            meter.close()
        board.console.stopped(meter)
    for port in served:
        try:
            await port
        except asyncio.CancelledError:
            pass
    leaving = meter.leaving()
    meter.dissolve()
    if leaving:
        await board.firmware.restart()
    return count > 0
