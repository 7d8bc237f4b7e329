"""Which numbers of a log have times within a span: found by halving inside its files, not by reading all of them."""

from meter.storage.log import LATEST


def spans(log, since, until):
    """Yield (first, end): numbers first ≤ number < end, ascending, whose times are from `since` to `until`.

    Neighbours are joined, so it is one span unless the clock was set back. Of a damaged record at a border nothing
    tells on which side it is. The log must not change until the last one is taken.
    """
    first = end = 0
    number = log.first
    while number < log.next:
        after, earliest, latest = log.ascending(number)
        if earliest <= until and since <= latest:
            low = number if since <= earliest else _border(log, number, after, since)
            high = after if until >= latest else _border(log, low, after, until + 1)
            if low == end:
                end = high
            elif low < high:
                if first < end:
                    yield first, end
                first, end = low, high
        number = after
    if first < end:
        yield first, end


def _border(log, low, high, time):
    """The first number from `low` to `high`, between which times ascend, before which all are earlier than `time`."""
    while low < high:
        middle = (low + high) // 2
        number, found = _whole(log, middle, high)
        if found < time:
            low = number + 1
        else:
            high = middle
    return low


def _whole(log, first, end):
    """(number, time) of the first whole record; a time after all others where none is."""
    damaged = log.damaged
    for number, time, _ in log.read(first, end - first):
        log.damaged = damaged  # a look is no pass
        return number, time
    log.damaged = damaged
    return end, LATEST + 1
