"""A small meter for protocol tests: a few registers that stand still, in the real bank and behind the real commands.

Runs on CPython and MicroPython.
"""

from meter.commands import Commands
from meter.config.settings import Settings
from meter.registers.bank import Bank
from meter.registers.status import Status
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


class Parts:
    """What Commands needs of a meter; its own event log and recorder."""

    def __init__(self, meter):
        self.bank = meter.bank
        self.settings = meter.settings
        self.status = meter.status
        self.events = self.recorder = self
        self._clock = meter.clock
        self._texts = meter.events

    def add(self, code, argument, old, new, what=""):
        self._texts.append("%s: %s -> %s" % (what, old, new))

    def save(self):
        pass

    def set_clock(self, seconds):
        self.add(0, 0, self._clock.seconds, seconds, "clock")
        self._clock.set(seconds)


class SmallMeter:
    """Meter number, two energies, a tariff to write, a clock to set; `events` as they were logged."""

    def __init__(self):
        self.settings = Settings()
        self.tariff = Tariff(self.settings)
        self.clock = StoppedClock(FIRST_SECONDS)
        self.status = Status(self.settings)
        self.events = []
        self.bank = Bank(self._rows)
        self.commands = Commands(Parts(self), lambda name: None)

    def _rows(self):
        yield "1-0:0.0.1", "", lambda: 12345678, 0, "number", 8
        yield "1-0:1.8.0", "Wh", lambda: 1234567, 0, "energy", 0, True
        yield "1-0:2.8.0", "Wh", lambda: 0, 0, "energy"
        yield "1-0:129.0.0", "", self.tariff.read, 0, "number", 1, False, 1, self.tariff.write
        yield "0-0:1.0.0", "", self.clock.utc, 0, "clock", 0, False, 1
