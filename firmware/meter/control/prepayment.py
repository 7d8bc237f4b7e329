"""Prepayment: when the supply is to be cut because the credit is used up, and when it may come back.

The credit reaches nothing on any day, the cut waits for one on which it may be (cut_days.py). After it a customer may
reconnect on reduced load for so many days; these are counted by the operating time, which no clock setting moves and
no outage uses up. Only a top-up that leaves something in the countdown ends all that (top_up.py).
"""

import struct

from meter.clock.calendar import SPAN
from meter.control.credit import Credit
from meter.control.cut_days import may_cut
from meter.loading import forget, load
from meter.logs import event_codes
from meter.registers.status import B_PREPAYMENT

NO_RESTRICTION = 32  # of the basis: cut on any day

_ON, _ARMED, _DEFERRED, _SPENT, _REDUCED, _EXPIRED, _ALARM = 1, 2, 4, 8, 16, 32, 64
_FORM = "<BqQQQIII"  # flags, bought, mark, since, last top-up, Wh of a day, highest token, those before it
SIZE = struct.calcsize(_FORM)
_RARE = ("meter.control.tokens", "meter.control.top_up")
_DAY_MS = 86_400_000
_WRAP_MS = 1 << 40  # of the operating time, as it is kept


class Prepayment(Credit):
    """meter: energy, hours, keeper, clock, settings, events; save(): keeps what `pack` gives; whether it could.

    `cut`: the supply must not be there now; what a switch does about it is not known here. `last_top_up`: Wh.
    `highest`, `seen`: tokens (tokens.py), which outlive the credit, or an old one would count again.

    The first cut waits for the first top-up: until then a meter that is switched to prepayment keeps its supply, and
    owes what it takes. A clock that is not valid cuts nothing by the calendar; without restrictions it does not matter.
    """

    def __init__(self, meter, save):
        Credit.__init__(self, meter.energy, meter.hours)
        self._meter = meter
        self._save = save
        self.cut = False
        self.last_top_up = self.highest = self.seen = 0
        self._since = 0  # operating time, ms, at which the reduced load began
        self._flags = self._kept = 0

    def pack(self):
        """SIZE bytes; the first is 0 while it does not count."""
        return struct.pack(
            _FORM, self._flags, self.bought, self.mark, self._since, self.last_top_up, self.day_wh, self.highest,
            self.seen,
        )  # fmt: skip

    def unpack(self, state, at):
        (
            self._flags, self.bought, self.mark, self._since, self.last_top_up, self.day_wh, self.highest, self.seen,
        ) = struct.unpack_from(_FORM, state, at)  # fmt: skip
        self._kept = self._flags

    @property
    def on(self):
        """Whether it counts."""
        return self._has(_ON)

    @property
    def exhausted(self):
        """The credit was used up and the supply cut for it: until a top-up the low threshold is in force."""
        return self._has(_SPENT)

    @property
    def expired(self):
        """The days of reduced load are used up."""
        return self._has(_EXPIRED)

    @property
    def alarm(self):
        """The credit is low."""
        return self._has(_ALARM)

    def balance(self):
        """Wh bought less Wh consumed; 0 while it does not count."""
        return Credit.balance(self) if self.on else 0

    def disable(self):
        """Forget credit and debt, which nothing else does."""
        if self.on:
            balance = self.balance()
            self._since = self.last_top_up = self.bought = self._flags = 0
            self.cut = False
            self._keep()
            self._meter.events.add(event_codes.PREPAYMENT, 0, str(balance), "off")

    def step(self, now, valid):
        """Once a second while it is in force; now: seconds since 2000 UTC, valid: whether the clock is."""
        if not self.on:
            self._begin()
        if self.follow():
            self._kept = -1
        if self._has(_ARMED) and not self._has(_SPENT) and self.balance() <= 0:
            allowed = self._allowed(now, valid)
            self._once(_SPENT if allowed else _DEFERRED, event_codes.USED_UP if allowed else event_codes.CUT_DEFERRED)
        if self._has(_REDUCED) and self._reduced_ms() >= self._meter.settings.low_max_days * _DAY_MS:
            self._once(_EXPIRED, event_codes.REDUCED_OVER)
        self._watch_alarm()
        self.cut = self._has(_SPENT) and (self._has(_EXPIRED) or not self._has(_REDUCED))
        if self._flags != self._kept:
            self._keep()  # or the next step does

    def may_reconnect(self, load_ok):
        """Whether the contacts may be closed; load_ok: the load is not above the low threshold. 0 is none."""
        settings = self._meter.settings
        low = load_ok and not self._has(_EXPIRED) and settings.low_max_days > 0 and settings.threshold_low > 0
        return low or not self._has(_SPENT)

    def reconnected(self):
        """The contacts have closed. After a cut-off that is on reduced load, whose days go on from the first time."""
        if self._has(_SPENT) and not self._has(_REDUCED):
            self._since = self.hours.milliseconds()
            self._flags |= _REDUCED
            self.cut = False

    def write(self, what, text):
        """Do `top_up` or `correct` (top_up.py) with `text`; True: it is logged. Raises ValueError with the reason."""
        load(*_RARE)
        from meter.control import top_up

        events, before = self._meter.events, self.balance()
        try:
            found = getattr(top_up, what)(self, self._meter, text)
            if found:
                self._change(*found[1:])
        except ValueError as refusal:
            if what == "top_up":
                events.add(event_codes.TOKEN_REFUSED, 0, text, what=str(refusal))
            raise
        finally:
            forget(*_RARE)
        if found:
            events.add(event_codes.TOP_UP if found[0] else event_codes.CREDIT_SET, 0, str(before),
                       str(self.balance()), what=found[0])  # fmt: skip
        else:
            events.add(event_codes.TOKEN_AGAIN, 0, text)
        return True

    def _change(self, wh, tokens, last):
        """Add `wh` Wh and take over tokens, (highest, seen), and the last top-up: all of it in one record, or nothing.

        The energies are not kept before it, for little stack is left; what a cut takes from A+ the credit has back.
        """
        before = self.pack()
        self.bought += wh
        self.highest, self.seen = tokens
        self.last_top_up = last
        self._flags |= _ARMED
        if self.balance() > 0:
            self._flags &= ~(_SPENT | _REDUCED | _EXPIRED | _DEFERRED)
        if not self._save():
            self.unpack(before, 0)
            self._kept = -1  # the memory may have taken it and not said so
            raise ValueError("MEMORY FAULT")
        self._kept = self._flags
        self.cut = self.cut and self._has(_SPENT)

    def _begin(self):
        """With nothing bought and nothing owed."""
        self.bought, self.mark = 0, self.register.wh
        self._flags = _ON
        self._meter.events.add(event_codes.PREPAYMENT, 0, "off", "on")

    def _allowed(self, now, valid):
        meter = self._meter
        if meter.settings.basis & NO_RESTRICTION:
            return True
        local = now + 3600 * (meter.settings.zone_hours + meter.clock.summer(now))
        return valid and may_cut(meter.settings, min(max(local, 0), SPAN - 1))

    def _watch_alarm(self):
        """It goes when there is a tenth more than the limit, so that one at the limit does not come and go."""
        limit, left = 1000 * self._meter.settings.credit_alarm_kwh, self.countdown()
        if limit and self._has(_ARMED) and left <= limit:
            self._once(_ALARM, event_codes.CREDIT_LOW)
        elif left > limit + limit // 10 or not limit:
            self._flags &= ~_ALARM
        self._meter.status.set(B_PREPAYMENT, self.alarm)

    def _reduced_ms(self):
        passed = (self.hours.milliseconds() - self._since) % _WRAP_MS
        return passed if passed <= _WRAP_MS // 2 else 0  # a cut of the supply took some back

    def _has(self, flag):
        return bool(self._flags & flag)

    def _once(self, flag, code):
        if not self._flags & flag:
            self._flags |= flag
            self._meter.events.add(code)

    def _keep(self):
        """Energies first: A+ must not come back with less than this was worked out from."""
        self._meter.keeper.settle()
        if self._save():
            self._kept = self._flags
