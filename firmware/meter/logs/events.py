"""The event log (status log 99.98.2): what happened to the meter, when, with old and new value where there are any.

A record's payload: code and argument (a byte each), what it is about (WHAT bytes), old and new (LONG bytes each); texts
that are shorter are filled up with zeros, longer ones cut.
"""

from meter.clock.calendar import from_seconds
from meter.logs.event_codes import about

WHAT = 18
LONG = 12
SIZE = 2 + WHAT + 2 * LONG
DEPTH = 200


class EventLog:
    """log: Log of SIZE bytes a record; clock: utc(); note(text): hears of each event as people read it."""

    def __init__(self, log, clock, note):
        self.log = log
        self._clock = clock
        self._note = note
        self.lost = 0

    def add(self, code, argument=0, old=b"", new=b"", what="", time=None):
        """Log an event, of now unless `time` (seconds since 2000 UTC) is given; old, new: texts, numbers or bytes."""
        payload = bytes((code, argument)) + _field(what, WHAT) + _field(old, LONG) + _field(new, LONG)
        try:
            self.log.append(self._clock.utc()[0] if time is None else time, payload)
        except OSError:
            self.lost += 1  # what happened is told to the console, and metering goes on
        self._note(text(payload))


def fields(payload):
    """(code, argument, what, old, new) of a record; old and new are numbers or texts as the table of codes says."""
    form = about(payload[0])[0]
    what = _text(payload[2 : 2 + WHAT])
    old, new = payload[2 + WHAT : 2 + WHAT + LONG], payload[2 + WHAT + LONG : SIZE]
    if form == "text":
        return payload[0], payload[1], what, _text(old), _text(new)
    return payload[0], payload[1], what, int.from_bytes(old[:4], "little"), int.from_bytes(new[:4], "little")


def text(payload):
    """A record as people read it: `clock set: 2026-03-01 10:00:00 -> 2026-03-01 10:00:12` (UTC)."""
    code, argument, what, old, new = fields(payload)
    form, said = about(code)
    if argument:
        said += " %d" % argument
    if what:
        said += " " + what
    if form == "-":
        return said
    if form == "seconds":
        old, new = _moment(old), _moment(new)
    return "%s: %s -> %s" % (said, old, new)


def _field(value, size):
    """`size` bytes of a number, of a text (cut where it is too long) or of bytes."""
    if isinstance(value, int):
        value = (value & 0xFFFFFFFF).to_bytes(4, "little")
    elif isinstance(value, str):
        value = bytes([min(ord(character), 127) for character in value[:size]])
    return value + bytes(size - len(value))


def _text(field):
    return bytes(field).rstrip(b"\x00").decode()


def _moment(seconds):
    return "%04d-%02d-%02d %02d:%02d:%02d" % from_seconds(seconds)
