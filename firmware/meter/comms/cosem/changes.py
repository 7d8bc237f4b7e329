"""What SET and ACTION do once their data is there, in one APDU or collected from blocks (IEC 62056-53 clause 8.3).

Generators: each thing to be done is given out as (function, argument, …) and its result, or Refused, taken back in. So
it is done by `xdlms`, whose place on the stack is higher than theirs; what commands bring about takes much of it.
"""

from meter.comms.cosem import access, axdr
from meter.comms.cosem.errors import TYPE_UNMATCHED, Refused


def assign(directory, who, found, data, at, listed):
    """The results, one byte each, of giving the attributes `found` the values that are in `data` from `at` to its end.

    listed: the values come as a list. Raises DataError for a list that is malformed, then nothing was done.
    """
    try:
        values = _values(data, at, len(found)) if listed else [axdr.whole(memoryview(data)[at:])]
    except axdr.DataError:
        if listed:
            raise
        return bytes((TYPE_UNMATCHED,))  # broken, or of a type that no attribute has
    results = bytearray()
    for target, value in zip(found, values):
        try:
            yield access.writing(directory, who, target, value)
            results.append(0)
        except Refused as refusal:
            results.append(refusal.result)
    return bytes(results)


def perform(directory, who, found, data, at, listed, given=True):
    """The encoded results and answers of the methods `found`, called with what is in `data` from `at` to its end.

    given: whether there is a parameter, of one method. Raises DataError as `assign` does.
    """
    if listed:
        values = _values(data, at, len(found))
    elif given:
        try:
            values = [axdr.whole(memoryview(data)[at:])]
        except axdr.DataError:
            return bytes((TYPE_UNMATCHED, 0))
    elif at != len(data):
        raise axdr.DataError("a parameter that is not there")
    else:
        values = [None]
    done = [axdr.length(len(found)) if listed else b""]
    for target, value in zip(found, values):
        try:
            answer = yield access.calling(directory, who, target, value)
            done.append(b"\x00\x00" if answer is None else b"\x00\x01\x00" + answer)
        except Refused as refusal:
            done.append(bytes((refusal.result, 0)))
    return b"".join(done)


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
