"""What the numbers of the breaker mean, for people; runs on CPython and, for the logs, on MicroPython."""

STATES = {
    1: "disconnected by command",
    4: "connected",
    5: "connected, load above the limit",
    6: "cut off: load",
    7: "cut off: credit used up",
    8: "ready to be reconnected",
    9: "cut off: reduced load used up",
    11: "opened by the button",
    13: "connected, would be cut off",
    14: "cut off: overvoltage",
}
CAUSES = ("", "command", "button", "load", "prepayment", "overvoltage", "cause gone", "contacts found so")
COLUMNS = ("state", "before", "cause", "load", "feedback")


def row(fields):
    """A record's values in the order of COLUMNS; fields: state, feedback, cause, state before, load (mA or mW)."""
    state, feedback, cause, before, load = fields
    return [STATES.get(state, state), STATES.get(before, before), CAUSES[cause], load, feedback]
