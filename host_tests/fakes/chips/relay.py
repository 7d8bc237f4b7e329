"""Relays behind pins of soc.pin, with the time they take: their coils are watched, their feedback contact bounces.

Typical of small power relays: a coil must be on for 10 ms to move the armature, contacts bounce for 3 ms.
"""

from soc import world

TRAVEL_US = 10_000
BOUNCE_US = (0, 300, 700, 1100, 2200, 3000)  # of changes after the first touch, which end in the new state


def bounce(pin, level, times_us=BOUNCE_US):
    """Let the contact at `pin` settle at `level` (None: open), changing to and fro at these times."""
    other = 0 if level is None else None  # to ground, with a pull-up
    for k, after in enumerate(times_us):
        last = (len(times_us) - 1 - k) % 2 == 0
        world.later(after, lambda level=level if last else other: pin.world_drive(level))


class _Contact:
    """`closed`: the armature; `world_stuck`: it does not move any more; `world_broken`: the feedback's wire is off."""

    def __init__(self, feedback, closed):
        self.closed = closed
        self.world_stuck = False
        self._feedback = feedback
        self._broken = False
        feedback.world_drive(0 if closed else None)

    @property
    def world_broken(self):
        return self._broken

    @world_broken.setter
    def world_broken(self, broken):
        self._broken = broken
        self._feedback.world_drive(0 if self.closed and not broken else None)

    def _move(self, closed):
        if closed != self.closed and not self.world_stuck:
            self.closed = closed
            if not self._broken:
                bounce(self._feedback, 0 if closed else None)


class HoldRelay(_Contact):
    """Closed while its coil is on.  load: pin at which an optocoupler shows voltage behind it, with a supply before."""

    def __init__(self, coil, feedback, load=None):
        _Contact.__init__(self, feedback, False)
        self._load = load
        self._coil = coil
        coil.world_watch = lambda level: world.later(TRAVEL_US, lambda: self._follow(level))

    def _follow(self, level):
        if self._coil.value() == level:
            self._move(level == 1)
            if self._load:
                self._load.world_drive(0 if self.closed else None)


class BistableRelay(_Contact):
    """Stays where a pulse on one of its coils has brought it.

    `both`: how often both coils were on at a time; `pulses_us`: how long each has been on.
    """

    def __init__(self, opens, closes, feedback, closed=False):
        _Contact.__init__(self, feedback, closed)
        self._coils = (opens, closes)
        self._since = [0, 0]
        self._turn = [0, 0]
        self.both = 0
        self.pulses_us = []
        opens.world_watch = lambda level: self._change(0, level)
        closes.world_watch = lambda level: self._change(1, level)

    def _change(self, which, level):
        was_on = self._turn[which] % 2 == 1
        if was_on == (level == 1):
            return
        self._turn[which] += 1
        if level == 0:
            self.pulses_us.append(world.now_us() - self._since[which])
            return
        self._since[which] = world.now_us()
        if self._coils[1 - which].value():
            self.both += 1
        turn = self._turn[which]
        world.later(TRAVEL_US, lambda: self._pulled(which, turn))

    def _pulled(self, which, turn):
        if self._turn[which] == turn and not self._coils[1 - which].value():
            self._move(which == 1)
