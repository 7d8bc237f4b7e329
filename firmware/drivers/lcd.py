"""A display of 128 × 64 dots behind a bus: the picture, and what of it is sent when.

Only blocks of 16 columns of a page that changed are sent, a few at a time, so that nothing else waits. Once a minute
the display is set up and sent everything anew, should it have lost anything; it is switched on when it has all of it.
A display that does not answer is set up again at the next picture, and stops nothing.

Heap: 2 KiB for the picture and what the display has of it, a block, the task; while it runs nothing but what `show`
takes for a moment.
"""

# pyright: reportUndefinedVariable=false

import asyncio

import micropython
from micropython import const

from drivers.lcd_picture import PAGE, Picture

OFF, BLINK = 0, 2  # of `mains`
BLINK_MS = 500
BLOCK = const(16)  # bytes
BLOCKS = const(64)
BLOCKS_A_TURN = 7  # 3.8 ms of an I²C bus at 400 kHz; the rest of 5 ms is for Python
NEXT_MS = 20  # to the next turn while there is more to send
IDLE_MS = 100
AFRESH_MS = 60_000
LOST = -1  # the display must be set up


class Lcd:
    """What a controller's driver builds on. head: bytes that it puts before a block, in `_message`."""

    def __init__(self, head):
        self._dots = bytearray(BLOCKS * BLOCK)
        self._sent = bytearray(BLOCKS * BLOCK)
        self._picture = Picture(self._dots)
        self._message = bytearray(head + BLOCK)
        self._block = memoryview(self._message)[head:]
        self._begun = LOST  # blocks sent since the set-up, whether changed or not
        self._silent = False  # did not answer since the last picture
        self._there = True
        self._age_ms = 0  # of the set-up
        self._mains = OFF
        self._lit = False  # L1
        self._lit_ms = 0  # for how long it has been, or has not been
        self._task = None

    def show(self, value, ident, unit, arrows, tariff, triangle, mains, signs, test):
        """Draw it all. arrows: bits for +P, -P, +Q, -Q; mains: 0 off, 1 steady, 2 blinking L1; test: all dots on.

        signs: bits for breaker closed, open, prepayment, low credit, tamper.
        """
        if test:
            mains = OFF
        self._picture.draw(value, ident, unit, arrows, tariff, triangle, signs, test)
        if mains != BLINK or mains != self._mains:
            self._mains = mains
            self._lit = mains != OFF
            self._lit_ms = 0
        if self._lit:
            self._picture.mains(True)
        self._silent = False
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def answers(self):
        """Whether it has taken what it was sent last; one that cannot be asked always has."""
        return self._there

    async def _run(self):
        pause_ms = 0
        while True:
            pause_ms = self.turn(pause_ms)
            # MicroPython's own: it takes no memory
            await asyncio.sleep_ms(pause_ms)  # pyright: ignore[reportAttributeAccessIssue]

    def turn(self, passed_ms):
        """What is due `passed_ms` after the last turn, less than 5 ms of it; returns ms to the next turn."""
        self._lit_ms += passed_ms
        if self._mains == BLINK and self._lit_ms >= BLINK_MS:
            self._lit_ms = 0
            self._lit = not self._lit
            self._picture.mains(self._lit)
        self._age_ms += passed_ms
        if self._age_ms >= AFRESH_MS:
            self._begun = LOST
            self._silent = False
        if self._silent:
            return IDLE_MS
        try:
            more = self._more()
        except OSError:
            self._begun = LOST
            self._silent = True
            self._there = False
            return IDLE_MS
        self._there = True  # one that did not answer has been set up anew
        return NEXT_MS if more else IDLE_MS

    def _more(self):
        """Send a turn's part; whether there may be more."""
        if self._begun == LOST:
            self._set_up()
            self._begun = 0
            self._age_ms = 0
            return True
        block = 0
        for _ in range(BLOCKS_A_TURN):
            if self._begun < BLOCKS:
                block = self._begun
            else:
                block = changed(block, self._dots, self._sent)
                if block == BLOCKS:
                    return False
            at = BLOCK * block
            take(0, at, self._dots, self._sent, self._block)
            self._send(at // PAGE, at % PAGE)
            if self._begun < BLOCKS:
                self._begun += 1
                if self._begun == BLOCKS:
                    self._light()
                    return True
        return True

    def _set_up(self):
        """Tell the controller all but the dots, and leave it on or off. Raises OSError, as those below."""
        raise NotImplementedError

    def _send(self, page, column):
        """Send `_block` to eight rows, from the column on: all of `_message`, once its head is filled in."""
        raise NotImplementedError

    def _light(self):
        """Switch the display on."""
        raise NotImplementedError


@micropython.viper
def changed(k: int, dots: ptr32, sent: ptr32) -> int:
    """The first block from the `k`-th on in which `dots` and `sent` differ, BLOCKS when none does"""
    k = k << 2  # in words
    while k < BLOCKS << 2:
        if dots[k] != sent[k]:
            break
        k += 1
    return k >> 2


@micropython.viper
def take(k: int, at: int, dots: ptr8, sent: ptr8, block: ptr8):
    """Copy the block at byte `at` of `dots` to `sent` and `block`; k: pass 0."""
    while k < BLOCK:
        block[k] = sent[at + k] = dots[at + k]
        k += 1
