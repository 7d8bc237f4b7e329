"""Counters of what was outside the limits of EN 50160, registers 133.0.x, and their log by the day, week or month.

Reference table of occurrence counters. They count from one record of the log (99.98.17) to the next, and begin at zero
then; 65535 is held. The numbers that belong to three phases hold what makes shares of the counts. Mean windows that are
over (reference table of voltage quality, section 4) are judged here too. Loaded to count.
"""

import struct

from meter.clock.calendar import DAY, from_seconds
from meter.quality.records import DIP, MEAN_HIGH, MEAN_LOW, PLACES, SWELL, tell

WINDOWS = 0  # ten minutes each that were held against the limits; 1 to 8: see _LIMITS
BELOW_10, UNDER, OVER, RAPID = 9, 10, 11, 12  # 10, 11: mean windows outside the settings
ABOVE_10 = 13
LONG, SHORT = 14, 15  # interruptions
THD_V, THD_I = 16, 21
BELOW_15 = 17
LEFT_OUT = 18  # ten minutes each that were flagged, or not measured whole
DIPS, SWELLS = 19, 20
_LIMITS = (-10, 10, -60, 40, -20, 20, -150, 150)  # of the frequency, thousandths: counters 1 to 8
_DISTORTED = 800  # hundredths of a percent
MOST = 0xFFFF
DAILY, WEEKLY, MONTHLY = 0, 1, 2
_TEN_MINUTES = 600
_HOUR = 3600
_MINUTE_MS = 60_000


def close(quality, meter, now):
    """End what is over at `now`, store and save what is due."""
    settings, nominal = meter.settings, quality.nominal_mv
    window = quality.mean
    if not window.start <= now < window.end:
        if good(window, now):
            _judge(quality, window, now, quality.scaled(settings.low_mean_v), quality.scaled(settings.high_mean_v))
        window.begin(now, settings.mean_s)
    window = quality.ten
    if not window.start <= now < window.end:
        ten_minutes(quality.counts, window.read() if good(window, now) else None, nominal, quality.distortion)
        quality.distortion = (0, 0, 0)
        hour = window.start // _HOUR
        window.begin(now, _TEN_MINUTES)
        if stored(quality, meter, now) or now // _HOUR != hour:
            quality.save()


def good(window, now):
    """Whether a window may be held against limits, now that it is over.

    Not one that the clock was set back over, of which more than a tenth was not measured (start, setting of the clock,
    supply), or which is flagged (IEC 61000-4-30, 4.7). A dip lasts a minute at most (EN 50160, 3): flags of more than
    that, or of all of a shorter window, are the level of the voltage, and what the limits are for.
    """
    enough = window.ms >= 900 * (window.end - window.start)
    return now >= window.start and enough and not 0 < window.flagged < min(_MINUTE_MS + 1, window.ms)


def stored(quality, meter, now):
    """Store the counters if that is due; whether they were."""
    try:
        return store(quality, now, meter.settings.occurrences_stored, _HOUR * meter.settings.zone_hours)
    except OSError:
        quality.lost += 1
        return False


def _judge(quality, window, now, low, high):
    mv = window.read()
    side = -1 if mv < low else 1 if mv > high else 0
    if side:
        code = MEAN_LOW if side < 0 else MEAN_HIGH
        tell(quality, now, code, now - window.start, mv, window.most, window.least)
        count(quality.counts, UNDER if side < 0 else OVER)


def take(quality, events, dips, counted, now):
    """Take finished events of Dips; (dip_count, swell_count) that are in the counters now.

    counted: those that were in them already.
    """
    for kind, seconds, ms, duration_ms, mv in events:
        code = DIP + (kind >> 1)  # they are bits
        most, least = (mv, 0) if code == SWELL else (0, mv)
        tell(quality, now, code, now - seconds, duration_ms, most, least, ms // 10)
    count(quality.counts, DIPS, dips.dip_count - counted[0])
    count(quality.counts, SWELLS, dips.swell_count - counted[1])
    return dips.dip_count, dips.swell_count


def count(counts, number, by=1):
    """Add to a counter."""
    counts[number] = min(counts[number] + by, MOST)


def frequency(counts, hertz, ms, nominal_mhz):
    """Ten seconds are over, of which the frequency is known in `ms`; hertz: the sum of mHz · ms."""
    for k in range(8):
        side = 1 if k & 1 else -1
        if (1000 * hertz - nominal_mhz * (1000 + _LIMITS[k]) * ms) * side > 0:
            count(counts, k + 1)


def ten_minutes(counts, mv, nominal_mv, distortion):
    """Ten minutes are over; mv: their mean, None where it may not be held against limits.

    distortion: how many values of THD there were, and sums of the squares of voltage's and current's, in hundredths of
    a percent.
    """
    if mv is None:
        count(counts, LEFT_OUT)
        return
    count(counts, WINDOWS)
    if 10 * mv < 9 * nominal_mv:
        count(counts, BELOW_10)
    if 100 * mv < 85 * nominal_mv:
        count(counts, BELOW_15)
    if 10 * mv > 11 * nominal_mv:
        count(counts, ABOVE_10)
    values, v_square, i_square = distortion
    if v_square > _DISTORTED * _DISTORTED * values:
        count(counts, THD_V)
    if i_square > _DISTORTED * _DISTORTED * values:
        count(counts, THD_I)


def store(quality, now, kind, zone_s):
    """Store the counters and begin anew where a day, week or month has ended at `now`; True when they were.

    Periods are those of normal time, `zone_s` ahead of UTC. OSError when the log does not take it; nothing was changed
    then.
    """
    since = quality.since
    if now < since:  # the clock was set back: what was counted until then is kept with what follows
        quality.since = since = now
    begun = _begin(now, kind, zone_s)
    if begun <= since:
        return False
    if since:
        quality.occurrences.append(begun, bytes(quality.counts) + struct.pack("<II", quality.tens, since))
    clear(quality, begun if since else now)
    return True


def clear(quality, since):
    """Count from zero, from `since` on."""
    for k in range(PLACES):
        quality.counts[k] = 0
    quality.tens = 0
    quality.since = since


def _begin(utc, kind, zone_s):
    """When the day, week (Monday) or month that `utc` lies in has begun."""
    local = max(utc + zone_s, 0)
    day = local // DAY
    if kind == WEEKLY:
        day -= (day + 5) % 7  # 2000-01-01 was a Saturday
    elif kind == MONTHLY:
        day -= from_seconds(local)[2] - 1
    return max(day * DAY - zone_s, 0)
