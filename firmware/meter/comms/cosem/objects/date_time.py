"""date_time of COSEM, twelve octets (IEC 62056-62, Blue Book 4.1.6.1): year, month, day, weekday, hour, minute, second,
hundredths, deviation of UTC from local time in minutes, status. Inside there is UTC, seconds since 2000.
"""

import struct

from meter.clock.calendar import DAY, SPAN, from_seconds, to_seconds
from meter.comms.cosem.errors import OTHER_REASON, TYPE_UNMATCHED, Refused

FORM = ">HBBBBBBBhB"
UNSPECIFIED = b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x80\x00\xff"
SUMMER, INVALID = 0x80, 0x01  # of the status
NO_DEVIATION = -0x8000
FURTHEST = 840  # minutes between UTC and any local time


def date_time(settings, utc, summer=False, status=0):
    """The twelve octets of `utc` in normal time of the zone, or in summer time; a time that is out is kept in 2000 to
    2099. settings: zone_hours, dlms_codes (1: the deviation is not told)."""
    local = min(max(utc + 3600 * (settings.zone_hours + summer), 0), SPAN - 1)
    year, month, day, hour, minute, second = from_seconds(local)
    if summer:
        status |= SUMMER
    away = deviation(settings, summer)
    return struct.pack(FORM, year, month, day, weekday(local), hour, minute, second, 255, away, status)


def deviation(settings, summer=False):
    """Minutes from local time to UTC."""
    return NO_DEVIATION if settings.dlms_codes else -60 * (settings.zone_hours + summer)


def weekday(local):
    """Monday 1 to Sunday 7, of seconds since 2000-01-01, which was a Saturday."""
    return (local // DAY + 5) % 7 + 1


def seconds_of(clock, value):
    """UTC of a decoded date_time. clock: zone_hours and summer(utc).

    A deviation that is given tells UTC; else bit 7 of the status tells whether it is summer time; else the zone's rule
    does, which takes the hour that comes twice for the first. Weekday and hundredths do not count.
    Raises Refused: TYPE_UNMATCHED for what is no date_time, OTHER_REASON for one that cannot be.
    """
    if not isinstance(value, bytes) or len(value) != 12:
        raise Refused(TYPE_UNMATCHED)
    year, month, day, _, hour, minute, second, hundredths, away, status = struct.unpack(FORM, value)
    try:
        utc = to_seconds(year, month, day, hour, minute, second)
    except ValueError:
        raise Refused(OTHER_REASON) from None
    if away != NO_DEVIATION:
        utc += 60 * away
    else:
        utc -= 3600 * clock.zone_hours
        if status & SUMMER if status != 255 else clock.summer(max(utc - 3600, 0)):
            utc -= 3600
        away = 0
    if abs(away) > FURTHEST or not 0 <= utc < SPAN or 99 < hundredths < 255:
        raise Refused(OTHER_REASON)
    return utc
