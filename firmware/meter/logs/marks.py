"""What a record of a profile says about its own quality, as bits.

Bits 0 to 10 are those of the original's data quality (reference table "DataQuality"), 11 and 12 ours; the log's own
status (reference table "LoggerStatus") is in the upper bits here and moved to its places by `logger_status`.
"""

# how far the clock was set, and where to
SET_7_S, SET_15_S, SET_30_S, SET_60_S = 1, 2, 4, 8
FORWARD, BACKWARD = 1 << 4, 1 << 5
LEGAL = 1 << 6  # the sealed part or its calibration is not what it was
OVER, UNDER = 1 << 7, 1 << 8  # voltage beyond its limits for longer than a while
OUTAGE = 1 << 10  # the supply failed in this period
INVALID_TIME = 1 << 11  # the clock had lost its time and had not been set again
SUMMER = 1 << 12  # summer time was in force at the end; the record's time is normal time all the same

GAP = 1 << 13  # periods before this one are missing: not measured, not invented
RECONFIGURED = 1 << 14
PERIOD_CHANGED = 1 << 15

QUALITY = 0x1FFF
_CLOCK_BANDS = ((60, SET_60_S), (30, SET_30_S), (15, SET_15_S), (7, SET_7_S))


def of_clock(change_s):
    """Marks of a clock set by `change_s` seconds; 0 below 7 s, which is a correction."""
    for least, mark in _CLOCK_BANDS:
        if abs(change_s) >= least:
            return mark | (FORWARD if change_s > 0 else BACKWARD)
    return 0


def logger_status(marks):
    """The upper marks as LoggerStatus: discontinuity 6, reconfigured 7, interval changed 8."""
    return (marks >> 13 & 7) << 6
