"""What is looked at every hour: whether clock and samples agree, and, once a day, how far the memories are worn.

Loaded for each look and dropped; what one leaves to the next is a tuple that the Watch keeps.
"""

from meter.logs import event_codes as e
from meter.registers import status as bits
from meter.supervision import health

_DAY = 24  # hours
_OFF_S = 5  # in an hour: 1400 ppm, far beyond two crystals and the clock's whole seconds
_WORN = 90  # percent that are told


def look(meter, before, passed_us):
    """`passed_us` of windows, all with samples, after the look that gave `before`; None: an hour after the start.

    Returns what the next one needs: hours, worn memories that have been told, and the hour's beginning: time of the
    clock, whether it was valid, samples lost, settings of the clock.
    """
    now = meter.board.clock.read() + (meter.board.sampler.lost, meter.clock.sets)
    hours, told = before[:2] if before else (0, 0)
    # not an hour in which the clock was set or invalid, or samples were lost
    if before and before[2:] and now[1:] == before[3:] and now[1]:
        _compare(meter, passed_us // 1_000_000, now[0] - before[2])
    if hours % _DAY == 0:
        told = _wear(meter, told)
    return (hours + 1, told) + now


def _compare(meter, samples_s, clock_s):
    wrong = abs(clock_s - samples_s) > _OFF_S
    if wrong and not meter.status.word >> bits.CLOCK & 1:
        meter.events.add(e.CLOCK_OFF, 0, samples_s, clock_s)
    meter.watch.fault(bits.CLOCK, wrong)


def _wear(meter, told):
    """Tell, once a life, which memory is worn; which have been told, as bits."""
    for which in (0, 1):
        percent = health.worn(meter, which)
        if percent is not None and percent >= _WORN and not told >> which & 1:
            told |= 1 << which
            meter.events.add(e.WORN, which, 0, percent)
    return told
