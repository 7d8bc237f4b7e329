"""What the chip says about its start becomes a word of the start's event."""

import machine
from drivers import reset_cause


def test_each_cause_of_the_chip_has_a_word_and_others_are_unknown():
    for cause, word in ((machine.PWRON_RESET, "power"), (machine.WDT_RESET, "watchdog"), (77, "unknown")):
        machine.world_cause = cause
        assert reset_cause.text() == word
    machine.world_cause = machine.PWRON_RESET


def test_a_constant_that_only_other_ports_have_is_taken_from_there():
    machine.SOFT_RESET = machine.world_cause = 5
    try:
        assert reset_cause.text() == "soft reset"
    finally:
        del machine.SOFT_RESET
        machine.world_cause = machine.PWRON_RESET
