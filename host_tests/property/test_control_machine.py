"""Commands, load, credit, calendar, clock, cuts of the supply and configuration in any order: the breaker is moved by
nobody who may not, and bought less consumed is countdown less debt to the Wh.
"""

from fakes.ram_files import RamFiles
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from meter import making, meter
from model.control_twin import PREPAYMENT, ControlTwin

HOUR, DAY = 3600, 86_400
WATTS = st.one_of(st.integers(3, 3600), st.sampled_from((0, 3600, 18_000, -2000)))  # 3: the registration cut-off
WH = st.one_of(st.integers(1, 60), st.sampled_from((1, 20, 5000)), st.sampled_from((0, 1, 9_999_999_000)))
AHEAD = st.sampled_from((1, 1, 1, 1, 2, 3, 0, -1, -2, -32, -33, 40))  # of the highest token
BASIS = st.sampled_from((3, 2, 2, 3, 3, 35, 7, 19, 34, 66, 67, 99, 0, 3))
ORDERS = st.sampled_from((1, 2, 3, "push", "open"))
LEFT = st.integers(0, 300)  # bytes until the supply goes
WORKING = st.sampled_from(("12345", "12345", "1234567", "", "67", "135"))
EXCEPTIONS = st.sampled_from(((), ("01-05",), ("2026-01-05", "01-06"), ("12-24", "01-07", "2026-01-08")))
SLOTS = st.sampled_from((None, None, (1320, 480), (0, 1439), (720, 780), (1439, 0)))


class ControlMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        # a start is quicker when what it drops for a small heap need not be loaded again
        self._dropping = meter.forget, making.forget, making.forget_rules
        meter.forget = making.forget = lambda *names: None
        making.forget_rules = lambda: None

    def teardown(self):
        meter.forget, making.forget, making.forget_rules = self._dropping

    @initialize(basis=BASIS, automatic=st.booleans(), days=st.integers(0, 2))
    def start(self, basis, automatic, days):
        self.twin = twin = ControlTwin(RamFiles(1_310_720), basis)
        twin.thorough = False  # the invariant is
        twin.set_reduced(days, 5)
        twin.configure("128.0.5", "3")  # t1
        twin.configure("128.0.8", "7")  # connect wait
        twin.configure("128.0.10", str(int(automatic)))
        twin.configure("128.0.13", "20")
        twin.run(6, 0)
        self.last = 1, 20
        twin.top_up(*self.last)

    @rule(beyond=st.integers(-1, 8), lost=st.sampled_from((False, False, False, True)))
    def use_up(self, beyond, lost):
        if lost:  # the clock's time
            self.twin.outage(9 * DAY, True)
        left = self.twin.account.balance() + beyond
        if 0 < left < 9000:
            self.twin.run(left, 3600, step=1 + left // 60)

    @rule(seconds=st.integers(1, 20), watts=WATTS, volts=st.sampled_from((230, 230, 230, 300)))
    def run(self, seconds, watts, volts):
        self.twin.run(seconds, watts, volts)

    @rule(minutes=st.one_of(st.integers(1, 600), st.integers(600, 3600)), watts=st.integers(3, 400))
    def wait(self, minutes, watts):
        self.twin.run(60 * minutes, watts, step=HOUR if minutes > 600 else 600 if minutes > 60 else 60)

    @rule(ahead=AHEAD, wh=WH, again=st.booleans())
    def top_up(self, ahead, wh, again):
        if not again:
            self.last = max(0, max(self.twin.account.tokens or {0}) + ahead), wh
        self.twin.top_up(*self.last)

    @rule(wh=WH)
    def correct(self, wh):
        self.twin.correct(wh)

    @rule(order=ORDERS, more=ORDERS, seconds=st.sampled_from((0, 1, 4, 6)))
    def order(self, order, more, seconds):
        for each in (order, more):
            self._order(each)
            self.twin.run(seconds, 0)

    @rule(wh=WH, left=LEFT)
    def torn_top_up(self, wh, left):
        """Cut at any byte; the sender hears nothing and sends it again."""
        self.last = max(self.twin.account.tokens or {0}) + 1, wh
        self.twin.torn(left, self.twin.top_up, *self.last)
        self.twin.window(1, 0)
        self.twin.top_up(*self.last)

    @rule(what=st.sampled_from(("run", "order", "correct")), order=ORDERS, watts=WATTS, left=LEFT)
    def torn(self, what, order, watts, left):
        if what == "order":
            self.twin.torn(left, self._order, order)
        elif what == "run":
            self.twin.torn(3 * left, self.twin.run, 5, watts)
        else:
            self.twin.torn(left, self.twin.correct, left + 1)

    @rule(seconds=st.one_of(st.integers(0, 60), st.integers(1, 3 * DAY)), warned=st.booleans())
    def outage(self, seconds, warned):
        self.twin.outage(seconds, warned)

    @rule(change=st.one_of(*(st.integers(-most, most) for most in (8, 4000, 3 * DAY, 40 * DAY))))
    def set_clock(self, change):
        self.twin.set_clock(change)

    @rule(
        what=st.sampled_from(("days", "reduced", "tables", "automatic", "basis", "off")),
        on=st.booleans(),
        data=st.data(),
    )
    def configure(self, what, on, data):
        twin = self.twin
        if what == "days":
            twin.set_days(data.draw(WORKING), data.draw(EXCEPTIONS), data.draw(SLOTS))
        elif what == "reduced":
            twin.set_reduced(data.draw(st.integers(0, 2)), data.draw(st.sampled_from((0, 2, 5))))
        elif what == "tables":
            twin.set_tables(not twin.table and on, on)
        elif what == "automatic":
            twin.configure("128.0.10", str(int(on)))
        elif what == "basis":
            twin.set_basis(data.draw(BASIS))
        else:
            for basis in (twin.basis & ~PREPAYMENT, twin.basis | PREPAYMENT):
                twin.set_basis(basis)
                twin.run(1 + 6 * on, 0)
            twin.top_up(*self.last)

    @rule(stuck=st.booleans())
    def stick(self, stuck):
        self.twin.relay.stuck = stuck and not self.twin.relay.stuck

    @invariant()
    def nothing_comes_by_itself(self):
        self.twin.judge("nothing")

    def _order(self, order):
        if order in ("push", "open"):
            self.twin.push(order == "open")
        else:
            self.twin.command(order)


ControlMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TestControl = ControlMachine.TestCase
