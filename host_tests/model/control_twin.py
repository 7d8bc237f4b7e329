"""A whole meter with a breaker, and what must hold of it whatever happens: both interpreters.

It lives on a board without samples, stepped by windows of whole seconds; no energy flows while the contacts are open.
What the customer has is judged by model/prepaid.py, who may move the contacts by the tables below, which are the
reference table's.
"""

import json

from fakes.eeprom import Fram
from fakes.plain_board import RATE, Clock, PlainBoard, Settings
from meter.commands import CommandError
from meter.meter import Meter
from model.prepaid import Account, Days
from model.twin import Different

START = 820_540_800 + 4 * 86_400 + 43_200  # Monday, 2026-01-05 12:00:00 UTC
TABLE = "day a 00:00 T1\nweek w a a a a a a a\nseason s from 01-01 w\n"
LOAD, PREPAYMENT, ON_POWER, LOG_ONLY, ANY_DAY, OVER_VOLTAGE = 1, 2, 4, 16, 32, 64
CLOSED = (4, 5, 13)
MODULE, PASSWORD = 2, 1
REST_S = 5
LOST_AFTER = 7 * 86_400
# by what, from which states, to which; what stands here for a state is allowed, and nothing else
ALLOWED = (
    ("time", (4, 5, 13), (4, 5, 6, 7, 9, 13, 14)),
    ("time", (6, 14), (4, 5, 7, 8)),
    ("time", (7, 9), (4, 5, 8, 9)),
    ("command 1", (4, 5, 6, 7, 8, 9, 11, 13, 14), (1,)),
    ("command 2", (1,), (8,)),
    ("command 3", (8,), (4,)),
    ("push to open", (4, 5, 13), (11,)),
    ("push", (7, 8, 11), (4,)),
)


class Relay:
    """A latching one. `position`; `moves`: (second of supply, closed); `stuck`: it does not follow."""

    latching = True

    def __init__(self, twin):
        self._twin = twin
        self.position = True
        self.stuck = False
        self.moves = []

    def set(self, closed):
        self.moves.append((self._twin.seconds, closed))
        if not self.stuck:
            self.position = closed

    def closed(self):
        return self.position

    def load_voltage(self):
        return self.position


