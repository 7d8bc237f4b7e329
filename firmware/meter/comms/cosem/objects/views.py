"""What several objects share: names of the bank's objects, checks of what clients write, streamed arrays."""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import TYPE_UNMATCHED, Refused
from meter.comms.cosem.objects.base import logical_name

NO_NAME = bytes(6)  # refers to nothing


def bank_name(settings, code):
    """bytes(6), the logical name under which a register or log of the bank is found: channel 1 with dlms_codes 1."""
    name = logical_name(code)
    return name[:1] + b"\x01" + name[2:] if settings.dlms_codes else name


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
