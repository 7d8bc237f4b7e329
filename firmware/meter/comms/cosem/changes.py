"""What SET and ACTION do once their data is there, in one APDU or collected from blocks (IEC 62056-53 clause 8.3)."""

from meter.comms.cosem import access, axdr
from meter.comms.cosem.errors import TYPE_UNMATCHED, Refused


def assign(directory, who, found, data, at, listed):
    """The results, one byte each, of giving the attributes `found` the values that are in `data` from `at` to its end.

    listed: the values come as a list. Raises DataError for a list that is malformed, then nothing was done.
    """
    if listed:
        values = _values(data, at, len(found))
        return bytes([_assign(directory, who, target, value) for target, value in zip(found, values)])
    try:
        value = axdr.whole(memoryview(data)[at:])
    except axdr.DataError:
        return bytes((TYPE_UNMATCHED,))  # broken, or of a type that no attribute has
    return bytes((_assign(directory, who, found[0], value),))


def perform(directory, who, found, data, at, listed, given=True):
    """The encoded results and answers of the methods `found`, called with what is in `data` from `at` to its end.

    given: whether there is a parameter, of one method. Raises DataError as `assign` does.
    """
    if listed:
        values = _values(data, at, len(found))
        done = [_perform(directory, who, target, value) for target, value in zip(found, values)]
        return axdr.length(len(done)) + b"".join(done)
    value = None
    if given:
        try:
            value = axdr.whole(memoryview(data)[at:])
        except axdr.DataError:
            return bytes((TYPE_UNMATCHED, 0))
    elif at != len(data):
        raise axdr.DataError("a parameter that is not there")
    return _perform(directory, who, found[0], value)


def _values(data, at, count):
    """`count` decoded values in a list that ends with `data`."""
    given, at = axdr.decode_length(data, at)
    if given != count:
        raise axdr.DataError("%d values for %d" % (given, count))
    values = []
    while len(values) < count:
        value, at = axdr.decode(data, at)
        values.append(value)
    if at != len(data):
        raise axdr.DataError("more than the list")
    return values


def _assign(directory, who, target, value):
    try:
        access.write(directory, who, target, value)
    except Refused as refusal:
        return refusal.result
    return 0


def _perform(directory, who, target, value):
    try:
        answer = access.call(directory, who, target, value)
    except Refused as refusal:
        return bytes((refusal.result, 0))
    return b"\x00\x00" if answer is None else b"\x00\x01\x00" + answer
