"""The clock as EN 62056-21 digits: NVYYMMDDhhmmss when read, NYYMMDDhhmmss when written.

N names the time base of the digits (0 normal, 1 summer time), V says whether the clock is valid. The clock itself
runs in UTC; normal time is UTC and the zone's offset, summer time one hour more.
"""

from meter.clock.calendar import FIRST_YEAR, SPAN, from_seconds, to_seconds

HOUR = 3600
UNSET = "00000101000000"  # 2000-01-01 00:00:00, invalid
WRITTEN_DIGITS = 13


def read_text(seconds, valid, zone_hours):
    """Fourteen digits in normal time of `seconds` (UTC, since 2000-01-01). A time outside 2000 to 2099 gives UNSET."""
    local = seconds + zone_hours * HOUR
    if not 0 <= local < SPAN:
        return UNSET
    year, month, day, hour, minute, second = from_seconds(local)
    fields = (1 if valid else 0, year - FIRST_YEAR, month, day, hour, minute, second)
    return "0%d%02d%02d%02d%02d%02d%02d" % fields


def written_seconds(digits, zone_hours):
    """Seconds since 2000-01-01 00:00:00 UTC of thirteen written digits, or None where they are not digits.

    Raises ValueError, which names the part, for a date or time that cannot be.
    """
    if len(digits) != WRITTEN_DIGITS or not all("0" <= c <= "9" for c in digits) or digits[0] > "1":
        return None
    year, month, day, hour, minute, second = (int(digits[k : k + 2]) for k in range(1, WRITTEN_DIGITS, 2))
    local = to_seconds(FIRST_YEAR + year, month, day, hour, minute, second)
    seconds = local - (zone_hours + int(digits[0])) * HOUR
    if not 0 <= seconds < SPAN:
        raise ValueError("outside 2000 to 2099")
    return seconds
