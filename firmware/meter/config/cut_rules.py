"""What the settings of prepayment's calendar may be; loaded and dropped with the other rules (settings.py).

working_days     "12345"                  Monday 1 to Sunday 7, ascending; empty: the supply is never cut
exception_days   "12-24 12-25 2027-05-17" every year's and one year's, at most 100
no_cut_slot      "22:00-08:00"            its end is not in it and may lie behind midnight; empty: none
"""

from meter.config.settings import ConfigError

DAYS = 100


def check(settings):
    """Raises ConfigError."""
    days = settings.working_days
    if "".join([day for day in "1234567" if day in days]) != days:
        raise ConfigError("working_days: %s, must be of 1234567, ascending" % days)
    if settings.exception_days:
        _check_dates(settings.exception_days.split(" "))
    slot = settings.no_cut_slot
    if slot:
        from meter.config.time_switch_text import minute_of

        begin, dash, end = slot.partition("-")
        if not dash or minute_of(begin) == minute_of(end):
            raise ConfigError("no_cut_slot: %s, must be HH:MM-HH:MM and end at another minute" % slot)


def _check_dates(words):
    from meter.config.time_switch_text import date_of

    if len(words) > DAYS:
        raise ConfigError("exception_days: %d, at most %d" % (len(words), DAYS))
    for word in words:
        date_of(word)
        if words.count(word) > 1:
            raise ConfigError("exception_days: %s given twice" % word)
