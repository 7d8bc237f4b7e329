"""Contacts that bounce in many ways: one push is one push, one pulse one pulse."""

import machine
from chips.relay import bounce
from drivers import contacts
from drivers.contacts import Button, Contact, PulseInput, Reed, TariffInputs
from soc import world
from soc.hand_time import HandTime

PATTERNS = (
    (0,),
    (0, 100, 200),
    (0, 50, 90, 5_000, 5_010),
    (0, 1_000, 2_000, 3_000, 4_000, 6_000, 9_000, 12_000, 19_000),
    (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100),
    (0, 19_000, 19_500),
)


def wired(kind):
    machine.Pin.world_reset()
    pin = machine.Pin(12, machine.Pin.IN, machine.Pin.PULL_UP)
    return kind(pin), pin


def test_a_bouncing_push_counts_once_whether_looked_at_often_or_seldom():
    for pattern in PATTERNS:
        for look_ms in (3, 50, 200):
            with HandTime(contacts) as hand:
                button, pin = wired(Button)
                counted = 0
                for push in range(20):
                    bounce(pin, 0, pattern)
                    for _ in range(600 // look_ms):
                        hand.pass_ms(look_ms)
                        counted += button.pushes()
                    assert button.held_ms() > 400
                    bounce(pin, None, pattern)
                    for _ in range(600 // look_ms):
                        hand.pass_ms(look_ms)
                        counted += button.pushes()
                    assert button.held_ms() == 0
                    assert counted == push + 1, (pattern, look_ms)


def test_a_tap_that_ends_within_the_bounce_counts_at_the_next_look():
    with HandTime(contacts) as hand:
        button, pin = wired(Button)
        for _ in range(3):
            pin.world_drive(0)
            hand.pass_ms(10)
            pin.world_drive(None)
            hand.pass_ms(200)
            assert button.pushes() == 1


def test_a_long_push_is_seen_while_held_and_is_no_short_one():
    with HandTime(contacts) as hand:
        button, pin = wired(Button)
        bounce(pin, 0)
        hand.pass_ms(2500)
        assert abs(button.held_ms() - 2500) <= 1
        bounce(pin, None)
        hand.pass_ms(100)
        assert button.pushes() == 0 and button.held_ms() == 0


def test_a_button_that_is_held_while_it_starts_is_no_push_before_it_is_let_go():
    with HandTime(contacts) as hand:
        machine.Pin.world_reset()
        pin = machine.Pin(12, machine.Pin.IN, machine.Pin.PULL_UP)
        pin.world_drive(0)
        button = Button(pin)
        hand.pass_ms(500)
        assert button.pushes() == 0 and button.held_ms() >= 500


def test_pulses_of_30_ms_as_fast_as_they_may_come_are_all_counted():
    for pattern in PATTERNS[:3]:
        with HandTime(contacts) as hand:
            pulses, pin = wired(PulseInput)
            counted = 0
            for k in range(500):
                bounce(pin, 0, pattern)
                hand.pass_ms(30)
                bounce(pin, None, pattern)
                hand.pass_ms(30)
                if k % 4 == 0:
                    counted += pulses.taken()
            hand.pass_ms(30)
            assert counted + pulses.taken() == 500, pattern


def test_a_contact_that_is_closed_when_it_starts_is_no_pulse():
    with HandTime(contacts) as hand:
        machine.Pin.world_reset()
        pin = machine.Pin(12, machine.Pin.IN, machine.Pin.PULL_UP)
        pin.world_drive(0)
        pulses = PulseInput(pin)
        hand.pass_ms(100)
        assert pulses.taken() == 0
        pin.world_drive(None)
        hand.pass_ms(100)
        pin.world_drive(0)
        hand.pass_ms(1)
        assert pulses.taken() == 1


def test_what_comes_while_the_flash_is_erased_is_one_pulse():
    with HandTime(contacts) as hand:
        pulses, pin = wired(PulseInput)
        world.mask(True)
        for _ in range(3):
            pin.world_drive(0)
            hand.pass_ms(50)
            pin.world_drive(None)
            hand.pass_ms(50)
        pin.world_drive(0)
        hand.pass_ms(50)
        world.mask(False)
        assert pulses.taken() == 1


def test_a_spike_that_is_over_before_anybody_looks_is_nothing():
    with HandTime(contacts) as hand:
        pulses, pin = wired(PulseInput)
        for _ in range(50):
            world.mask(True)  # as the few µs until the handler runs
            pin.world_drive(0)
            hand.pass_us(5)
            pin.world_drive(None)
            world.mask(False)
            hand.pass_ms(40)
        assert pulses.taken() == 0


def test_contacts_looked_at_once_a_window_change_once():
    kinds = (
        (Contact, lambda part: part.closed()),
        (Reed, lambda part: part.present()),
        (
            lambda pin: TariffInputs(pin, machine.Pin(13, machine.Pin.IN, machine.Pin.PULL_UP)),
            lambda part: part.levels()[0],
        ),
    )
    for kind, look in kinds:
        for pattern in PATTERNS:
            for phase_us in range(0, 200_000, 3_700):
                with HandTime(contacts) as hand:
                    part, pin = wired(kind)
                    hand.at(phase_us, lambda: bounce(pin, 0, pattern))  # noqa: B023 — within this turn
                    hand.at(1_000_000 + phase_us, lambda: bounce(pin, None, pattern))  # noqa: B023
                    seen = [look(part)]
                    for _ in range(10):
                        hand.pass_ms(200)
                        seen.append(look(part))
                    changes = [k for k in range(1, 11) if seen[k] != seen[k - 1]]
                    assert len(changes) == 2 and not seen[0] and not seen[-1] and seen[3], (pattern, phase_us, seen)
