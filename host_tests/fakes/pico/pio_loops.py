"""Hours in seconds: what a state machine does while it goes round a loop that only counts down is not done one by one.

A round may be left out when the two before it took the same way in the same time, and all that they did is to copy
registers without loss, to count down by one, and to look for what is not there in the TX FIFO. Then each register is a
constant or lower by one in each round, and no branch can go another way before the least number tested becomes zero.
Rounds are left out up to two before that, so that what a round leaves in the OSR is made by a real one.
"""

LONGEST = 12  # instructions
COUNTS = ((-1, 0), (0, -1), (-1, -1), (0, 0))  # of x and y in a round


class Loops:
    """`quiet`: the round under way has done nothing else; who does sets it to False. `world_all`: do every round."""

    world_all = False

    def __init__(self, machine):
        self._machine = machine
        self.world_skipped = 0  # rounds
        self.forget()

    def forget(self):
        self._head = self._steps = None
        self._round()
        self.quiet = False

    def _round(self):
        machine = self._machine
        self._x, self._y, self._began = machine.x, machine.y, machine.time
        self._way = 1
        self._bound = 1 << 32
        self._osr_made = False
        self.quiet = True

    def tested(self, number):
        if 0 < number < self._bound:
            self._bound = number

    def osr_made(self):
        self._osr_made = True

    def osr_used(self):
        if not self._osr_made:
            self.quiet = False

    def shifted(self, count):
        """OUT takes `count` bits: harmless when those are all that there are, or no more than leading zeros."""
        machine = self._machine
        if machine.out_right:
            lossless = not machine.osr >> count
        else:
            lossless = not machine.osr >> 32 - count or not machine.osr << count & 0xFFFF_FFFF
        if not (self._osr_made and lossless) or machine.autopull:
            self.quiet = False

    def passed(self, place, end):
        """The instruction at `place` is done. Before `end` nothing comes from outside."""
        machine = self._machine
        if self.quiet:
            self._way = self._way << 5 | place
            if self._way >> 5 * LONGEST:
                self.quiet = False
        if machine.pc > place or machine.forced is not None:
            return
        head = (machine.pc, self._way, machine.time - self._began)
        steps = (machine.x - self._x, machine.y - self._y)
        if self.quiet and head == self._head and steps == self._steps and steps in COUNTS and not self.world_all:
            rounds = min(self._bound, (end - machine.time) // head[2]) - 2
            if rounds > 0:
                machine.x += rounds * steps[0]
                machine.y += rounds * steps[1]
                machine.time += rounds * head[2]
                self.world_skipped += rounds
        self._head = head if self.quiet else None
        self._steps = steps
        self._round()
