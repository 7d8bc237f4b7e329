"""Top-ups and corrections of the prepayment's credit; loaded when one comes, and dropped again.

Whoever sends a top-up and hears nothing sends it again: a token that has been taken changes nothing and is no error.
"""

from meter.control.tokens import LAST, taken
from meter.logs import event_codes

_LONGEST = 24  # characters


def top_up(paid, meter, text):
    """Take the message "TOKEN KWH", such as "17 12.5", for the Prepayment `paid`; meter: settings, events.

    When this returns it is kept; when the supply goes before that, it is as if it had never come. Raises ValueError
    with the reason.
    """
    number, _, amount = text.partition(" ")
    wh = _wh(amount)
    if wh < 0 or len(text) > _LONGEST or not _digits(number):
        raise ValueError("NOT TOKEN KWH")
    token = int(number)
    before, events = paid.balance(), meter.events
    try:
        _check_on(paid)
        if not 1 <= token <= LAST:
            raise ValueError("TOKEN 1 TO %d" % LAST)
        tokens = taken(paid.highest, paid.seen, token)
        if tokens:
            _check_range(before + wh, wh, meter.settings)
            paid.change(wh, tokens, wh)
    except ValueError as refusal:
        events.add(event_codes.TOKEN_REFUSED, 0, number, str(wh), what=str(refusal))
        raise
    if tokens:
        events.add(event_codes.TOP_UP, 0, str(before), str(before + wh), what=number)
    else:
        events.add(event_codes.TOKEN_AGAIN, 0, number, str(wh))


def correct(paid, meter, text):
    """Set the countdown to `text`, Wh; what is owed, only top-ups take away. Raises ValueError with the reason."""
    if not _digits(text) or len(text) > _LONGEST:
        raise ValueError("NOT A NUMBER")
    wh = int(text)
    _check_on(paid)
    before = paid.balance()
    if before < 0:
        raise ValueError("%d Wh OWED" % -before)
    _check_range(wh, wh, meter.settings)
    paid.change(wh - before, (paid.highest, paid.seen), paid.last_top_up)
    meter.events.add(event_codes.CREDIT_SET, 0, str(before), text)


def _check_on(paid):
    if not paid.on:
        raise ValueError("PREPAYMENT OFF")


def _check_range(credit, wh, settings):
    """The credit has the display's digits: 9 999 999 kWh, or 999 999.9."""
    most = 999_999_900 if settings.display_decimals else 9_999_999_000
    if wh < 1 or credit > most:
        raise ValueError("1 TO %d Wh" % most)


def _wh(text):
    """Of kWh with three decimals at most; -1 for anything else."""
    whole, point, part = text.partition(".")
    if not _digits(whole) or len(part) > 3 or (point and not _digits(part)):
        return -1
    return int(whole + part + "000"[len(part) :])


def _digits(text):
    return len(text) > 0 and all("0" <= character <= "9" for character in text)
