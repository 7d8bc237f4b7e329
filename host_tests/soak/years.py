"""Years of a meter's life in minutes: `years.py MONTHS [SEED]`, on CPython or MicroPython; exits with 1.

The whole meter, stepped by one-minute windows of a household with solar power, against a plain model (model/plain.py):
random outages with and without warning, clock settings, summer time, tariffs by time switch and by command, billing
stops, changes of configuration. Every register, maximum with its time, billing record and profile record must be equal.
On MicroPython the logs are on a real littlefs.
"""

import gc
import sys
import time

from model.dice import Dice
from model.twin import DAY, MINUTE, START, Twin

MONTH = 30 * DAY
# what happens, and the mean minutes between two of them
EVERY = {"outage": 9 * 1440, "clock": 5 * 1440, "force": 6 * 1440, "stop": 35 * 1440, "configure": 20 * 1440}
OUTAGES = (3, 20, 70, 900, 4000, 30_000, 100_000, 400_000, 700_000)  # seconds
SETTINGS = (6, 6, 6, 6, 70, 70, 70, 4000, 4000, 20 * DAY)  # of the clock, at most so many seconds


class Life:
    """What happens to a Twin."""

    def __init__(self, seed, logs):
        self._dice = Dice(seed)
        self.twin = Twin(logs)
        self.happened = {}
        self._due = {what: self._dice.below(2 * EVERY[what]) for what in sorted(EVERY)}

    def run(self, minutes):
        twin = self.twin
        for k in range(minutes):
            watts, vars_ = self.household(k)
            twin.minute(watts, vars_, 1 if self._dice.below(60) == 0 else 0)
            for what in self._due:
                if k >= self._due[what]:
                    self._due[what] = k + 1 + self._dice.below(2 * EVERY[what])
                    self.happened[what] = self.happened.get(what, 0) + 1
                    getattr(self, what)()
                    twin.compare()
            if k % 1440 == 0:
                twin.compare()
                twin.compare_records()

    def household(self, k):
        """(W, var) of a minute: appliances at random, the sun by day."""
        hour = k // 60 % 24
        watts = 90 + self._dice.below(200)
        if self._dice.below(5) == 0:
            watts += self._dice.below(5000)
        if 9 <= hour < 16 and k // 1440 % 3:
            watts -= 2000
        vars_ = self._dice.below(400) - 150
        # below the registration cut-off of 2.3 W nothing is counted: not what is looked at here
        return watts if abs(watts) > 3 else 5, vars_ if abs(vars_) > 3 else 5

    def outage(self):
        self.twin.outage(OUTAGES[self._dice.below(len(OUTAGES))] + self._dice.below(60), self._dice.below(2))
        gc.collect()

    def clock(self):
        most = SETTINGS[self._dice.below(len(SETTINGS))]
        change = self._dice.below(2 * most + 1) - most
        if change and self.twin.model.now + change > START - 100 * DAY:
            self.twin.set_clock(change)

    def force(self):
        self.twin.force(1 + self._dice.below(8))

    def stop(self):
        self.twin.stop()

    def configure(self):
        below, twin = self._dice.below, self.twin
        what = below(5)
        if what == 0:
            twin.set_period(below(4))
        elif what == 1:
            twin.set_due(1 + below(28), (1, 2, 5, 10, 20)[below(5)])
        elif what == 2:
            twin.set_zone(below(3), below(4))
        elif what == 3:
            twin.set_tables(below(3) > 0, below(2) > 0)
        else:
            twin.set_threshold(1000 + below(3000))


def files():
    """Where the logs are: littlefs in memory on MicroPython, a dictionary elsewhere."""
    if sys.implementation.name != "micropython":
        from fakes.ram_files import RamFiles

        return RamFiles(1_310_720)
    import vfs
    from drivers.littlefs_files import LogFiles
    from fakes.ram_flash import RamFlash

    flash = RamFlash(320)
    vfs.VfsLfs2.mkfs(flash)
    vfs.mount(vfs.VfsLfs2(flash, readsize=64, progsize=64, lookahead=40), "/ram")
    return LogFiles("/ram/log/")


def main(months, seed):
    began = time.time()
    life = Life(seed, files())
    try:
        life.run(months * MONTH // MINUTE)
    except AssertionError as different:
        print("FAILED after %s: %s" % (life.happened, different))
        return 1
    happened = ", ".join(["%d × %s" % (life.happened[what], what) for what in sorted(life.happened)])
    print(
        "%d months, %d profile records, %d billing stops, %s: all equal; %d s"
        % (months, life.twin.records, life.twin.model.count, happened, time.time() - began)
    )
    return 0


sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
