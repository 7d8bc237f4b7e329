"""Rows of a profile's buffer: one structure in A-XDR for each record.

Kinds of columns: c clock, s LoggerStatus, q DataQuality, f energy format, t time of a maximum, v text, e whatever an
event holds, B H I i numbers (data.py). `Rows` takes any; `FastRows` those of load profile and analysis logger.
"""

import struct

from meter.clock.calendar import DAY, SPAN, from_seconds
from meter.comms.cosem import axdr
from meter.comms.cosem.objects.data import number
from meter.comms.cosem.objects.date_time import FORM, INVALID, date_time, deviation, weekday
from meter.comms.cosem.objects.register import moment
from meter.logs.marks import INVALID_TIME, QUALITY, logger_status

DAMAGED = 1 << 3  # of LoggerStatus: the record fails its CRC
ENERGY_FORMAT = 1
_NUMBERS = {"B": 17, "H": 18, "I": 6}


class Rows:
    """profile: settings, and record(time, payload), which gives a value for each of its columns; kinds: letters of all
    columns; places: of those that are wanted."""

    def __init__(self, profile, kinds, places):
        self._profile = profile
        self._kinds = kinds
        self._places = places

    def row(self, time, payload):
        """The encoded row of a record."""
        values = self._profile.record(time, payload)
        settings = self._profile.meter.settings
        return self._join(lambda k: _element(settings, self._kinds[k], values[k]))

    def damaged(self):
        """The row of a record that cannot be read: it says so and nothing else."""
        return self._join(lambda k: axdr.long_unsigned(DAMAGED) if self._kinds[k] == "s" else axdr.NULL)

    def _join(self, element):
        row = b"\x02" + axdr.length(len(self._places))
        for k in self._places:
            row += element(k)
        return row


class FastRows(Rows):
    """Rows of marks and unsigned registers of five bytes: one `unpack`, one `pack`, and the date once a day."""

    def __init__(self, profile, kinds, places):
        Rows.__init__(self, profile, kinds, places)
        settings = profile.meter.settings
        self._zone_s = 3600 * settings.zone_hours
        self._day = -1
        self._date = self._status = self._quality = 0  # where these are among the values
        self._slots = bytearray()  # where a register goes, which of the fields of a record it is
        form = ">BB"
        self._values = values = [2, len(places)]
        head = len([kind for kind in kinds if kind in "csqf"])
        self._fields = "<H" + (len(kinds) - head) * "IB"
        for k in places:
            kind = kinds[k]
            if kind == "c":
                form += "BB" + FORM[1:]
                values += [9, 12]
                self._date = len(values)
                values += [0, 0, 0, 0, 0, 0, 0, 255, deviation(settings), 0]
            elif kind == "s":
                form += "BH"
                self._status = len(values) + 1
                values += [18, 0]
            elif kind == "q":
                form += "BI"
                self._quality = len(values) + 1
                values += [6, 0]
            elif kind == "f":
                form += "Bb"
                values += [15, ENERGY_FORMAT]
            else:
                form += "B" + kind
                self._slots.append(len(values) + 1)
                self._slots.append(1 + 2 * (k - head))
                values += [_NUMBERS[kind], 0]
        self._form = form

    def row(self, time, payload):
        fields = struct.unpack(self._fields, payload)
        values, slots = self._values, self._slots
        for k in range(0, len(slots), 2):
            field = slots[k + 1]
            if fields[field + 1]:
                return Rows.row(self, time, payload)  # a register above 32 bits
            values[slots[k]] = fields[field]
        marks = fields[0]
        at = self._date
        if at:
            local = min(max(time + self._zone_s, 0), SPAN - 1)
            if local // DAY != self._day:
                self._day = local // DAY
                values[at : at + 3] = from_seconds(local)[:3]
                values[at + 3] = weekday(local)
            second = local % DAY
            values[at + 4] = second // 3600
            values[at + 5] = second // 60 % 60
            values[at + 6] = second % 60
            values[at + 9] = INVALID if marks & INVALID_TIME else 0
        if self._status:
            values[self._status] = logger_status(marks)
        if self._quality:
            values[self._quality] = marks & QUALITY
        return struct.pack(self._form, *values)


def rows(profile, kinds, places):
    """Rows or FastRows."""
    fast = profile.PERIODIC and all(kind in "csqfBHI" for kind in kinds)
    return (FastRows if fast else Rows)(profile, kinds, places)


def _element(settings, kind, value):
    if kind == "c":
        return axdr.octets(date_time(settings, value[0], False, value[1]))
    if kind == "s":
        return axdr.long_unsigned(value)
    if kind == "f":
        return axdr.integer(value)
    if kind == "t":
        return axdr.octets(moment(settings, value))
    if kind in "ev" and not isinstance(value, int):
        return axdr.NULL if value is None else axdr.octets(value) if isinstance(value, bytes) else axdr.visible(value)
    return number(value, kind)
