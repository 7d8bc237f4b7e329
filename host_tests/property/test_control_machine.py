"""Commands, load, credit, calendar, clock, cuts of the supply and configuration in any order: the breaker is moved by
nobody who may not, and bought less consumed is countdown less debt to the Wh.
"""

from fakes.ram_files import RamFiles
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from model.control_twin import ControlTwin

HOUR, DAY = 3600, 86_400
WATTS = st.one_of(st.integers(3, 3600), st.sampled_from((0, 3600, 18_000, -2000)))  # 3: the registration cut-off
WH = st.one_of(st.integers(1, 60), st.sampled_from((0, 1, 5000, 9_999_999_000)))
TOKENS = st.sampled_from((1, 1, 1, 1, 2, 3, 0, -1, -2, -32, -33, 40))  # from the highest on
BASIS = st.sampled_from((2, 2, 2, 3, 3, 35, 7, 19, 34, 66, 67, 99, 0, 1))


class ControlMachine(RuleBasedStateMachine):
    @initialize(basis=BASIS)
    def start(self, basis):
        self.twin = ControlTwin(RamFiles(1_310_720), basis)
        self.twin.set_reduced(1, 5)
        self.twin.configure("128.0.5", "3")
        self.twin.run(6, 0)
        self.last = 1, 20
        self.twin.top_up(*self.last)

    @rule(seconds=st.integers(1, 40), watts=WATTS)
    def run(self, seconds, watts):
        self.twin.run(seconds, watts)

    @rule(beyond=st.integers(-2, 9))
    def use_up(self, beyond):
        left = self.twin.account.balance() + beyond
        if 0 < left < 9000:
            self.twin.run(left, 3600, step=1 + left // 60)

    @rule(minutes=st.one_of(st.integers(1, 30), st.integers(30, 600)), watts=st.integers(3, 400))
    def wait(self, minutes, watts):
        self.twin.run(60 * minutes, watts, step=60 if minutes <= 30 else 600)

    @rule(hours=st.integers(10, 60), watts=st.integers(3, 400))
    def wait_long(self, hours, watts):
        self.twin.run(HOUR * hours, watts, step=HOUR)

    @rule(seconds=st.integers(1, 5))
    def swell(self, seconds):
        self.twin.run(seconds, 500, 300)

    @rule(ahead=TOKENS, wh=WH)
    def top_up(self, ahead, wh):
        self.last = max(0, max(self.twin.account.tokens or {0}) + ahead), wh
        self.twin.top_up(*self.last)

    @rule()
    def top_up_again(self):
        self.twin.top_up(*self.last)

    @rule(ahead=st.integers(0, 3), wh=WH, left=st.integers(0, 260))
    def torn_top_up(self, ahead, wh, left):
        """Cut at any byte; the sender hears nothing and sends it again."""
        token = max(self.twin.account.tokens or {0}) + ahead
        self.twin.torn(left, self.twin.top_up, token, wh)
        self.twin.window(1, 0)
        self.twin.top_up(token, wh)
        self.last = token, wh

    @rule(wh=WH)
    def correct(self, wh):
        self.twin.correct(wh)

    @rule(wh=WH, left=st.integers(0, 260))
    def torn_correction(self, wh, left):
        self.twin.torn(left, self.twin.correct, wh)

    @rule(n=st.integers(0, 4))
    def command(self, n):
        self.twin.command(n)

    @rule(n=st.integers(1, 3), left=st.integers(0, 300))
    def torn_command(self, n, left):
        self.twin.torn(left, self.twin.command, n)

    @rule(opening=st.booleans())
    def push(self, opening):
        self.twin.push(opening)

    @rule(opening=st.booleans(), left=st.integers(0, 300))
    def torn_push(self, opening, left):
        self.twin.torn(left, self.twin.push, opening)

    @rule(watts=WATTS, seconds=st.integers(1, 9), left=st.integers(0, 900))
    def torn_run(self, watts, seconds, left):
        self.twin.torn(left, self.twin.run, seconds, watts)

    @rule(seconds=st.one_of(st.integers(0, 60), st.integers(1, 3 * DAY), st.just(9 * DAY)), warned=st.booleans())
    def outage(self, seconds, warned):
        self.twin.outage(seconds, warned)

    @rule(change=st.one_of(*(st.integers(-most, most) for most in (8, 4000, 3 * DAY, 40 * DAY))))
    def set_clock(self, change):
        self.twin.set_clock(change)

    @rule(
        working=st.sampled_from(("12345", "1234567", "", "67", "135")),
        exceptions=st.sampled_from(((), ("01-05",), ("2026-01-05", "01-06"), ("12-24", "01-07", "2026-01-08"))),
        slot=st.sampled_from((None, None, (1320, 480), (0, 1439), (720, 780), (1439, 0))),
    )
    def set_days(self, working, exceptions, slot):
        self.twin.set_days(working, exceptions, slot)

    @rule(days=st.integers(0, 2), amperes=st.sampled_from((0, 2, 5)), table=st.integers(0, 4), summer=st.booleans())
    def set_limits(self, days, amperes, table, summer):
        self.twin.set_reduced(days, amperes)
        self.twin.set_tables(table == 0, summer)

    @rule(name=st.sampled_from(("128.0.10", "128.0.8", "128.0.13", "128.0.5")), number=st.integers(0, 20))
    def set_breaker(self, name, number):
        self.twin.configure(name, str(number % 2 if name == "128.0.10" else number))

    @rule(basis=BASIS)
    def set_basis(self, basis):
        self.twin.set_basis(basis)

    @rule(stuck=st.booleans())
    def stick(self, stuck):
        self.twin.relay.stuck = stuck

    @invariant()
    def nothing_has_come_by_itself(self):
        self.twin.judge("nothing")


ControlMachine.TestCase.settings = settings(
    max_examples=40, stateful_step_count=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TestControl = ControlMachine.TestCase
