"""All COSEM objects of the meter, made when somebody asks for them: the bank's, the clock, the profiles, and others.

With the original's codes (settings.dlms_codes) group B of the bank's objects, clock and profiles is 1.
"""

from meter.comms.cosem.objects.base import bank_name
from meter.comms.cosem.objects.data import Data
from meter.comms.cosem.objects.register import ExtendedRegister, Register
from meter.comms.cosem.objects.shelf import load
from meter.loading import load as load_modules
from meter.registers.bank import Entry

CLOCK = "0-0:1.0.0"
PROFILES = ("1-0:99.1.0", "1-0:99.1.1", "1-0:98.1.0", "1-0:99.98.2")  # load, analysis, billing, events
CUTS = "1-0:99.98.5"  # of the breaker
VOLTAGE_PROFILES = ("1-0:99.98.4", "1-0:99.98.16", "1-0:99.98.17")  # outages, voltage events, occurrences
FORMAT = "1-0:134.0.1"  # the original's energy format


class Directory:
    """meter: the Meter; infrastructure(): yields (class, name, make) of the objects that are no values, make() makes
    one. `meter` as given."""

    def __init__(self, meter, infrastructure=tuple):
        self.meter = meter
        self._infrastructure = infrastructure

    def find(self, class_id, name):
        """The Object of this class and logical name, or None."""
        found = self._own(name)
        if found and found.class_id == class_id:
            return found
        for other, called, make in self._infrastructure():
            if other == class_id and called == name:
                return make()
        return None

    def classes(self, name):
        """The classes that have an object of this logical name."""
        found = self._own(name)
        return ([found.class_id] if found else []) + [row[0] for row in self._infrastructure() if row[1] == name]

    def __iter__(self):
        """Yield all objects, one by one."""
        yield self._own(self.name(CLOCK))
        for entry in self.entries():
            found = self._of(self.name(entry.code), entry)
            if found:
                yield found
        for c in range(1, 5):
            name = self.name("1-0:%d.4.0" % c)
            found = self._own(name)
            if found:
                yield found
        for code in PROFILES + VOLTAGE_PROFILES:
            found = self._own(self.name(code))
            if found:
                yield found
        found = self._own(self.name(CUTS))
        if found:
            yield found
        for _, _, make in self._infrastructure():
            yield make()

    def entries(self):
        """Yield every entry of the bank."""
        for entry in self.meter.bank:
            yield entry  # noqa: UP028 — MicroPython's `yield from` is no shorter and takes more memory
        for entry in self.meter.bank.members():
            yield entry  # noqa: UP028
        if self.meter.settings.dlms_codes:
            yield _format()

    def name(self, code):
        """The logical name of a code of the bank, such as "1-0:1.8.0"."""
        return bank_name(self.meter.settings, code)

    def class_of(self, entry):
        """The class of an entry's object; 0 for one that is none."""
        kind = entry.kind
        if kind in ("text", "number", "flags"):
            return 1
        if kind == "demand":
            return 4
        return 0 if kind in ("clock", "time", "date") else 3

    def _own(self, name):
        """The object of the meter's values with this name, or None."""
        meter = self.meter
        original = meter.settings.dlms_codes
        if len(name) != 6 or name[1] != (1 if original else 0):
            return None
        code = "%d-0:%d.%d.%d" % (name[0], name[2], name[3], name[4])
        if name[5] != 255:
            code += "*%d" % name[5]
        if code == CLOCK:
            return load("Clock", "clock")(name, meter)
        if code in PROFILES:
            return load("profile", "loggers profile rows selection")(PROFILES.index(code), name, self)
        if code == CUTS:
            return load("CutLog", "cut_log profile rows selection")(name, self) if meter.control else None
        if code in VOLTAGE_PROFILES:
            if not meter.quality:
                return None
            load_modules("meter.quality.records")  # the needed first
            modules = "voltage_loggers profile rows selection"
            return load("profile", modules)(VOLTAGE_PROFILES.index(code), name, self)
        if original and code == FORMAT:
            return Data(name, _format(), meter.commands)
        if code[:4] == "1-0:" and code[5:] == ".4.0" and "1" <= code[4] <= "4":
            entry = meter.bank.get("1-0:%s.25.0" % code[4])
            return load("DemandRegister", "demand")(name, meter, entry, int(code[4]) - 1) if entry else None
        entry = meter.bank.get(code)
        return self._of(name, entry) if entry else None

    def _of(self, name, entry):
        kind = self.class_of(entry)
        commands = self.meter.commands
        if kind == 4:
            return ExtendedRegister(name, entry, commands, self.meter.settings)
        return Data(name, entry, commands) if kind == 1 else Register(name, entry, commands) if kind else None


def _format():
    """The original's energy format, which says nothing: always 1."""
    return Entry(FORMAT, "", lambda: 1, 0, "number", 1)
