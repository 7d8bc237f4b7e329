"""Clock, power, tariffs, billing and configuration in any order: the meter and its plain model stay equal."""

from fakes.ram_files import RamFiles
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from model.twin import DAY, Twin

POWERS = st.one_of(st.integers(-19_550, -3), st.integers(3, 19_550))


class MeterMachine(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.twin = Twin(RamFiles(1_310_720))

    @rule(
        minutes=st.one_of(st.integers(1, 20), st.integers(1, 400)), watts=POWERS, vars_=POWERS, pulses=st.integers(0, 9)
    )
    def run(self, minutes, watts, vars_, pulses):
        for _ in range(minutes):
            self.twin.minute(watts, vars_, pulses)
            pulses = 0

    @rule(
        seconds=st.one_of(
            st.integers(0, 130), st.integers(100, 5000), st.integers(3000, 6 * DAY), st.integers(8 * DAY, 70 * DAY)
        ),
        warned=st.booleans(),
    )
    def outage(self, seconds, warned):
        self.twin.outage(seconds, warned)

    @rule(change=st.one_of(*(st.integers(-most, most) for most in (8, 70, 4000, 3 * DAY, 60 * DAY))))
    def set_clock(self, change):
        self.twin.set_clock(change)

    @rule(tariff=st.integers(1, 8))
    def force(self, tariff):
        self.twin.force(tariff)

    @rule()
    def stop(self):
        self.twin.stop()

    @rule(choice=st.integers(0, 3))
    def set_period(self, choice):
        self.twin.set_period(choice)

    @rule(day=st.integers(1, 28), months=st.sampled_from((1, 2, 5, 10, 20)))
    def set_due(self, day, months):
        self.twin.set_due(day, months)

    @rule(k=st.integers(0, 2), zone=st.integers(0, 12))
    def set_zone(self, k, zone):
        self.twin.set_zone(k, zone)

    @rule(table=st.booleans(), summer=st.booleans())
    def set_tables(self, table, summer):
        self.twin.set_tables(table, summer)

    @invariant()
    def meter_and_model_are_equal(self):
        self.twin.compare()
        self.twin.compare_records()


MeterMachine.TestCase.settings = settings(
    max_examples=15, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
TestMeter = MeterMachine.TestCase
