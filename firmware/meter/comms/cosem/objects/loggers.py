"""The meter's profiles: load profile, analysis logger, billing log and event log, each with its columns.

What is no attribute of another object is one of the profile's own, with a negative number: -1 LoggerStatus and
-2 DataQuality (reference table of profiles), -3 why a billing stop was made, -3 to -7 what an event holds.
"""

from meter.comms.cosem.errors import OTHER_REASON, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, READING
from meter.comms.cosem.objects.base import obey
from meter.comms.cosem.objects.data import kind_of
from meter.comms.cosem.objects.date_time import INVALID, date_time
from meter.comms.cosem.objects.directory import FORMAT
from meter.comms.cosem.objects.profile import Profile
from meter.comms.cosem.objects.rows import ENERGY_FORMAT
from meter.logs import billing_log, events
from meter.logs.event_codes import about
from meter.logs.marks import INVALID_TIME, QUALITY, logger_status
from meter.logs.profile import values
from meter.registers.catalogue import PASSWORD_1

LOAD, ANALYSIS, BILLING, EVENTS = range(4)
_PERIODS_S = (300, 900, 1800, 3600)  # in the order of the digit E of configuration 1
_ENERGIES = ("A+", "A-", "R+", "R-", "R1")  # C of their codes is the place here


class Periodic(Profile):
    """Load profile or analysis logger."""

    PERIODIC = True
    ATTRIBUTES = Profile.ATTRIBUTES[:2] + ((4, READING, CONFIGURING),) + Profile.ATTRIBUTES[3:]

    def __init__(self, name, directory, load):
        Profile.__init__(self, name, directory)
        self._load = load
        self._source = self.meter.load if load else self.meter.analysis
        self.log = self._source.log

    def period(self):
        return self._source.period_s

    def columns(self):
        settings, directory = self.meter.settings, self.directory
        yield 8, self.clock_name, 2, "c"
        yield 7, self.name, -1, "s"
        yield 7, self.name, -2, "q"
        if settings.dlms_codes:
            yield 1, directory.name(FORMAT), 2, "f"
        for code in settings.type_number.energies if self._load else settings.analysis:
            entry = self.meter.bank.get("%d.8.0" % (1 + _ENERGIES.index(code)) if self._load else code)
            yield directory.class_of(entry), directory.name(entry.code), 2, kind_of(entry)

    def record(self, time, payload):
        marks, found = values(payload)
        head = [(time, INVALID if marks & INVALID_TIME else 0), logger_status(marks), marks & QUALITY]
        return head + ([ENERGY_FORMAT] if self.meter.settings.dlms_codes else []) + found

    def set(self, attribute, value, who):
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused(TYPE_UNMATCHED)
        if value not in _PERIODS_S:
            raise Refused(OTHER_REASON)
        commands = self.meter.commands
        if self._load:
            codes = self.meter.settings.configuration[0][:-1]
            obey(commands.write, "0.129.1", codes + str(1 + _PERIODS_S.index(value)), PASSWORD_1)
        else:
            obey(commands.configure, "analysis_period_s", value)


class BillingLog(Profile):
    """All values of each billing stop; a maximum is followed by its time. `capture` makes a stop."""

    METHODS = ((2, CONFIGURING),)

    def __init__(self, name, directory):
        Profile.__init__(self, name, directory)
        self.log = self.meter.stops

    def columns(self):
        directory, codes = self.directory, billing_log.VALUES
        yield 8, self.clock_name, 2, "c"
        yield 7, self.name, -1, "s"
        if self.meter.settings.dlms_codes:
            yield 7, self.name, -2, "q"
            yield 1, directory.name(FORMAT), 2, "f"
        else:
            yield 7, self.name, -3, "B"
        found = bytearray(3 * len(codes))  # class, kind and first character of the code, of what this type has
        for entry in directory.entries():
            if entry.short in codes:
                k = 3 * codes.index(entry.short)
                found[k : k + 3] = bytes((directory.class_of(entry), ord(kind_of(entry)), ord(entry.code[0])))
        for k in range(len(codes)):
            of_maximum = k > 0 and codes[k - 1] == codes[k]
            class_id, kind, medium = found[3 * codes.index(codes[k]) :][:3]
            name = directory.name("%c-0:%s" % (medium or 49, codes[k]))
            if not class_id:
                yield 0, name, 0, "-"
            elif of_maximum:
                yield class_id, name, 5, "t"
            else:
                yield class_id, name, 2, chr(kind)

    def record(self, time, payload):
        why, found = billing_log.values(payload)
        return [(time, 0), 0] + ([0, ENERGY_FORMAT] if self.meter.settings.dlms_codes else [why]) + found

    def act(self, method, value, who):
        obey(self.meter.commands.write, "0.1.5*128", "1", PASSWORD_1)


class EventLog(Profile):
    """Code, argument, what it is about, old and new: times, numbers or texts as the table of codes says."""

    def __init__(self, name, directory):
        Profile.__init__(self, name, directory)
        self.log = self.meter.events.log

    def columns(self):
        yield 8, self.clock_name, 2, "c"
        for k in range(5):
            yield 7, self.name, -3 - k, "BBvee"[k]

    def record(self, time, payload):
        code, argument, what, old, new = events.fields(payload)
        form = about(code)[0]
        if form == "seconds":
            old, new = date_time(self.meter.settings, old), date_time(self.meter.settings, new)
        elif form == "-":
            old = new = None
        return [(time, 0), code, argument, what, old, new]


def profile(which, name, directory):
    """The Profile of one of directory.PROFILES, None where this type of meter does not have it."""
    if which == BILLING:
        return BillingLog(name, directory)
    if which == EVENTS:
        return EventLog(name, directory)
    found = Periodic(name, directory, which == LOAD)
    return found if found.log else None
