"""A small meter for protocol tests: a few registers that stand still, in the real bank and behind the real commands.

Runs on CPython and MicroPython.
"""

from meter.commands import Commands
from meter.registers.bank import Bank
from meter.registers.tariff import Tariff

FIRST_SECONDS = 160559412  # 2005-02-01 07:50:12


class StoppedClock:
    """A clock that shows what it was set to: `seconds` UTC since 2000-01-01, `valid`."""

    def __init__(self, seconds):
        self.seconds = seconds
        self.valid = True

    def utc(self):
        return self.seconds, self.valid

    def set(self, seconds):
        self.seconds = seconds
        self.valid = True


class SmallMeter:
    """Meter number, two energies, a tariff to write, a clock to set; `events` as they were noted."""

    def __init__(self):
        self.tariff = Tariff()
        self.clock = StoppedClock(FIRST_SECONDS)
        self.events = []
        self.bank = Bank()
        self.bank.add("1-0:0.0.1", "", lambda: 12345678, kind="number", digits=8)
        self.bank.add("1-0:1.8.0", "Wh", lambda: 1234567, kind="energy", legal=True)
        self.bank.add("1-0:2.8.0", "Wh", lambda: 0, kind="energy")
        self.bank.add("1-0:129.0.0", "", self.tariff.read, kind="number", digits=1, level=1, write=self.tariff.write)
        self.bank.add("0-0:1.0.0", "", self.clock.utc, kind="clock", level=1)
        self.commands = Commands(self.bank, self.clock, self.events.append)
