"""Time around a board, for the fakes of `machine` and the models of chips; both interpreters.

`clock`: None for real time, or what a test gives, µs since start. What waits inside a fake (a transfer on a bus) is
told to `waits`; what is to happen later is told to `plans`. Both are given by `soc.hand_time`.
"""

import asyncio
import time

clock = None
waits = None  # callable(us): the processor waits so long
plans = None  # callable(us, call): `call()` in so many µs; asyncio without it
masked = False  # interrupts are off, as while the flash is erased
mask_watchers = []  # called before and after `masked` changes

if not hasattr(time, "ticks_us"):  # CPython
    _start = time.perf_counter_ns()
    _PERIOD = 1 << 30  # as on a board

    def _ticks_add(ticks, delta):
        return (ticks + delta) & _PERIOD - 1

    def _ticks_diff(later, earlier):
        return ((later - earlier + _PERIOD // 2) & _PERIOD - 1) - _PERIOD // 2

    time.ticks_us = lambda: (time.perf_counter_ns() - _start) // 1000 & _PERIOD - 1
    time.ticks_ms = lambda: (time.perf_counter_ns() - _start) // 1_000_000 & _PERIOD - 1
    time.ticks_add = _ticks_add
    time.ticks_diff = _ticks_diff
    time.sleep_ms = lambda ms: time.sleep(ms / 1000)
    time.sleep_us = lambda us: time.sleep(us / 1_000_000)

_last = time.ticks_us()
_elapsed = 0


def now_us():
    """µs since start, never less than before; must be asked at least every 8 minutes, for a board's ticks wrap."""
    global _last, _elapsed
    if clock is not None:
        return clock()
    now = time.ticks_us()
    _elapsed += time.ticks_diff(now, _last)
    _last = now
    return _elapsed


def wait(us):
    """A fake keeps the processor for so long; in real time nothing is waited for."""
    if waits is not None:
        waits(us)


def later(us, call):
    if plans is not None:
        plans(us, call)
    else:
        asyncio.create_task(_later(us, call))


async def _later(us, call):
    await asyncio.sleep(us / 1_000_000)
    call()


def mask(on):
    """Switch all interrupts off or on again."""
    global masked
    for look in mask_watchers:
        look()
    masked = on
    for look in mask_watchers:
        look()
