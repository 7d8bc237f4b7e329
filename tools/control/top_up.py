"""A top-up, and what the meter's event log says has become of it: an answer by DLMS has only a number for "no"."""

from meter.control.tokens import AHEAD, WINDOW
from meter.logs.event_codes import TOKEN_AGAIN, TOKEN_REFUSED, TOP_UP

from tools.calibrate.reader import RefusedError
from tools.control.network import Network

RECENT = 8  # events among which the answer is


def credited(link: Network, token: int, kwh: str, highest: int) -> str:
    """Send a top-up, and say what has become of it; highest: token before. Raises RefusedError."""
    refused = False
    try:
        link.top_up(f"{token} {kwh}")
    except RefusedError as error:
        if str(error):
            raise
        refused = True
    for _, code, _, what, old, new in reversed(link.events(RECENT)):
        if refused and code == TOKEN_REFUSED and old.split()[:1] == [str(token)]:
            raise RefusedError(_why_not(what, token, highest))
        if not refused and code == TOP_UP and what == str(token):
            return f"credited: {kwh} kWh by token {token} ({old} Wh became {new} Wh)"
        if not refused and code == TOKEN_AGAIN and old.split()[:1] == [str(token)]:
            return f"already credited: token {token} has counted before, nothing has changed"
    if refused:
        raise RefusedError("prepayment is not in force")
    return f"token {token} was taken, but the event log does not say how"


def _why_not(what: str, token: int, highest: int) -> str:
    """What the meter says of a top-up that it refuses, which the log has cut to 18 characters, in words."""
    if what.startswith("TOKEN TOO FAR"):
        return f"token {token} is too far ahead: the highest is {highest}, and {AHEAD} more are allowed"
    if what.startswith("TOKEN TOO OLD"):
        return f"token {token} is too old to tell: the highest is {highest}, and those {WINDOW} before it are known"
    if what.startswith("PREPAYMENT OFF"):
        return "prepayment is not in force: tariffs are configured, or the meter has only just been started"
    if what.startswith("1 TO "):
        return f"the credit would become too large ({what[5:]} at most)"
    return what.lower()
