"""The objects that an association sees, with its rights, one at a time (Blue Book 4.4.4, attribute 2)."""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import LONG_GET_ABORTED, Refused
from meter.comms.cosem.levels import may
from meter.comms.cosem.objects.base import visible

_PROFILE = 7
_SELECTORS = b"\x01\x02\x0f\x01\x0f\x02"  # of a profile's buffer: by range and by entry


def object_list(directory, level, seen_by):
    """Yield the pieces of the array of what `level` sees, with its rights, as far as `seen_by` sees it too.

    Raises Refused, late, when objects have gone while it was on its way.
    """
    least = min(level, seen_by)
    left = sum([1 for found in directory if visible(found, least)])
    yield b"\x01" + axdr.length(left)
    for found in directory:
        if left and visible(found, least):
            left -= 1
            yield _element(found, level)
    if left:
        raise Refused(LONG_GET_ABORTED)


def _element(found, level):
    """{class_id, version, logical_name, {attribute_access, method_access}}."""
    attributes = []
    for attribute, read, write in found.attributes():
        mode = (1 if may(level, read) else 0) | (2 if may(level, write) else 0)
        selectors = _SELECTORS if found.class_id == _PROFILE and attribute == 2 else axdr.NULL
        attributes.append(axdr.structure(axdr.integer(attribute), axdr.enum(mode), selectors))
    methods = [
        axdr.structure(axdr.integer(method), axdr.enum(1 if may(level, needed) else 0))
        for method, needed in found.methods()
    ]
    return axdr.structure(
        axdr.long_unsigned(found.class_id),
        axdr.unsigned(found.version),
        axdr.octets(found.name),
        axdr.structure(axdr.array(attributes), axdr.array(methods)),
    )
