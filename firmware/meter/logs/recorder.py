"""What time does to registers and logs: ends of periods, billing stops, a supply that was away, a clock that is set.

Order of keeping, so that a cut at any byte neither loses nor doubles anything: first the energies, then the record in
its log, then the state, which holds how many records each log had. A record that the state does not know of was
written just before the supply went; what belongs to it is done at the next start (start.py).
"""

import struct

from meter.clock.calendar import SPAN
from meter.loading import forget
from meter.logs import event_codes
from meter.logs import marks as m
from meter.registers import status
from meter.registers.billing import COMMAND, LATE, ON_TIME

PERIOD_CHANGED = 5  # reason of a load-profile event (reference table 99.98.10)


class Recorder:
    """Owns the order of things; what it moves belongs to `meter`: settings, clock, keeper, tariff, energies, demand,
    billing, pulse_input, hours, means, and of the logs load and analysis (Profiles), stops (Log) and events.

    `marks`: what the supervision has to say, whatever the period.
    """

    def __init__(self, meter):
        self._meter = meter
        self._clock = meter.clock
        self._keeper = meter.keeper
        self._tariff = meter.tariff
        self._energies = meter.energies
        self._demand = meter.demand
        self._billing = meter.billing
        self._load = meter.load
        self._analysis = meter.analysis
        self._stops = meter.stops
        self._events = meter.events
        self.parts = (self._energies, self._demand, self._billing, meter.pulse_input, self._load, self._analysis, self)
        self.parts += (meter.status,)
        self.stops_next = 0
        self._wake = 0
        self._pulses = 0  # units of the pulse input that have been kept
        self.valid = True
        self.marks = 0

    def step(self):
        """After each window."""
        now, valid = self._clock.utc()
        if now < self._wake and self._tariff.wanted == self._energies.active:
            return
        self._wake = now - now % 60 + 60
        self.valid = valid
        changed = self._end(self._load, now)
        changed = self._end(self._analysis, now) or changed
        changed = self.due(now, ON_TIME) or changed
        self._tariff.minute(self._clock.local()[0])
        changed = self._switch() or changed
        if changed or self._meter.pulse_input.units != self._pulses:
            self._save(now)

    def settle(self):
        """Do what is due now, before something else changes."""
        self._wake = 0
        self.step()

    def set_clock(self, seconds):
        """Set the clock to `seconds` since 2000 UTC, and say so everywhere. Raises ValueError outside 2000 to 2099."""
        if not 0 <= seconds < SPAN:
            raise ValueError("OUTSIDE 2000 TO 2099")
        self.settle()
        old = self._clock.utc()[0]
        marks = m.of_clock(seconds - old)
        self._clock.set(seconds)  # first: a chip that does not take it has changed nothing
        self._events.add(event_codes.CLOCK, 0, old, seconds, time=old)
        self._meter.status.happened(status.A_CLOCK_SET)
        for profile in (self._load, self._analysis):
            self._move(profile, old, seconds, marks)
        self.valid = True
        if seconds < old:
            self._billing.plan(seconds)
        elif marks:
            self.due(seconds, LATE)
        # else a correction: what it makes due, the next step finds
        self._wake = 0
        self._save(seconds)

    def stop(self):
        """A billing stop by command. OSError when the log does not take it; nothing was changed then."""
        self.settle()
        now = self._clock.utc()[0]
        self._stop(now, self._record(COMMAND), COMMAND)
        self._save(now)

    def configured(self):
        """Settings may have changed since `settle`: end what runs by the old ones."""
        now = self._clock.utc()[0]
        settings = self._meter.settings
        self._set_period(self._load, settings.period_s, now)
        self._set_period(self._analysis, settings.analysis_period_s, now)
        self._billing.plan(now)
        self._wake = 0
        self._save(now)

    def save(self):
        """Keep everything as it is now."""
        self._save(self._clock.utc()[0])

    def pack(self):
        return struct.pack("<I", self._stops.next)

    def unpack(self, state, at):
        self.stops_next = struct.unpack_from("<I", state, at)[0]

    def _set_period(self, profile, period_s, now):
        if profile.period_s == period_s:
            return
        self._events.add(event_codes.PROFILE, PERIOD_CHANGED, profile.period_s, period_s)
        self._meter.status.happened(status.A_PERIOD_LOG)
        self.close(profile, now, m.PERIOD_CHANGED)
        profile.period_s = period_s
        profile.begin(now, m.PERIOD_CHANGED)

    def _end(self, profile, now):
        """End the profile's period when it is over; whether it was."""
        end = profile.end()
        if now < end:
            return False
        self.close(profile, end, 0)
        if now >= profile.end():
            profile.begin(now, m.GAP)
        return True

    def _move(self, profile, old, new, marks):
        """The clock goes from `old` to `new`: a period that it leaves ends at the old time."""
        if not marks or profile.start <= new < profile.end():
            profile.marks |= marks
            if new < old and profile is self._load:
                self._demand.stretch(old - new)
            return
        end = profile.end()
        if old > profile.start:
            self.close(profile, old, marks)
        profile.begin(new, marks | (m.GAP if new - new % profile.period_s > end else 0))

    def close(self, profile, time, marks):
        """End a period with a record of `time`; the state must be kept before anything else happens."""
        if profile is self._analysis:
            self._meter.means.close()
        self._keeper.save()
        marks |= self.marks | (0 if self.valid else m.INVALID_TIME) | (m.SUMMER if self._clock.summer(time) else 0)
        profile.close(time, marks)
        if profile.log:
            self._meter.status.happened(status.A_LOAD_LOG if profile is self._load else status.A_ANALYSIS_LOG)
        self.ended(profile, time)

    def ended(self, profile, time):
        """What follows from a record of `time`."""
        if profile is self._load:
            self._demand.close(profile.period_s, self._energies.active, time)

    def due(self, now, why):
        """Make the billing stop that is due at `now`; whether there was one."""
        if now < self._billing.due:
            return False
        why = LATE if now - self._billing.due >= 60 else why
        # what fails before it is in the log is still due in the next minute
        try:
            made = self._record(why)
        except (MemoryError, OSError):  # a client has the heap
            return False
        try:
            self._stop(now, made, why)
        except OSError:
            return False
        return True

    def _record(self, why):
        from meter.logs.billing_log import record

        self._keeper.save()
        made = record(self._meter, why)
        forget("meter.logs.billing_log")
        return made

    def _stop(self, now, made, why):
        self._stops.append(now, made)
        self.stopped(now)
        self._meter.status.happened(status.A_BILLING_LOG)
        self._events.add(event_codes.BILLING, why, 0, self._billing.count)

    def stopped(self, now):
        """What follows from a billing stop."""
        self._demand.reset()
        self._billing.made(now)

    def _switch(self):
        wanted = self._tariff.wanted
        if wanted == self._energies.active:
            return False
        self._energies.switch(wanted)
        return True

    def _save(self, now):
        self._pulses = self._meter.pulse_input.units
        self._keeper.save_state(self.parts, now)
