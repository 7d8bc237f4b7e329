"""Outages: the voltage is below its level for longer than a time, with or without the meter's own supply.

Begin and end are told in two logs: outages (99.98.4) and voltage (99.98.16, codes 4 and 5). An outage up to three
minutes is a short interruption, any other a long one (EN 50160, 3). The order is outage log, voltage log, state; the
state has the next number of the first, so that a start can finish what a cut has left. Loaded for each begin and each
end, and for the start, which may find one that the supply has made.
"""

import struct

from meter.logs.profile import last_time
from meter.quality.occurrences import LONG, SHORT, clear, count, stored
from meter.quality.quality import OUTAGES, STATE, VERSION, drop
from meter.quality.records import OUTAGE, PLACES, RESTORED, fields, outage, tell, tell_outage

_SHORT_S = 180
_TEN_MINUTES = 600


def begin(quality, since, now):
    """An outage began at `since`, seconds since 2000 UTC, which is known at `now`."""
    quality.outage_since = since or 1
    tell_outage(quality, since, OUTAGE)
    tell(quality, now, OUTAGE, now - since)


def end(quality, time, now):
    """It ended at `time`."""
    time = max(time, quality.outage_since)
    seconds = time - quality.outage_since
    tell_outage(quality, time, RESTORED, seconds)
    tell(quality, now, RESTORED, now - time, 1000 * seconds)
    _ended(quality, seconds)


def _ended(quality, seconds):
    if quality.dated:
        count(quality.counts, SHORT if seconds <= _SHORT_S else LONG)
    quality.outage_since = 0
    quality.dated = True


def start(quality, meter, failed):
    """Once, before the first window, when the clock goes; failed: the supply has been away.

    What was too short for an outage has reset the meter all the same, and half cycles have not seen it: it is counted.
    """
    restore(quality, meter)
    now, valid = meter.clock.utc()
    gone = meter.keeper.time
    away = failed and gone and not quality.outage_since
    if away and (not valid or now - gone > meter.settings.outage_s):
        begin(quality, gone, gone)
    elif away:
        _ended(quality, now - gone)
    if failed and quality.outage_since:
        quality.dated = valid
    quality.mean.begin(now, meter.settings.mean_s)
    quality.ten.begin(now, _TEN_MINUTES)
    if stored(quality, meter, now) or failed:
        quality.save()
    drop()


def restore(quality, meter):
    """Take what was kept."""
    state = quality.journal.load()
    if state is None or state[0] != VERSION:
        if quality.journal.damaged:
            meter.keeper.faults.append("quality record: damaged")
        return
    _, following, quality.outage_since, quality.tens, quality.since = struct.unpack_from(STATE, state)
    at = struct.calcsize(STATE)
    counts = quality.counts
    for k in range(len(counts)):
        counts[k] = state[at + 2 * k] | state[at + 2 * k + 1] << 8
    number, undated = struct.unpack_from(OUTAGES, state, at + 2 * PLACES)
    quality.dated = not undated
    log = quality.occurrences
    if log.next == following + 1:  # stored, and then the supply went
        clear(quality, last_time(log) or quality.since)
    if quality.outages.next == number + 1:
        _finish(quality, number)


def _finish(quality, number):
    """The supply went when the outage log had a begin or an end, and the state did not: the record tells which."""
    voltage = quality.voltage
    for _, time, payload in quality.outages.read(number, 1):
        code, seconds = outage(payload)
        if code == OUTAGE and quality.outage_since == (time or 1):
            return  # of a state that had no number of the log: it knows this one
        told, now = False, time
        for _, made, event in voltage.read(voltage.next - 1, 1):
            told = fields(made, event)[:3] == (time, 0, code)
            now = max(now, made)  # times in the log ascend
        if not told:
            tell(quality, now, code, now - time, 1000 * seconds)
        if code == OUTAGE:
            quality.outage_since = time or 1
        else:
            _ended(quality, seconds)
        quality.save()
