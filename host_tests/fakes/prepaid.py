"""A Prepayment with a meter around it that has no more than it needs; both interpreters."""

from fakes.eeprom import Fram
from fakes.plain_board import Clock, codes
from meter.clock.timekeeper import Timekeeper
from meter.config.settings import Settings
from meter.control.prepayment import SIZE, Prepayment
from meter.metrology.energy import Energy
from meter.registers.hours import HourCounter
from meter.registers.status import Status
from meter.storage.journal import Journal

MONDAY = 820_540_800 + 4 * 86_400  # 2026-01-05 00:00:00 UTC
PLACES = 4
PREPAID = "02-0-00-0-00"  # configuration 3 with prepayment, UTC


class Prepaid:
    """The meter of a Prepayment `paid`: energy, hours, clock, settings, and itself for keeper and events.

    The zone is UTC. memory: where it is kept, in a Journal. `told`: (code, what, old, new) of events. `settled`: how
    often the energies were kept.
    """

    def __init__(self, memory=None, now=MONDAY, **given):
        self.status = Status()
        self.settings = Settings(dict({"configuration": codes(third=PREPAID)}, **given))
        self.memory = memory or Fram(1024)
        self.chip = Clock(now)
        self.energy = Energy(2300)
        self.hours = HourCounter()
        self.told = []
        self.settled = 0
        self.start()

    def start(self):
        """Begin a life on what is kept."""
        self.keeper = self.events = self
        self.clock = Timekeeper(self.chip, self.settings.zone_hours, self.settings.daylight_table)
        self.journal = Journal(self.memory, 0, SIZE, PLACES)
        kept = self.journal.load()
        self.paid = Prepayment(self, self.save)
        if kept:
            self.paid.unpack(kept, 0)

    def save(self):
        try:
            self.journal.save(self.paid.pack())
        except OSError:
            return False
        return True

    def settle(self):
        self.settled += 1

    def add(self, code, argument=0, old="", new="", what=""):
        self.told.append((code, what, old, new))

    def codes(self):
        """Codes of the events since the last time."""
        found = [each[0] for each in self.told]
        self.told = []
        return found

    def top_up(self, token, kwh):
        assert self.paid.write("top_up", "%d %s" % (token, kwh))

    def correct(self, wh):
        assert self.paid.write("correct", str(wh))

    def use(self, wh):
        """Consume, in no time."""
        register = self.energy.a_plus
        register.add(wh * 3_600_000_000)

    def step(self, seconds=1, valid=True):
        """Let time pass, at the end of which there is one step."""
        self.chip.seconds += seconds
        self.hours.add(seconds * 1_000_000)
        self.paid.step(self.chip.seconds, valid)
        return self.paid.cut

    def set_clock(self, seconds):
        self.chip.seconds = seconds


def prepaid(kwh="1", **given):
    """One that was switched on and has had the top-up number 1."""
    made = Prepaid(**given)
    made.step(0)
    made.top_up(1, kwh)
    made.step()
    made.told = []
    return made
