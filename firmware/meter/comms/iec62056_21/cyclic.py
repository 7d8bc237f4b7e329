"""Mode D0: the readout sent by itself again and again, a reader only listens (reference table of modes).

As a mode A readout that nobody has asked for: identification, then the data block, both at the speed of the setting,
and then the line is at 300 Bd again. One that falls due while somebody has the port is left out.
"""

from meter.loading import forget, load

UNIT_MS = 5000  # of the period
LISTEN_MS = 2000  # at least, from one readout to the next: a sign-on takes 0.2 s
_INITIAL_BAUD = 300
_MODULES = ("clock_text", "frames", "readout")


class Cyclic:
    """reading: see `settings.Settings`; bank, codes: of the readout; period in UNIT_MS, speed a Z code.

    poll, take, deadline and hang_up as those of Session.
    """

    def __init__(self, reading, bank, codes, period, speed):
        self._reading = reading
        self._bank = bank
        self._codes = codes
        self._period_ms = UNIT_MS * period
        self._speed = speed
        self._due = -1  # known when time is
        self._actions = []
        self._ended = True  # whether the end of the last readout has been seen

    def busy(self):
        """Whether a readout is on its way: what is received meanwhile is its echo, or at another speed."""
        return bool(self._actions) or not self._ended

    def poll(self, now_ms, free):
        """Let time pass; free: nobody has the port."""
        if self._due < 0:
            self._due = now_ms + self._period_ms
        if self._actions:
            return
        if not self._ended:
            self._ended = True
            self._next(now_ms + LISTEN_MS)
        if now_ms < self._due:
            return
        self._next(now_ms + 1)
        if free:
            self._begin()

    def take(self):
        """Next action, or None."""
        return self._actions.pop(0) if self._actions else None

    def deadline(self, now_ms):
        """Milliseconds until `poll` is needed."""
        return 0 if self._due < 0 or self.busy() else max(0, self._due - now_ms)

    def hang_up(self):
        """Nobody listens any more: what has not been sent is not, and the line comes back."""
        self._actions = self._actions[-1:] if len(self._actions) < 3 else []
        self._ended = self._ended or not self._actions

    def _next(self, earliest_ms):
        while self._due < earliest_ms:
            self._due += self._period_ms

    def _begin(self):
        names = ["meter.comms.iec62056_21." + name for name in _MODULES]
        try:
            load(*names)
            from meter.comms.iec62056_21.frames import BAUDS, identification
            from meter.comms.iec62056_21.readout import block

            reading = self._reading
            said = identification(reading.maker, "%d" % self._speed, reading.identification)
            said += block(self._bank, self._codes, reading.zone_hours)
            self._actions = [("line", BAUDS[self._speed]), ("send", said), ("line", _INITIAL_BAUD)]
            self._ended = False
        except MemoryError:
            pass  # the next one may find room
        finally:
            forget(*names)
