"""The cut log of the breaker (1-0:99.98.5): its state after each change, as control/kept.py writes it.

Columns: clock, state and feedback (registers 128.0.0 and 128.0.18), then attributes of its own: -3 the cause, -4 the
state before, -5 the load of the second before, in mA, or in mW where the limit is in kW.
"""

import struct

from meter.comms.cosem.objects.profile import Profile
from meter.control.kept import CUT


class CutLog(Profile):
    """directory: see there."""

    def __init__(self, name, directory):
        Profile.__init__(self, name, directory)
        self.log = self.meter.control.cuts

    def columns(self):
        directory = self.directory
        yield 8, self.clock_name, 2, "c"
        yield 1, directory.name("1-0:128.0.0"), 2, "B"
        yield 1, directory.name("1-0:128.0.18"), 2, "B"
        yield 7, self.name, -3, "B"
        yield 7, self.name, -4, "B"
        yield 7, self.name, -5, "I"

    def record(self, time, payload):
        return [(time, 0)] + list(struct.unpack(CUT, payload))
