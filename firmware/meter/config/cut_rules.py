"""What the settings of prepayment's calendar may be; loaded and dropped with the other rules (settings.py).

working_days     "12345"                  Monday 1 to Sunday 7, ascending; empty: the supply is never cut
exception_days   "12-24 12-25 2027-05-17" every year's and one year's, at most 100
no_cut_slot      "22:00-08:00"            its end is not in it and may lie behind midnight; empty: none
"""

from meter.clock.calendar import FIRST_YEAR, day_number
from meter.config.settings import ConfigError

DAYS = 100


def check_cut_days(settings):
    """Raises ConfigError."""
    days = settings.working_days
    if "".join([day for day in "1234567" if day in days]) != days:
        raise ConfigError("working_days: %s, must be of 1234567, ascending" % days)
    if settings.exception_days:
        words = settings.exception_days.split(" ")
        if len(words) > DAYS:
            raise ConfigError("exception_days: %d, at most %d" % (len(words), DAYS))
        for word in words:
            _check_date(word)
            if words.count(word) > 1:
                raise ConfigError("exception_days: %s given twice" % word)
    slot = settings.no_cut_slot
    if slot and not (_shape(slot) == "00:00-00:00" and _time(slot[:5]) and _time(slot[6:]) and slot[:5] != slot[6:]):
        raise ConfigError("no_cut_slot: %s, must be HH:MM-HH:MM and end at another minute" % slot)


def _check_date(word):
    shape = _shape(word)
    if shape not in ("00-00", "0000-00-00"):
        raise ConfigError("exception_days: %s, must be MM-DD or YYYY-MM-DD" % word)
    year = int(word[:4]) if shape == "0000-00-00" else FIRST_YEAR  # which is a leap year
    try:
        day_number(year, int(word[-5:-3]), int(word[-2:]))
    except ValueError as error:
        raise ConfigError("exception_days: %s: %s" % (word, error)) from None


def _shape(word):
    return "".join(["0" if "0" <= character <= "9" else character for character in word])


def _time(word):
    return word[:2] <= "23" and word[3:] <= "59"
