"""Time that only a test moves, in place of modules `time` and `asyncio` in the drivers under test and of the world's.

Ticks wrap as on a board, at 2**30. Both interpreters.
"""

import asyncio

from soc import world

PERIOD = 1 << 30


class HandTime:
    """`with HandTime(driver_module, …) as hand:`; `us`: µs since start. Begins a second before the ticks in µs wrap."""

    def __init__(self, *modules):
        self.us = PERIOD - 1_000_000
        self.period = PERIOD
        self._events = []
        self._modules = modules
        self._kept = []

    def __enter__(self):
        self._kept = [(module, name, getattr(module, name)) for module in self._modules for name in _names(module)]
        for module, name, _ in self._kept:
            setattr(module, name, self)
        world.clock = lambda: self.us
        world.waits, world.plans = self.pass_us, self.at
        return self

    def __exit__(self, *_):
        for module, name, value in self._kept:
            setattr(module, name, value)
        world.clock = world.waits = world.plans = None
        if world.masked:
            world.mask(False)

    def at(self, us, call):
        """Let `call()` happen in so many µs."""
        self._events.append((self.us + us, call))

    def pass_us(self, us):
        """Let time pass, with all that happens in it."""
        end = self.us + us
        while self._events:
            due = min([event[0] for event in self._events])
            if due > end:
                break
            for event in [event for event in self._events if event[0] == due]:
                self._events.remove(event)
                self.us = max(self.us, due)
                event[1]()
        self.us = max(self.us, end)

    def pass_ms(self, ms):
        self.pass_us(1000 * ms)

    def stall_ms(self, ms):
        """The flash is being erased: no Python runs, and no interrupt."""
        world.mask(True)
        self.pass_us(1000 * ms)
        world.mask(False)

    def run(self, coroutine):
        """What `coroutine` returns; its sleeping moves the time."""
        return asyncio.run(coroutine)

    # as module time
    def ticks_us(self):
        return self.us & self.period - 1

    def ticks_ms(self):
        return self.us // 1000 & self.period - 1

    def ticks_add(self, ticks, delta):
        return (ticks + delta) & self.period - 1

    def ticks_diff(self, later, earlier):
        return ((later - earlier + self.period // 2) & self.period - 1) - self.period // 2

    def sleep_us(self, us):
        self.pass_us(us)

    def sleep_ms(self, ms):
        self.pass_us(1000 * ms)

    # as module asyncio
    async def sleep(self, seconds):
        self.pass_us(int(seconds * 1_000_000 + 0.5))
        await asyncio.sleep(0)


def _names(module):
    return [name for name in ("time", "asyncio") if hasattr(module, name)]
