"""Records of the logs of voltage (99.98.16), outages (99.98.4) and occurrences (99.98.17): what each holds.

Codes 0 to 9 as in the reference table of voltage events, 10 to 12 ours. A record's time is when it was made, so that
times in the log ascend; when what it tells began it says itself. Loaded when there is something to tell or to read.
"""

import struct
from array import array

from meter.registers.status import A_QUALITY_LOG

PLACES = 22  # counters of occurrences.py
MEAN_LOW, MEAN_HIGH = 0, 1  # of a mean window; told at its end, of its beginning
LOWEST, HIGHEST = 2, 3  # of an excursion of several values, told when it is over
OUTAGE, RESTORED = 4, 5
LOW, LOW_END, HIGH, HIGH_END = 6, 7, 8, 9  # an excursion's first value outside, and the first one inside again
DIP, SWELL, INTERRUPTION = 10, 11, 12  # by half cycles; told at their end, of their beginning

_FORM = "<BBHIHH"  # code, 1/100 s, seconds that it lies back, mean in mV or duration in ms, highest and lowest in 0.1 V
_MOST = 0xFFFF
_MOST_S = 0xFFFFFF  # 194 days


def tell(quality, now, code, back_s=0, long=0, most_mv=0, least_mv=0, hundredths=0):
    """Tell at `now` what was `back_s` before; long: mean or duration, see `fields`.

    What the log does not take is counted in `quality.lost`, and metering goes on.
    """
    most, least = min((most_mv + 50) // 100, _MOST), min((least_mv + 50) // 100, _MOST)
    back_s = min(max(back_s, 0), _MOST)
    payload = struct.pack(_FORM, code, hundredths, back_s, min(long, 0xFFFFFFFF), most, least)
    _append(quality, quality.voltage, now, payload)


def tell_outage(quality, time, code, seconds=0):
    """OUTAGE or, after so many seconds, RESTORED, of `time`."""
    _append(quality, quality.outages, time, struct.pack("<I", code | min(seconds, _MOST_S) << 8))


def _append(quality, log, time, payload):
    try:
        log.append(time, payload)
        quality.meter.status.happened(A_QUALITY_LOG)
    except OSError:
        quality.lost += 1


def fields(time, payload):
    """(time, 1/100 s, code, mean in mV, duration in ms, highest, lowest in 0.1 V) of a record of the voltage log.

    0 where the event has none: means have no duration but their window, and only they have a mean.
    """
    code, hundredths, back_s, long, most, least = struct.unpack(_FORM, payload)
    mean, duration = (long, 0) if code <= MEAN_HIGH else (0, long)
    return time - back_s, hundredths, code, mean, duration, most, least


def outage(payload):
    """(OUTAGE or RESTORED, seconds that it lasted) of a record of the outage log."""
    return payload[0], struct.unpack("<I", payload)[0] >> 8


def of_record(payload):
    """(counts by number, values of the frequency, begin of the counting) of a record of the log of occurrences."""
    return (array("H", payload[: 2 * PLACES]),) + struct.unpack_from("<II", payload, 2 * PLACES)
