"""Time for a whole board on MicroPython that passes only where somebody waits: what runs takes none of it, so neither a
slow nor a busy computer changes what is found. `install()` before the board is imported.
"""

import sys
import time


class Ticks:
    """In place of module `time`; the real one's, until there is a HandTime."""

    def __init__(self):
        self.hand = time

    def ticks_us(self):
        return self.hand.ticks_us()

    def ticks_ms(self):
        return self.hand.ticks_ms()

    def ticks_add(self, ticks, delta):
        return self.hand.ticks_add(ticks, delta)

    def ticks_diff(self, later, earlier):
        return self.hand.ticks_diff(later, earlier)

    def sleep_us(self, us):
        self.hand.sleep_us(us)

    def sleep_ms(self, ms):
        self.hand.sleep_ms(ms)


def install():
    sys.modules["time"] = ticks = Ticks()
    from asyncio import core

    # it may have been loaded before, with the real ones
    core.ticks, core.ticks_add, core.ticks_diff = ticks.ticks_ms, ticks.ticks_add, ticks.ticks_diff

    from soc.hand_time import HandTime

    hand = HandTime().__enter__()
    # an hour beyond the real ticks, which asyncio's queue (in C) gives to tasks that are due at once; whole seconds, so
    # that every run begins at the same place of the mains' period
    hand.us = (time.ticks_ms() // 1000 + 3600) * 1_000_000
    while (
        hand.period < hand.us // 500
    ):  # a computer that has been on for a week: the real ticks do not wrap as a board's
        hand.period <<= 1
    ticks.hand = hand
    queue = core._io_queue  # pyright: ignore[reportAttributeAccessIssue]
    look = queue.wait_io_event

    def wait_io_event(ms):
        look(0 if ms >= 0 else ms)
        if ms > 0:
            hand.pass_ms(1)  # a step at a time: what happens in it may wake somebody

    queue.wait_io_event = wait_io_event
