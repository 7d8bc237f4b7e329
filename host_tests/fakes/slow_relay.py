"""A bistable relay with a feedback contact as relays are: they take their time, bounce, stick, and lose a wire."""

TRAVEL_MS, BOUNCE_MS = 10, 3  # typical of small power relays


class SlowRelay:
    """`position`: of the armature; `moves`: all that it was told, with the ms of each; time passes by `pass_ms`.

    `sticks`: how many pulses it does not follow; `broken`: the feedback's wire is off, so it reads as open; `live`:
    whether there is voltage on the supply side; `measured`: whether anything looks at the load side.
    """

    latching = True

    def __init__(self, closed=True):
        self.position = closed
        self.moves = []
        self.sticks = 0
        self.broken = False
        self.live = self.measured = True
        self._now = 0
        self._arrives = None  # (ms, position)
        self._settled = 0  # until then it bounces
        self._reads = 0

    def set(self, closed):
        self.moves.append((self._now, closed))
        if self.sticks:
            self.sticks -= 1
        else:
            self._arrives = self._now + TRAVEL_MS, closed

    def closed(self):
        self._place()
        if self.broken:
            return False
        if self._now < self._settled:
            self._reads += 1
            return bool(self._reads % 2)
        return self.position

    def load_voltage(self):
        return (self._place() and self.live) if self.measured else None

    def pass_ms(self, ms):
        self._now += ms
        self._place()

    def gaps_ms(self):
        """Between each two moves."""
        times = [at for at, _ in self.moves]
        return [times[k + 1] - times[k] for k in range(len(times) - 1)]

    def cut(self, pulled=True):
        """The supply goes; pulled: what was on its way arrives all the same."""
        if pulled:
            self.pass_ms(TRAVEL_MS + BOUNCE_MS)
        self._arrives = None

    def _place(self):
        if self._arrives and self._now >= self._arrives[0]:
            self._settled = self._arrives[0] + BOUNCE_MS
            self.position = self._arrives[1]
            self._arrives = None
        return self.position


class HoldingRelay(SlowRelay):
    """Opens without supply."""

    latching = False

    def cut(self, pulled=True):
        self.position = False
        self._arrives = None
