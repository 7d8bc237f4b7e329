"""What tests make of a COSEM object's answers: decoded values, and the result of a refusal; both interpreters."""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import Refused


def decoded(encoded):
    """The one value that an attribute is, in A-XDR as `Object.get` gives it: bytes, or pieces."""
    return axdr.whole(encoded if isinstance(encoded, bytes) else b"".join(encoded))


def elements(encoded):
    """The decoded elements of an array of which each is a piece; it may be longer than what a peer may send."""
    pieces = list(encoded)
    count, end = axdr.decode_length(pieces[0], 1)
    assert pieces[0][0] == 1 and end == len(pieces[0]) and count == len(pieces) - 1
    return [axdr.whole(piece) for piece in pieces[1:]]


def refused(call, *arguments):
    """The result that a call is refused with."""
    try:
        call(*arguments)
    except Refused as refusal:
        return refusal.result
    raise AssertionError("taken")
