"""The profiles of the voltage quality: outages, voltage events, occurrences (reference tables of events and counters).

The time of a voltage event is when what it tells began; a selection by range goes by when it was recorded, which is up
to a mean window or a dip later. With the original's codes there are its columns only; ours are attributes of the
profile: -3 of voltage and outages how long it lasted (ms, s), -3 to -8 of occurrences what makes shares of the counts.
"""

from meter.comms.cosem.objects.profile import Profile
from meter.quality.occurrences import ABOVE_10, BELOW_15, LEFT_OUT, WINDOWS
from meter.quality.records import fields, of_record, outage
from meter.registers.voltage_functions import COUNTERS

_PHASE, _EVENT = "1-0:132.0.1", "1-0:132.0.2"
_OURS = (WINDOWS, ABOVE_10, BELOW_15, LEFT_OUT)
_L1 = 1


class Outages(Profile):
    """Begin and end of each, stamped; see quality/outages.py."""

    def __init__(self, name, directory):
        Profile.__init__(self, name, directory)
        self.log = self.meter.quality.outages

    def columns(self):
        yield 8, self.clock_name, 2, "c"
        yield 1, self.directory.name(_PHASE), 2, "B"
        yield 1, self.directory.name(_EVENT), 2, "B"
        if not self.meter.settings.dlms_codes:
            yield 7, self.name, -3, "I"

    def record(self, time, payload):
        code, seconds = outage(payload)
        return [(time, 0), _L1, code, seconds]


class VoltageEvents(Profile):
    """Voltages in V, 0 where the event has none; see quality/records.py for the codes."""

    def __init__(self, name, directory):
        Profile.__init__(self, name, directory)
        self.log = self.meter.quality.voltage

    def columns(self):
        yield 8, self.clock_name, 2, "c"
        yield 1, self.directory.name(_PHASE), 2, "B"
        yield 1, self.directory.name(_EVENT), 2, "B"
        for e in (3, 4, 5):
            yield 3, self.directory.name("1-0:132.0.%d" % e), 2, "H"
        if not self.meter.settings.dlms_codes:
            yield 7, self.name, -3, "I"

    def record(self, time, payload):
        time, _, code, mean, duration, most, least = fields(time, payload)
        return [(time, 0), _L1, code, (mean + 500) // 1000, (most + 5) // 10, (least + 5) // 10, duration]


class Occurrences(Profile):
    """All counters of a day, week or month that ended at a row's time; see quality/occurrences.py."""

    def __init__(self, name, directory):
        Profile.__init__(self, name, directory)
        self.log = self.meter.quality.occurrences

    def columns(self):
        yield 8, self.clock_name, 2, "c"
        for number in COUNTERS:
            yield 1, self.directory.name("1-0:133.0.%d" % number), 2, "H"
        if not self.meter.settings.dlms_codes:
            for k in range(6):
                yield 7, self.name, -3 - k, "HHHHIt"[k]

    def record(self, time, payload):
        counts, tens, since = of_record(payload)
        return [(time, 0)] + [counts[k] for k in COUNTERS] + [counts[k] for k in _OURS] + [tens, since]


def profile(which, name, directory):
    """The Profile of one of directory.VOLTAGE_PROFILES."""
    return (Outages, VoltageEvents, Occurrences)[which](name, directory)
