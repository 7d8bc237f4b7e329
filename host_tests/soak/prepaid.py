"""Months of a prepaid customer: `prepaid.py MONTHS [SEED]`, on CPython or MicroPython; exits with 1.

The whole meter with its breaker, stepped by one-minute windows, against a plain model (model/control_twin.py). Credit
is bought and bought again, runs out on days on which it may be cut for and on others; the customer pushes the button,
the utility sends commands, the supply goes at any byte of a top-up, the clock is set, calendar and limits change. What
was bought less what was consumed must be countdown less debt to the Wh, and nobody may move the contacts who may not.
"""

import gc
import sys
import time

from fakes.ram_files import RamFiles
from model.control_twin import LOAD, PREPAYMENT, ControlTwin
from model.dice import Dice
from model.twin import Different

MINUTE, DAY = 60, 86_400
MONTH = 30 * DAY
# what happens, and the mean minutes between two of them
EVERY = {
    "buy": 3 * 1440, "again": 4 * 1440, "tear": 6 * 1440, "push": 1440, "command": 6 * 1440, "outage": 9 * 1440,
    "clock": 11 * 1440, "days": 13 * 1440, "limits": 17 * 1440, "correct": 40 * 1440, "basis": 90 * 1440,
}  # fmt: skip
SLOTS = (None, (1320, 480), (0, 360))
EXCEPTIONS = ((), ("01-01", "12-25"), ("2026-02-03", "05-01", "12-24"))


class Life:
    """What happens to a ControlTwin."""

    def __init__(self, seed):
        self._dice = Dice(seed)
        self.twin = twin = ControlTwin(RamFiles(1_310_720), LOAD | PREPAYMENT)
        twin.thorough = False
        twin.set_reduced(3, 10)
        twin.configure("128.0.13", "25")
        twin.configure("128.0.10", "1")
        twin.window(MINUTE, 0)
        self._last = 1, 15_000
        twin.top_up(*self._last)
        self.happened = {}
        self._due = {what: self._dice.below(2 * EVERY[what]) for what in sorted(EVERY)}

    def run(self, minutes):
        for k in range(minutes):
            self.twin.window(MINUTE, self.household(k))
            for what in sorted(self._due):
                if k >= self._due[what]:
                    self._due[what] = k + 1 + self._dice.below(2 * EVERY[what])
                    self.happened[what] = self.happened.get(what, 0) + 1
                    getattr(self, what)()
            if k % 1440 == 0:
                self.twin.judge("nothing")
                gc.collect()

    def household(self, k):
        """W of a minute: appliances at random, the sun by day, seldom more than the limit."""
        watts = 90 + self._dice.below(200)
        if self._dice.below(9) == 0:
            watts += self._dice.below(4000)
        if 9 <= k // 60 % 24 < 15 and k // 1440 % 4 == 0:
            watts -= 1500
        if self._dice.below(5000) == 0:
            watts += 9000
        return watts if abs(watts) > 3 else 5

    def buy(self):
        highest = max(self.twin.account.tokens or {0})
        token = max(0, highest + (1, 1, 1, 1, 2, 5, 0, -1, -3, -33)[self._dice.below(10)])
        self._last = token, 1 + self._dice.below(30_000)
        self.twin.top_up(*self._last)

    def again(self):
        self.twin.top_up(*self._last)

    def tear(self):
        """The supply goes at a byte of a top-up; the sender, who heard nothing, sends it again."""
        token = max(self.twin.account.tokens or {0}) + 1
        self._last = token, 1 + self._dice.below(20_000)
        self.twin.torn(self._dice.below(300), self.twin.top_up, *self._last)
        self.twin.window(MINUTE, 100)
        self.twin.top_up(*self._last)

    def push(self):
        self.twin.push(self._dice.below(6) == 0)

    def command(self):
        n = 1 + self._dice.below(3)
        self.twin.command(n)
        if n == 1 and self._dice.below(4):
            self.twin.command(2)

    def outage(self):
        self.twin.outage((3, 70, 4000, 100_000, 700_000)[self._dice.below(5)], self._dice.below(2))

    def clock(self):
        most = (7, 70, 4000, 20 * DAY)[self._dice.below(4)]
        self.twin.set_clock(self._dice.below(2 * most + 1) - most)

    def days(self):
        below = self._dice.below
        self.twin.set_days(("12345", "12345", "1234567", "6")[below(4)], EXCEPTIONS[below(3)], SLOTS[below(3)])

    def limits(self):
        below = self._dice.below
        self.twin.set_reduced(below(4), (0, 10, 10)[below(3)])
        self.twin.set_tables(below(6) == 0, below(2) == 0)
        self.twin.configure("128.0.10", str(below(2)))

    def correct(self):
        self.twin.correct(1 + self._dice.below(20_000))

    def basis(self):
        self.twin.set_basis((3, 3, 2, 35, 0)[self._dice.below(5)])


def main(months, seed):
    began = time.time()
    life = Life(seed)
    twin = life.twin
    try:
        life.run(months * MONTH // MINUTE)
    except Different as different:
        print("FAILED after %s: %s" % (life.happened, different))
        return 1
    happened = ", ".join(["%d × %s" % (life.happened[what], what) for what in sorted(life.happened)])
    print(
        "%d months prepaid, %d kWh, %d top-ups, %d openings, %d closings, %s: balanced to the Wh; %d s"
        % (
            months, twin.account.consumed // 3_600_000_000_000, len(twin.account.tokens), twin.cuts, twin.closings,
            happened, time.time() - began,
        )
    )  # fmt: skip
    return 0


sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
