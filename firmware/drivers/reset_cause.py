"""Why the board has started: `machine.reset_cause()` in a word, for the event of the start."""

import machine

SUPPLY = "power"
_WORDS = (("WDT_RESET", "watchdog"), ("PWRON_RESET", SUPPLY), ("HARD_RESET", "reset"), ("SOFT_RESET", "soft reset"))


def text():
    """`power`, `watchdog` (on an RP2040 also a reset by software), `reset`, `soft reset`; `unknown` for any other.

    Ports have some of the constants only.
    """
    cause = machine.reset_cause()
    for name, word in _WORDS:
        if getattr(machine, name, None) == cause:
            return word
    return "unknown"
