"""The breaker as the meter sees it: commands, button, what is kept, and what is to be seen of it.

Who may close it again:

    state                      closed by, with reconnection 1
    1   command                command 2 (release) leads to 8
    6   load limit             itself after connect_wait_s, three times an hour; else that leads to 8
    7   prepayment             itself when there is credit (reconnection 0: to 8); the button, for a reduced load
    8   released               command 3, button
    9   reduced load used up   itself when there is credit (reconnection 0: to 8)
    11  button                 button
    14  overvoltage            itself when the voltage is back, as often; else to 8

Command 1 opens it in any state. Nothing closes it in an overvoltage or without credit: 6 and 14 lead to 7 where the
credit was used up meanwhile.

First the new state is kept, then the contacts move, and with the next window the cut log gets its record, for a command
has little stack left; a start finishes what a cut of the supply has left of these (start.py). Without a memory that
takes the state it opens, but does not close.
"""

from meter.control.breaker import CLOSED, CONNECTED, RELEASED, UNPAID, WARNED, Breaker, following
from meter.control.causes import ON_POWER, PREPAYMENT, Causes
from meter.control.kept import Kept
from meter.logs import event_codes as e
from meter.registers import status

_WHO = {"d": status.B_OPENED_REMOTELY, "B": status.B_OPENED_BY_HAND}  # has opened it, by event; else it itself


class Control:
    """meter: its board, settings, clock, events, window; journal, cuts: of stores.

    `cuts`: the log; `breaker`, `kept`, `causes`: its parts; `prepayment`: Prepayment or None.
    """

    def __init__(self, meter, journal, cuts):
        self._meter = meter
        self.cuts = cuts
        self.kept = Kept(journal, cuts)
        self.breaker = Breaker(meter.board.relay)
        self.causes = Causes(self, meter)
        self.prepayment = None

    @property
    def state(self):
        """A number of breaker.py: register 128.0.0."""
        return self.kept.state

    @property
    def closed(self):
        """What the contacts ought to be."""
        return self.state in CLOSED

    @property
    def prepaying(self):
        """Whether prepayment is in force: it counts on the total, and gives way to tariffs that are configured.

        Then it cuts nothing, and goes on counting what it has begun to.
        """
        settings = self._meter.settings
        return bool(settings.basis & PREPAYMENT) and not settings.tariff_table and settings.module not in (8, 18)

    @property
    def exhausted(self):
        """Whether there is no credit left, and the low threshold is in force."""
        return bool(self.prepayment and self.prepaying and self.prepayment.exhausted)

    @property
    def threshold(self):
        """A or kW, 0 for none: register 128.0.14."""
        settings = self._meter.settings
        if self.exhausted:
            return settings.threshold_low
        return settings.threshold_emergency if self.causes.emergency else settings.threshold_high

    @property
    def feedback(self):
        """Register 128.0.18: bit 0 voltage on the load side, 3 which is measured, 4 contact read, 5 high threshold, 6
        pending, 7 error."""
        breaker = self.breaker
        voltage = self._meter.board.relay.load_voltage()
        found = 16 | (0 if voltage is None else 9 if voltage else 8) | (0 if self.exhausted else 32)
        return found | (64 if breaker.pending() else 0) | (128 if breaker.error else 0)

    @property
    def led(self):
        """The red LED: 0 off, closed; 1 steady, open; 2 flashing, a push of the button closes."""
        if self.closed:
            return 0
        return 2 if self.state == RELEASED or (self.state == UNPAID and self._may_reconnect()) else 1

    def command(self, n):
        """1 disconnect, 2 release, 3 reconnect; True: it logs itself. Raises ValueError where it is refused."""
        if not 1 <= n <= 3:
            raise ValueError("COMMAND 1 TO 3")
        before = self.state
        refused = self.tell("drc"[n - 1])
        if refused:
            raise ValueError(refused)
        self._meter.events.add(e.BREAKER_COMMAND, n, before, self.state)
        return True

    def button(self, opening):
        """A push of 6 s; opening: on the view for disconnecting. What the rules refuse does nothing."""
        before = self.state
        if not self.tell("B" if opening else "b"):
            self._meter.events.add(e.BREAKER_BUTTON, 0, before, self.state)

    def step(self, window, duration_us):
        """A window has passed."""
        breaker, kept = self.breaker, self.kept
        if kept.due:
            kept.append()
        error = breaker.error
        if breaker.step(duration_us) and kept.moving:
            kept.moving = False
            self.save()
        if breaker.error != error:
            code = e.BREAKER_FAULT if breaker.error else e.BREAKER_GOOD
            self._meter.events.add(code, 0, what="closed" if breaker.closed else "open")
        if self._meter.known:
            self.causes.step(window, duration_us)

    def save(self):
        """Keep state and prepayment; whether the memory took it."""
        return self.kept.save(self.prepayment)

    def configured(self):
        """Prepayment may not be in force any more, and then no credit is low; without its bit credit and debt go."""
        if not self.prepayment or self.prepaying:
            return
        if not self._meter.settings.basis & PREPAYMENT:
            self.prepayment.disable()
        self._meter.status.set(status.B_PREPAYMENT, False)

    def tell(self, event):
        """`event` has happened (breaker.py); "", or in a few words why it changes nothing."""
        state = following(self.state, event)
        if not state:
            return "NOT IN STATE %d" % self.state
        if not self._meter.known and event not in "dB":
            return "MEMORY FAULT"
        if state == self.state:
            if self.breaker.error:  # the same order again: try it again
                self.breaker.move(self.closed)
            return ""
        closes = state in CLOSED and not self.closed
        moves = closes or (self.closed and state not in CLOSED)
        reduced = closes and self.exhausted
        if closes and self.causes.too_high():
            return "OVERVOLTAGE"
        if reduced and not self._may_reconnect():
            return "NO CREDIT"
        kept = self.kept
        # a load that comes and goes must neither wear the memory nor fill the log
        logged = moves or sorted((state, self.state)) != [CONNECTED, WARNED]
        if logged:
            feedback = self.feedback | (64 if moves else 0)
            before = kept.change(state, moves, self._meter.clock.utc()[0], feedback, event, self.causes.load())
            if not self.save() and closes:
                kept.back(before)
                return "MEMORY FAULT"
            self._meter.status.happened(status.A_CUT_LOG)
        kept.state = state
        self.causes.changed()
        if moves:
            self.breaker.move(self.closed)
            if not closes:
                self._opened(event)
        if reduced and self.prepayment:
            self.prepayment.reconnected()
            self.save()
        return ""

    def _opened(self, event):
        told = self._meter.status
        told.happened(status.A_DISCONNECT)
        told.happened(_WHO.get(event, status.B_OPENED_BY_ITSELF))

    def _may_reconnect(self):
        """Whether the customer may have a reduced load."""
        settings = self._meter.settings
        low = settings.threshold_low * (1_000_000 if settings.basis & ON_POWER else 1000)
        return bool(self.prepayment) and self.exhausted and self.prepayment.may_reconnect(self.causes.load() <= low)