class ControlTwin:
    """logs: the board's log files. `seconds` of supply; `cuts`, `closings`: how often the state says so; `topped`:
    top-ups that were taken; `thorough`: registers are looked at after each window, not only after what else happens.
    """

    thorough = True

    def __init__(self, logs, basis=PREPAYMENT):
        self.account, self.days = Account(), Days()
        self.basis, self.table = basis, False
        self.low_days = self.low_a = 0
        files = Settings({"tariffs-001.txt": TABLE})
        files.files["settings.json"] = json.dumps({"configuration": self.codes()})
        self.board = PlainBoard(Fram(32768), logs, Clock(START), files)
        self.seconds = self.cuts = self.closings = self.topped = 0
        self.relay = self.board.relay = Relay(self)
        self._seen = 0  # moves that were looked at
        self._reduced = None  # second of operation at which the reduced load began
        self._expired = False
        self.meter = Meter(self.board)
        self.state = 4

    def codes(self):
        third = "%02d-0-%02d-0-00" % (self.basis, self.days.zone)
        return ["1-1-000-00-2", "000-01-01-1", third, "%03d-%03d-00" % (self.table, self.days.summer), "000"]

    def prepaying(self):
        return bool(self.basis & PREPAYMENT) and not self.table

    # what happens

    def window(self, seconds, watts, volts=230):
        """One window; what is behind open contacts takes nothing."""
        flows = watts if self.relay.position else 0
        self.board.clock.seconds += seconds
        self.seconds += seconds
        found = self.meter.window
        found.samples = RATE * seconds
        found.v_rms_mv = 1000 * volts
        found.p_mw, found.q_mvar = 1000 * flows, 0
        found.energy_uj, found.reactive_uj = 1_000_000 * flows * seconds, 0
        found.i_rms_ua = 1_000_000 * abs(flows) // volts
        self.account.consumed += max(0, found.energy_uj)
        self.meter.step(0)
        if self.prepaying() and self.account.start is None:
            self.account.begin()
        self.judge("time")

    def run(self, seconds, watts, volts=230, step=1):
        for _ in range(seconds // step):
            self.window(step, watts, volts)

    def top_up(self, token, wh):
        taken = self.account.top_up(token, wh)
        self.topped += taken
        self._write("199.4.0", "%d %d.%03d" % ((token,) + divmod(wh, 1000)), taken)
        self.judge("top-up")

    def correct(self, wh):
        self._write("130.0.0", str(wh), self.account.correct(wh))
        self.judge("correction")

    def command(self, n):
        """Whether it was carried out."""
        before = self.meter.control.state
        try:
            self.meter.commands.write("128.0.0", str(n), PASSWORD)
            done = True
        except CommandError:
            done = False
            self._equal("state after a refusal", self.meter.control.state, before)
        self.judge("command %d" % n)
        return done

    def push(self, opening):
        self.meter.control.button(opening)
        self.judge("push to open" if opening else "push")

    def set_clock(self, change):
        clock = self.board.clock
        self.meter.commands.set_clock((clock.seconds if clock.valid else START) + change, PASSWORD)
        self.judge("clock")

    def outage(self, seconds, warned):
        """The supply is away; warned: the meter has had the time to keep everything."""
        if warned:
            self.meter.close()
        before, there = self.registers(), self._settled()
        self._dark(seconds)
        self._start(False)
        found = self.registers()
        if not there:  # a contact that was on its way is believed
            found[-1] = before[-1]
        self._equal("registers after a start", found, before)
        self.judge("start")

    def torn(self, left, act, *arguments):
        """`act` with the supply going after `left` more bytes of the register memory, and a start on what is left."""
        account, tokens, bought = self.account, set(self.account.tokens), list(self.account.bought)
        consumed, begun, cut = account.consumed, account.start, (account.armed, account.spent)
        self.board.memory.left = left
        try:
            act(*arguments)
        except Different:
            pass  # what was not kept was refused
        self.board.memory.left = None
        most = account.consumed
        self._dark(2)
        self._start(False)
        account.consumed = self.meter.energy.a_plus.microjoules()
        if not consumed <= account.consumed <= most:
            raise Different("A+ after a cut: %d, %d to %d" % (account.consumed, consumed, most))
        paid = self.meter.control.prepayment
        if begun is None:
            account.start = account.consumed // 3_600_000_000 if paid and paid.on else None
        now = tuple(account.bought), account.tokens
        account.tokens, account.bought = tokens, bought
        account.armed, account.spent = cut
        if paid and paid.balance() != account.balance():  # then it has been taken, all of it
            account.bought, account.tokens = list(now[0]), now[1]
            account.armed, account.spent = True, account.spent and account.balance() <= 0
        self._meet()
        self.judge("cut")

    def configure(self, code, text):
        """Write a setting's register; the meter is set up anew where it wants that."""
        self.meter.commands.write(code, text, MODULE)
        there = self._settled()
        if self.meter.restart:
            self.meter.close()
            self._start(True)
            if there and self.state not in (4, 5):
                self._equal("state set up anew", self.meter.control.state, self.state)
            if not self.basis & PREPAYMENT:
                self.account.end()
                self._reduced, self._expired = None, False
        self.judge("configuration")

    def set_basis(self, basis):
        self.basis = basis
        self.configure("128.0.11", str(basis))

    def set_tables(self, table, summer):
        self.table, self.days.summer = table, summer
        self.configure("0.129.4", "%03d-%03d-00" % (table, summer))

    def set_days(self, working, exceptions, slot):
        """working: such as "12345"; exceptions: dates; slot: two minutes of the day, or None."""
        days = self.days
        days.working, days.exceptions, days.slot = [int(day) for day in working], exceptions, slot
        self.configure("199.4.1", working)
        self.configure("199.4.2", " ".join(exceptions))
        self.configure("199.4.3", "%02d:%02d-%02d:%02d" % (divmod(slot[0], 60) + divmod(slot[1], 60)) if slot else "")

    def set_reduced(self, days, amperes):
        self.low_days, self.low_a = days, amperes
        self.configure("128.0.9", str(days))
        self.configure("128.0.12", str(amperes))

    # what must hold

    def judge(self, by):
        """Raises Different."""
        control, account = self.meter.control, self.account
        self._moves()
        if by == "time" and self.prepaying() and account.armed and account.balance() <= 0 and self._may_cut():
            account.spent = True
        self._changed(by, self.state, control.state)
        self.state = control.state
        if by == "time":
            if self.prepaying():
                self._paid(control.state in CLOSED)
            if not self.thorough:
                return
        self._equal("balance", self._read("130.0.0") - self._read("130.0.1"), account.balance())
        self._equal("countdown", self._read("130.0.0"), max(0, account.balance()))
        if account.tokens and account.start is not None:
            self._equal("token", self._read("199.4.0"), str(max(account.tokens)))
        if not (control.breaker.pending() or control.breaker.error or self.relay.stuck):
            self._equal("contacts in state %d" % control.state, self.relay.position, control.state in CLOSED)

    def registers(self):
        codes = ("1.8.0", "130.0.0", "130.0.1", "130.0.4", "199.4.0", "128.0.11")
        state = self.meter.control.state
        return [self._read(code) for code in codes] + [4 if state == 5 else state]

    def _changed(self, by, old, new):
        if old == new:
            return
        if by in ("cut", "start", "configuration"):  # a contact that was on its way is believed
            return
        for cause, before, after in ALLOWED:
            if cause == by and old in before and new in after:
                break
        else:
            raise Different("%s led from state %d to %d" % (by, old, new))
        account = self.account
        opens = old in CLOSED and new not in CLOSED
        if opens:
            self.cuts += 1
        if opens and new in (7, 9):
            self._equal("used up, and on a day for cuts", account.spent and account.balance() <= 0, True)
        if old not in CLOSED and new in CLOSED:
            self.closings += 1
            if account.spent and self.prepaying():
                # on reduced load
                self._equal("reduced load", self.low_days > 0 and self.low_a > 0 and not self._expired, True)
                if self._reduced is None:
                    self._reduced = self.meter.hours.milliseconds()
        if not account.spent:
            self._reduced, self._expired = None, False

    def _paid(self, closed):
        """The supply is not there without credit, where it may be cut."""
        account = self.account
        if not account.spent:
            self._reduced, self._expired = None, False
        if self._reduced is not None and self.meter.hours.milliseconds() - self._reduced >= 86_400_000 * self.low_days:
            self._expired = True
        if closed and account.spent:
            self._equal("supply without credit", self._reduced is not None and not self._expired, True)

    def _may_cut(self):
        if self.basis & ANY_DAY:
            return True
        clock = self.board.clock
        return clock.valid and self.days.allow(clock.seconds)

    def _moves(self):
        moves = self.relay.moves
        while self._seen < len(moves):
            if self._seen and moves[self._seen][0] - moves[self._seen - 1][0] < REST_S:
                raise Different("moves at %d and %d s" % (moves[self._seen - 1][0], moves[self._seen][0]))
            self._seen += 1
        if self._seen > 1:
            del moves[: self._seen - 1]
            self._seen = 1

    def _write(self, code, text, taken):
        try:
            self.meter.commands.write(code, text, MODULE)
            done = True
        except CommandError:
            done = False
        self._equal("%s %s taken" % (code, text), done, taken)

    def _settled(self):
        return self.relay.position == (self.meter.control.state in CLOSED)

    def _dark(self, seconds):
        clock = self.board.clock
        clock.seconds = 0 if seconds > LOST_AFTER else clock.seconds + seconds
        clock.valid = clock.valid and seconds <= LOST_AFTER

    def _start(self, planned):
        self.meter = None
        self.meter = Meter(self.board, planned)

    def _meet(self):
        """Take the state over that a torn record has left; of what the supply was cut for, the meter is asked."""
        control = self.meter.control
        self.state = control.state
        paid = control.prepayment
        self.account.spent = bool(paid and paid.exhausted)
        self._expired = bool(paid and paid.expired)
        self._reduced = None
        if paid and self.account.spent and not paid.cut and control.state in CLOSED:
            self._reduced = self.meter.hours.milliseconds()

    def _read(self, code):
        return self.meter.bank.get(code).read()

    def _equal(self, what, found, wanted):
        if found != wanted:
            raise Different("%s: %s, should be %s" % (what, found, wanted))
