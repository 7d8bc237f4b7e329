"""Attributes and methods by their names, each behind its right (IEC 62056-53 clause 8.3, IEC 62056-62)."""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import CLASS_INCONSISTENT, OBJECT_UNDEFINED, READ_WRITE_DENIED, SCOPE_VIOLATED, Refused
from meter.comms.cosem.levels import may
from meter.comms.cosem.objects.base import visible

LISTED = 24  # of one request with a list: the results of so many fit an APDU of 64 bytes, ciphered too
SELECTIVE_ACCESS = 0x04


def targets(data, at, listed, selective):
    """([(class id, logical name, attribute or method, selector)], where they end) of one descriptor or a list.

    selective: each is followed by an access selection, selector is then None or (number, decoded parameter).
    Raises DataError.
    """
    count = 1
    if listed:
        count, at = axdr.decode_length(data, at)
        if not 1 <= count <= LISTED:
            raise axdr.DataError("%d descriptors" % count)
    found = []
    while len(found) < count:
        end = at + 9
        if end + selective > len(data):
            raise axdr.DataError("ends too early")
        number = data[end - 1]
        selector = None
        name = bytes(data[at + 2 : at + 8])
        class_id = data[at] << 8 | data[at + 1]
        at = end
        if selective:
            selector, at = _selection(data, at)
        found.append((class_id, name, number - 256 if number > 127 else number, selector))
    return found, at


def read(directory, who, target):
    """What `get` of the attribute gives. Raises Refused."""
    class_id, name, attribute, selector = target
    if selector is not None and not who.conformance & SELECTIVE_ACCESS:
        raise Refused(SCOPE_VIOLATED)
    found = _seen(directory.find(class_id, name), directory, class_id, name, who.level)
    _permit(found.attributes(), attribute, 1, who.level)
    return found.get(attribute, selector, who)


def writing(directory, who, target, value):
    """(function, argument, …) that gives the attribute a decoded value. Raises Refused, and so may the function."""
    class_id, name, attribute, selector = target
    if selector is not None:
        raise Refused(SCOPE_VIOLATED)
    found = _seen(directory.find(class_id, name), directory, class_id, name, who.level)
    _permit(found.attributes(), attribute, 2, who.level)
    return found.set, attribute, value, who


def calling(directory, who, target, value):
    """(function, argument, …) that gives the encoded answer of the method, or None; as `writing`."""
    class_id, name, method, _ = target
    found = _seen(directory.find(class_id, name), directory, class_id, name, who.level)
    _permit(found.methods(), method, 1, who.level)
    return found.act, method, value, who


def _selection(data, at):
    flag = data[at]
    at += 1
    if flag == 0:
        return None, at
    if flag != 1 or at >= len(data):
        raise axdr.DataError("access selection")
    value, end = axdr.decode(data, at + 1)
    return (data[at], value), end


def _seen(found, directory, class_id, name, level):
    """`found`, where there is one and this level sees it. Raises Refused."""
    if found and visible(found, level):
        return found
    for other in directory.classes(name):
        found = None if other == class_id else directory.find(other, name)
        if found and visible(found, level):
            raise Refused(CLASS_INCONSISTENT)
    raise Refused(OBJECT_UNDEFINED)


def _permit(rights, number, column, level):
    for row in rights:
        if row[0] == number:
            if not may(level, row[column]):
                raise Refused(READ_WRITE_DENIED)
            return
    raise Refused(OBJECT_UNDEFINED)
