"""Relays that hold and relays that latch, on models with travel, bounce and faults: no coil is ever on for long."""

import machine
from chips.relay import BistableRelay, HoldRelay
from drivers import relay
from drivers.contacts import Contact
from drivers.relay import LatchingRelay, Relay
from soc.hand_time import HandTime


def latching(closed=False):
    """(driver, model)."""
    machine.Pin.world_reset()
    opens, closes = machine.Pin(10, machine.Pin.OUT, value=0), machine.Pin(20, machine.Pin.OUT, value=0)
    feedback = machine.Pin(11, machine.Pin.IN, machine.Pin.PULL_UP)
    model = BistableRelay(opens, closes, feedback, closed)
    return LatchingRelay(opens, closes, Contact(feedback), machine.Timer(-1)), model


def holding():
    machine.Pin.world_reset()
    coil = machine.Pin(10, machine.Pin.OUT, value=0)
    feedback = machine.Pin(11, machine.Pin.IN, machine.Pin.PULL_UP)
    return Relay(coil, Contact(feedback)), HoldRelay(coil, feedback)


def test_a_holding_relay_follows_within_its_travel():
    with HandTime(relay) as hand:
        driver, model = holding()
        for closed in (True, False, True):
            before = driver.closed()
            driver.set(closed)
            assert driver.closed() is before
            hand.pass_ms(14)
            assert driver.closed() is closed is model.closed


def test_a_pulse_of_50_ms_latches_and_set_does_not_wait():
    with HandTime(relay) as hand:
        driver, model = latching()
        for closed in (True, False, False, True):
            began = hand.us
            driver.set(closed)
            assert hand.us == began
            hand.pass_ms(200)
            assert driver.closed() is closed
        assert model.pulses_us == [50_000] * 4 and model.both == 0


def test_at_any_moment_of_a_pulse_the_other_way_is_taken_and_never_both_coils():
    for after_us in range(0, 60_000, 500):
        for last in (True, False):
            with HandTime(relay) as hand:
                driver, model = latching(last)
                driver.set(not last)
                hand.pass_us(after_us)
                driver.set(last)
                hand.pass_ms(100)
                assert driver.closed() is last and model.both == 0, after_us
                assert max(model.pulses_us) <= 50_000 and model.pulses_us[-1] == 50_000


def test_orders_in_quick_succession_end_in_the_last_one():
    with HandTime(relay) as hand:
        driver, model = latching()
        for k in range(41):
            driver.set(k % 2 == 0)
            hand.pass_ms(k % 7)
        hand.pass_ms(100)
        assert driver.closed() and model.both == 0 and max(model.pulses_us) <= 50_000


def test_a_late_end_of_the_pulse_before_does_not_cut_the_next_one():
    with HandTime(relay) as hand:
        driver, model = latching()
        driver.set(True)
        late = driver._timer._callback
        hand.pass_ms(49)
        driver.set(False)
        late(None)
        hand.pass_ms(20)
        late(None)
        hand.pass_ms(100)
        assert not driver.closed() and model.pulses_us == [49_000, 50_000]


def test_a_relay_that_sticks_and_a_broken_wire_show_in_the_feedback():
    with HandTime(relay) as hand:
        driver, model = latching()
        model.world_stuck = True
        driver.set(True)
        hand.pass_ms(100)
        assert not driver.closed()
        model.world_stuck = False
        driver.set(True)
        hand.pass_ms(100)
        assert driver.closed()
        model.world_broken = True
        assert not driver.closed() and model.closed


def test_where_a_cut_has_left_it_is_what_the_contact_says():
    for moved_us, closed in ((4_000, False), (30_000, True)):
        with HandTime(relay) as hand:
            driver, model = latching()
            driver.set(True)
            hand.pass_us(moved_us)
            for coil in driver._coils:  # the supply has gone: no pin drives anything
                coil.value(0)
            hand.pass_ms(100)
            again = LatchingRelay(*driver._coils, driver._feedback, machine.Timer(-1))
            assert again.closed() is closed and model.pulses_us == [moved_us]


def test_while_it_bounces_the_contact_says_the_one_or_the_other_and_then_stays():
    with HandTime(relay) as hand:
        driver, model = latching()
        driver.set(True)
        seen = []
        for _ in range(400):
            hand.pass_us(50)
            seen.append(driver.closed())
        changes = [k for k in range(1, 400) if seen[k] != seen[k - 1]]
        assert len(changes) > 3 and 50 * changes[-1] <= 13_000 and seen[-1]


def test_voltage_behind_it_is_told_where_something_looks_there():
    with HandTime(relay):
        driver, _ = latching()
        assert driver.load_voltage() is None and driver.latching
        looks = machine.Pin(12, machine.Pin.IN, machine.Pin.PULL_UP)
        for made in (
            LatchingRelay(*driver._coils, driver._feedback, machine.Timer(-1), Contact(looks)),
            Relay(machine.Pin(13, machine.Pin.OUT, value=0), driver._feedback, Contact(looks)),
        ):
            looks.world_drive(0)
            assert made.load_voltage() is True
            looks.world_drive(None)
            assert made.load_voltage() is False
        driver, _ = holding()
        assert driver.load_voltage() is None and not driver.latching
