"""Attempts at passwords and keys that were refused, over all ports: counted, slowed down, logged."""

from meter.comms.guard import Guard
from meter.logs import event_codes

LOGGED_S = 60  # at most one event in so many seconds: the log is for other things too


class Refusals(Guard):
    """clock, events: the meter's."""

    def __init__(self, clock, events):
        Guard.__init__(self)
        self._clock = clock
        self._events = events
        self._logged = -LOGGED_S

    def log(self, kind, client):
        """The last attempt refused was with a "password", a "tag" or a "replay"; client: 0 in mode C."""
        now = self._clock.utc()[0]
        if not 0 <= now - self._logged < LOGGED_S:
            self._logged = now
            self._events.add(event_codes.REFUSED, client, 0, self.count, what=kind)
