"""What several objects share: checks of what clients write, streamed arrays."""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import TYPE_UNMATCHED, Refused

NO_NAME = bytes(6)  # refers to nothing


def number(value, lowest, highest):
    """`value`, if it is a whole number of that range. Raises Refused."""
    if type(value) is not int or not lowest <= value <= highest:
        raise Refused(TYPE_UNMATCHED)
    return value


def structure(value, count):
    """`value`, if it is a structure of `count` elements. Raises Refused."""
    if not isinstance(value, axdr.Structure) or len(value) != count:
        raise Refused(TYPE_UNMATCHED)
    return value


def plain_list(value, most):
    """`value`, if it is an array of at most `most` elements. Raises Refused."""
    if not isinstance(value, list) or isinstance(value, axdr.Structure) or len(value) > most:
        raise Refused(TYPE_UNMATCHED)
    return value


def streamed(count, pieces):
    """The pieces of an array of `count` encoded elements."""
    yield b"\x01" + axdr.length(count)
    for piece in pieces:
        yield piece
