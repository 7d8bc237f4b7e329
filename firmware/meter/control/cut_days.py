"""When prepayment may cut the supply: on working days, not on listed ones, not within a daily slot; all in local time.

The settings are the texts that people write, and are read as they stand: nothing of them is kept twice.
"""

from meter.clock.calendar import DAY, from_seconds, weekday


def may_cut(settings, local):
    """Whether a supply may be cut at `local`, seconds since 2000 by the wall clock.

    settings: working_days, exception_days, no_cut_slot (config/cut_rules.py).
    """
    year, month, day = from_seconds(local)[:3]
    if str(weekday(year, month, day)) not in settings.working_days:
        return False
    days = settings.exception_days
    if _listed(days, "%02d-%02d" % (month, day)) or _listed(days, "%04d-%02d-%02d" % (year, month, day)):
        return False
    return not _within(settings.no_cut_slot, local % DAY // 60)


def _listed(days, date):
    """Whether `date` is one of the words of `days`; MM-DD is also in every YYYY-MM-DD, but never begins there."""
    at = days.find(date)
    while at > 0 and days[at - 1] != " ":
        at = days.find(date, at + 1)
    return at >= 0


def _within(slot, minute):
    """Whether a minute of the day is in HH:MM-HH:MM, whose end is not in it and may lie behind midnight."""
    if not slot:
        return False
    begin, end = 60 * int(slot[:2]) + int(slot[3:5]), 60 * int(slot[6:8]) + int(slot[9:])
    return begin <= minute < end if begin < end else minute >= begin or minute < end
