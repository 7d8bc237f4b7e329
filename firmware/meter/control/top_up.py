"""What top-ups and corrections make of the prepayment's credit; loaded when one comes, and dropped again.

Whoever sends a top-up and hears nothing sends it again: a token that has been taken changes nothing and is no error.
"""

from meter.control.tokens import LAST, taken

_LONGEST = 24  # characters


def top_up(paid, meter, text):
    """What the message "TOKEN KWH", such as "17 12.5", makes of the Prepayment `paid`; meter: its settings.

    (token as text, Wh to add, tokens, last top-up in Wh) for Prepayment.write, which keeps it: when the supply goes
    before that, it is as if it had never come. None where the token had come before. Raises ValueError with the reason.
    """
    number, _, amount = text.partition(" ")
    wh = _wh(amount)
    if wh < 0 or len(text) > _LONGEST or not _digits(number):
        raise ValueError("NOT TOKEN KWH")
    _check_on(paid)
    token = int(number)
    if not 1 <= token <= LAST:
        raise ValueError("TOKEN 1 TO %d" % LAST)
    tokens = taken(paid.highest, paid.seen, token)
    if not tokens:
        return None
    _check_range(paid.balance() + wh, wh, meter.settings)
    return number, wh, tokens, wh


def correct(paid, meter, text):
    """What setting the countdown to `text`, Wh, makes of it, as `top_up`; what is owed only top-ups take away."""
    if not _digits(text) or len(text) > _LONGEST:
        raise ValueError("NOT A NUMBER")
    _check_on(paid)
    before, wh = paid.balance(), int(text)
    if before < 0:
        raise ValueError("%d Wh OWED" % -before)
    _check_range(wh, wh, meter.settings)
    return "", wh - before, (paid.highest, paid.seen), paid.last_top_up


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
