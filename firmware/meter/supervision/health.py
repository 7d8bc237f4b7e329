"""The meter's health as texts: registers 199.3.1 to 199.3.7. Loaded when somebody asks, and dropped (watch.py).

The last errors are those of the event log, so they outlast the supply and take no memory of their own. Wear is worked
out from numbers that the memories keep anyway.
"""

from meter.clock.calendar import from_seconds
from meter.logs import event_codes as e
from meter.logs import events

ERRORS = 4
CAUSE, MEMORY, FLASH = 5, 6, 7  # behind the errors

_ERROR_CODES = bytes((
    e.MEMORY_FAULT, e.LEGAL_FAULT, e.CALIBRATION_FAULT, e.SAMPLES_LOST, e.FIRMWARE_BACK, e.FAULT, e.ERROR, e.WORN,
    e.CLOCK_OFF,
))  # fmt: skip
_BLOCK = 4096
_ERASES = 100_000  # that a block of NOR flash stands (W25Q16JV, features)
_ERASED = 2  # blocks for a record, at most: the last of its file is written anew, and now and then the directory's
_NOT_IN_TEXT = "()*/!"  # of EN 62056-21


def report(meter, number):
    """Text of register 199.3.`number`. Raises OSError when the logs cannot be read."""
    if number <= ERRORS:
        return _error(meter, number)
    if number == CAUSE:
        return meter.watch.cause
    percent = worn(meter, number - MEMORY)
    return "-" if percent is None else "%d" % percent


def worn(meter, which):
    """How far, in percent, the register memory (0) or the flash of the logs (1) is worn; None: not known.

    Of the memory: its most used ring against its endurance; that of the invocation counters, which DLMS alone loads, is
    left out. Of the flash: what the logs have had erased at most, evened out over all blocks as littlefs does, against
    100 000 erases each; other writers are few.
    """
    if which == 0:
        rings = [meter.keeper.journal, meter.keeper.states]
        if meter.quality:
            rings.append(meter.quality.journal)
        if meter.control:
            rings.append(meter.control.kept.journal)
        return max([100 * max(0, ring.sequence) // ring.commits for ring in rings]) if meter.known else None
    erased = 0
    for log in meter.logs:
        erased += _ERASED * log.next
    try:
        blocks = meter.board.logs.total // _BLOCK
    except OSError:
        return None
    return 100 * erased // (blocks * _ERASES) if blocks else None


def _error(meter, number):
    """The error that was logged last (1), the one before it (2), …: time in UTC and text; empty without one."""
    log = meter.events.log
    found = []
    for _, time, payload in log.read(log.first, log.next - log.first):
        if payload[0] in _ERROR_CODES:
            found.append((time, bytes(payload)))
            if len(found) > number:
                found.pop(0)
    if len(found) < number:
        return ""
    time, payload = found[0]
    text = "%04d-%02d-%02d %02d:%02d:%02d " % from_seconds(time) + events.text(payload)
    return "".join([" " if character in _NOT_IN_TEXT else character for character in text])
