"""Selective access to a profile's buffer (Blue Book 4.3.6.3.2): which rows and which columns a reader wants.

Rows are given as spans of the log's numbers; of what the log keeps, the newest `depth` records are the buffer.
"""

import struct

from meter.comms.cosem.errors import SCOPE_VIOLATED, TYPE_UNMATCHED, Refused
from meter.comms.cosem.objects.date_time import seconds_of
from meter.storage.log import LATEST
from meter.storage.spans import spans

RANGE, ENTRY = 1, 2
_SPAN = "<II"
_OPEN = b"\xff\xff"  # a year that is not given: no limit on this side


def select(profile, kinds, selector):
    """(places of columns, spans, whether newest first); spans: 8 bytes for each, first number and end.

    kinds: one letter for each column, - for one that is never there; selector: see Object.get. Raises Refused.
    """
    log = profile.log
    places = bytes([k for k in range(len(kinds)) if kinds[k] != "-"])
    oldest = max(log.first, log.next - log.depth)
    if selector is None:
        return places, struct.pack(_SPAN, oldest, log.next), False
    access, given = selector
    if access not in (RANGE, ENTRY):
        raise Refused(SCOPE_VIOLATED)
    if not isinstance(given, list) or len(given) != 4:
        raise Refused(TYPE_UNMATCHED)
    if access == ENTRY:
        return _entries(profile, places, given, oldest)
    limit, since, until, chosen = given
    if column_of(limit) != (8, profile.clock_name, 2):
        raise Refused(SCOPE_VIOLATED)
    clock = profile.meter.clock
    since, until = _bound(clock, since, 0), _bound(clock, until, LATEST)
    found = bytearray()
    for first, end in spans(log, since, until):
        if end > oldest:
            found.extend(struct.pack(_SPAN, max(first, oldest), end))
    return _chosen(profile, places, chosen), found, False


def count(found):
    """How many numbers the spans hold."""
    return sum([end - first for first, end in each(found)])


def each(found):
    """Yield (first, end) of spans, ascending."""
    for at in range(0, len(found), 8):
        yield struct.unpack_from(_SPAN, found, at)


def column_of(item):
    """(class, name, attribute) of a decoded capture object. Raises Refused for anything else."""
    if not isinstance(item, list) or len(item) != 4:
        raise Refused(TYPE_UNMATCHED)
    for k in range(4):
        if not isinstance(item[k], bytes if k == 1 else int):
            raise Refused(TYPE_UNMATCHED)
    return item[0], item[1], item[2]


def _bound(clock, value, default):
    """UTC of one end of a range."""
    if value is None or (isinstance(value, bytes) and len(value) == 12 and value[:2] == _OPEN):
        return default
    return seconds_of(clock, value)


def _chosen(profile, places, chosen):
    """Places of the columns of a list, all of an empty one, in the order of the profile."""
    if not isinstance(chosen, list):
        raise Refused(TYPE_UNMATCHED)
    if not chosen:
        return places
    left = [column_of(item) for item in chosen]
    found = bytearray()
    for k, column in enumerate(profile.columns()):
        if column[:3] in left and column[3] != "-":
            found.append(k)
            left = [other for other in left if other != column[:3]]
    if left:
        raise Refused(SCOPE_VIOLATED)
    return found


def _entries(profile, places, given, oldest):
    for part in given:
        if not isinstance(part, int) or isinstance(part, bool) or part < 0:
            raise Refused(TYPE_UNMATCHED)
    first, last, left, right = given
    right = min(right or len(places), len(places))
    places = places[max(left, 1) - 1 : right]
    if not places:
        raise Refused(SCOPE_VIOLATED)
    end = profile.log.next
    kept = end - oldest
    if profile.meter.settings.dlms_codes:
        # the original's way: 0 is the newest, larger is older, and the first one named comes first
        newest, back = min(first, last), min(max(first, last), kept - 1)
        numbers = (end - 1 - back, end - newest) if newest <= back else (0, 0)
        return places, struct.pack(_SPAN, *numbers), first <= last
    if last and first > last:
        raise Refused(SCOPE_VIOLATED)
    first, last = first or kept, min(last or kept, kept)
    numbers = (oldest + first - 1, oldest + last) if 0 < first <= last else (0, 0)
    return places, struct.pack(_SPAN, *numbers), False
