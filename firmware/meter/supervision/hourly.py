"""What is looked at every hour: whether clock and samples agree, and, once a day, how far the memories are worn."""

from meter.loading import forget
from meter.logs import event_codes as e
from meter.registers import status as bits

_HOUR_US = 3_600_000_000
_DAY = 24  # hours
_OFF_S = 5  # in an hour: 1400 ppm, far beyond two crystals and the clock's whole seconds
_WORN = 90  # percent that are told


class Hourly:
    """meter: its board, clock, events, status, watch."""

    def __init__(self, meter):
        self._meter = meter
        self._hours = 0
        self._told = 0  # which memory was worn: told once a life
        self._begin()

    def step(self, duration_us, sampled):
        """A window has passed, with samples or without; True at the end of an hour."""
        if self._since is None:
            self._since = self._meter.board.clock.read()
        else:
            self._passed_us += duration_us
        self._comparable = self._comparable and sampled
        if self._passed_us < _HOUR_US:
            return False
        self._compare()
        self._begin()
        if self._hours % _DAY == 0:
            self._wear()
        self._hours += 1
        return True

    def _begin(self):
        meter = self._meter
        self._since = None  # the clock's time at the end of the first window
        self._passed_us = 0
        self._lost = meter.board.sampler.lost
        self._sets = meter.clock.sets
        self._comparable = True

    def _compare(self):
        """Hold the clock against the samples of an hour in which neither was set, lost or invalid."""
        meter = self._meter
        since, valid = self._since or (0, False)
        now, still = meter.board.clock.read()
        if not (self._comparable and valid and still) or (
            (meter.board.sampler.lost, meter.clock.sets) != (self._lost, self._sets)
        ):
            return
        passed = self._passed_us // 1_000_000
        wrong = abs(now - since - passed) > _OFF_S
        if wrong and not meter.status.word >> bits.CLOCK & 1:
            meter.events.add(e.CLOCK_OFF, 0, passed, now - since)
        meter.watch.fault(bits.CLOCK, wrong)

    def _wear(self):
        from meter.supervision import health

        for which in (0, 1):
            percent = health.worn(self._meter, which)
            if percent is not None and percent >= _WORN and not self._told >> which & 1:
                self._told |= 1 << which
                self._meter.events.add(e.WORN, which, 0, percent)
        health = None
        forget("meter.supervision.health")
