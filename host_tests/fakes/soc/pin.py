"""Fake of MicroPython's `machine.Pin`: one object for each pin, however often it is asked for.

An edge while interrupts are off is remembered, once, and handled afterwards, as the chips' interrupt latches do.
"""

from soc import world


class Pin:
    IN, OUT, OPEN_DRAIN, ALT = 0, 1, 2, 3
    PULL_UP, PULL_DOWN = 1, 2
    IRQ_FALLING, IRQ_RISING = 4, 8
    world_pins = {}
    world_twice = []  # numbers of pins that were given a mode again: wired twice, on a board

    def __new__(cls, number, *arguments, **named):
        cls.world_check(number)
        return cls.world_pins.get(number) or object.__new__(cls)

    def __init__(self, number, mode=-1, pull=-1, *, value=None, alt=-1):
        if number not in self.world_pins:
            self.world_pins[number] = self
            self.number = number
            self.mode_now = -1
            self._pull = -1
            self._latch = 0
            self._outside = None
            self._handler = None
            self._trigger = 0
            self._pending = False
            self.world_levels = []  # what it has put out, in order
            self.world_watch = None  # callable(level) at each change of what it puts out
        elif mode != -1 and self.mode_now != -1:
            self.world_twice.append(number)
        self._set_up(mode, pull, value)

    @staticmethod
    def world_check(number):
        """Raises ValueError where the chip has no such pin."""

    @classmethod
    def world_reset(cls):
        """A new board: nothing is wired."""
        cls.world_pins.clear()
        del cls.world_twice[:]
        del world.mask_watchers[:]

    def init(self, mode=-1, pull=-1, *, value=None, alt=-1):
        self._set_up(mode, pull, value)

    def _set_up(self, mode, pull, value):
        before = self._level()
        if value is not None:
            self._latch = 1 if value else 0
        if mode != -1:
            self.mode_now = mode
            self._pull = pull
        if value is not None and self.mode_now in (self.OUT, self.OPEN_DRAIN):
            self._tell(self._latch)
        self._edge(before)

    def _level(self):
        if self.mode_now == self.OUT or (self.mode_now == self.OPEN_DRAIN and not self._latch):
            return self._latch
        if self._outside is not None:
            return self._outside
        return 1 if self._pull == self.PULL_UP else 0  # a floating input, too, reads low

    def value(self, level=None):
        if level is None:
            return self._level()
        before = self._level()
        self._latch = 1 if level else 0
        if self.mode_now in (self.OUT, self.OPEN_DRAIN):
            self._tell(self._latch)
        self._edge(before)
        return None

    __call__ = value

    def on(self):
        self.value(1)

    def off(self):
        self.value(0)

    high, low = on, off

    def toggle(self):
        self.value(1 - self._latch)

    def mode(self):
        return self.mode_now

    def pull(self):
        return self._pull

    def irq(self, handler=None, trigger=IRQ_FALLING | IRQ_RISING, *, hard=False):
        self._handler, self._trigger = handler, trigger
        world.mask_watchers.append(self._unmasked)

    def _tell(self, level):
        self.world_levels.append(level)
        if self.world_watch:
            self.world_watch(level)

    def world_drive(self, level):
        """The world outside drives the pin; None: it lets go."""
        before = self._level()
        self._outside = level
        self._edge(before)

    def _edge(self, before):
        level = self._level()
        if level != before and self._handler and self._trigger & (self.IRQ_RISING if level else self.IRQ_FALLING):
            if world.masked:
                self._pending = True
            else:
                self._handler(self)

    def _unmasked(self):
        if self._pending and not world.masked:
            self._pending = False
            self._handler(self)
