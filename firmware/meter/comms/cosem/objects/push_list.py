"""The list of attributes that are pushed, and the notification that carries them (IEC 62056-53: DataNotification).

An entry of setting push_objects is `class,A-B:C.D.E,attribute`, such as `3,1-0:1.8.0,2`, with *F where it is not 255.
What this type of meter does not have is left out of list and notification alike.
"""

import struct

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import Refused
from meter.comms.cosem.levels import may
from meter.comms.cosem.objects.base import bank_name, logical_name
from meter.comms.cosem.objects.date_time import INVALID, date_time

TAG = 0x0F
BODY = 1000  # bytes that the values of a notification may have together


def entries(settings, directory):
    """Yield (Object, attribute) of each entry that there is."""
    for entry in settings.push_objects:
        try:
            class_id, code, attribute = entry.split(",")
            class_id, attribute = int(class_id), int(attribute)
            generic, name = logical_name(code), bank_name(settings, code)
        except (ValueError, OverflowError):
            continue  # no entry at all: a settings file may hold anything
        found = directory.find(class_id, name) or directory.find(class_id, generic)
        if found is not None and len(name) == 6 and -128 <= attribute <= 127:
            yield found, attribute


def text(class_id, name, attribute):
    """An entry."""
    code = "%d-%d:%d.%d.%d" % tuple(name[:5])
    return "%d,%s%s,%d" % (class_id, code, "" if name[5] == 255 else "*%d" % name[5], attribute)


def may_read(found, attribute, who):
    """Whether `who` may read that attribute."""
    return any(number == attribute and may(who.level, read) for number, read, _ in found.attributes())


def notification(meter, directory, who, invoke_id=0):
    """The APDU: tag, long-invoke-id-and-priority (unconfirmed), date-time, a structure of the values.

    who: the association in whose name is read. An attribute that it may not read, that is refused or that is too long
    is null-data.
    """
    values = []
    left = BODY
    for found, attribute in entries(meter.settings, directory):
        value = _value(found, attribute, who, left)
        left -= len(value)
        values.append(value)
    utc, valid = meter.clock.utc()
    stamp = date_time(meter.settings, utc, meter.clock.summer(utc), 0 if valid else INVALID)
    return struct.pack(">BIB", TAG, invoke_id & 0xFFFFFF, len(stamp)) + stamp + axdr.structure(*values)


def _value(found, attribute, who, most):
    """The attribute's encoding of at most so many bytes."""
    if not may_read(found, attribute, who):
        return axdr.NULL
    try:
        value = found.get(attribute, None, who)
        if not isinstance(value, bytes):
            pieces = b""
            for piece in value:
                pieces += piece
                if len(pieces) > most:
                    break
            value = pieces
    except Refused:
        return axdr.NULL
    return value if len(value) <= most else axdr.NULL
