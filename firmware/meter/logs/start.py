"""What a start has to make good: records begun when the supply went, periods that ended meanwhile, stops that were due.

Loaded for the start only. See recorder.py for the order that things are kept in.
"""

from meter.logs import event_codes
from meter.logs import marks as m
from meter.logs.profile import last_time
from meter.registers import status
from meter.registers.billing import LATE

REARRANGED = 2  # reason of a load-profile event (reference table 99.98.10)


def start(meter, planned):
    """Once, before the first window. planned: the meter was set up anew, and the supply never went."""
    recorder, keeper, clock = meter.recorder, meter.keeper, meter.clock
    known = keeper.restore_state(recorder.parts)
    # until its source asks for another one; a type with fewer tariffs may have come since
    meter.tariff.wanted = min(meter.energies.active, meter.settings.type_number.tariffs)
    clock.start(keeper.time)
    now, recorder.valid = clock.utc()
    if known:
        _finish(meter)
        _rearrange(meter)
        if not planned:
            meter.events.add(event_codes.POWER, 0, keeper.time, now)
            meter.status.happened(status.B_POWER_FAIL)
        _resume(meter, now, 0 if planned else m.OUTAGE)
    else:
        meter.load.begin(now, 0)
        meter.analysis.begin(now, 0)
    recorder.configured()


def _finish(meter):
    """Finish what the last life had begun when its supply went: a record is there, what follows from it is not."""
    recorder = meter.recorder
    for profile in (meter.load, meter.analysis):
        time = profile.ahead()
        if time is not None:
            recorder.ended(profile, time)
            profile.begin(time, 0)
    if meter.stops.next == recorder.stops_next + 1:
        recorder.stopped(last_time(meter.stops))


def _rearrange(meter):
    """Records of other columns than those of now cannot be read with them: they go, and it is said."""
    for profile in (meter.load, meter.analysis):
        if profile.rearranged():
            profile.marks |= m.RECONFIGURED
            meter.events.add(event_codes.PROFILE, REARRANGED, profile.period_s, profile.period_s)
            meter.status.happened(status.A_PERIOD_LOG)


def _resume(meter, now, marks):
    """The supply is back at `now`: what ended meanwhile ends with what was counted until the cut."""
    for profile in (meter.load, meter.analysis):
        end = profile.end()
        if now >= end:
            meter.recorder.close(profile, end, marks)
            profile.begin(now, marks | (m.GAP if now >= profile.end() else 0))
        else:
            profile.marks |= marks
    meter.recorder.due(now, LATE)
