"""A profile (class 7, Blue Book 4.3.6): a view of one of the meter's logs, which streams its buffer row by row.

The array's count is sent first, so each number of it gets its row, though the log goes on or drops meanwhile: a record
that is damaged or gone by then becomes one that says so.
"""
# pyright: reportAttributeAccessIssue=false
# (subclasses have columns and a log)

import struct

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import HARDWARE_FAULT, Refused
from meter.comms.cosem.levels import NOBODY, READING
from meter.comms.cosem.objects.base import Object
from meter.comms.cosem.objects.directory import CLOCK
from meter.comms.cosem.objects.rows import rows
from meter.comms.cosem.objects.selection import count, each, select

FIFO = 1  # sort method
BACKWARD = 4  # rows that are read ahead where the newest comes first


class Profile(Object):
    """directory: see there. What a subclass says: `log` (Log), `columns()`, `record(time, payload)`, `period()`.

    columns(): yields (class, name, attribute, kind of rows.py) of each; record: a list of their values, of which the
    clock's is (seconds UTC, status).
    """

    class_id = 7
    version = 1
    PERIODIC = False
    ATTRIBUTES = tuple([(k, READING, NOBODY) for k in range(2, 9)])

    def __init__(self, name, directory):
        self.name = name
        self.meter = directory.meter
        self.directory = directory
        self.clock_name = directory.name(CLOCK)

    def period(self):
        """Seconds; 0 for records that come when something happens."""
        return 0

    def get(self, attribute, selector, who):
        if attribute != 2:
            return Object.get(self, attribute, selector, who)
        kinds = "".join([column[3] for column in self.columns()])
        try:
            places, found, newest_first = select(self, kinds, selector)
        except OSError:
            raise Refused(HARDWARE_FAULT) from None
        return self._buffer(found, newest_first, rows(self, kinds, places))

    def read(self, attribute, who):
        if attribute == 3:
            return self._capture_objects()
        if attribute == 4:
            return axdr.double_long_unsigned(self.period())
        if attribute == 5:
            return axdr.enum(FIFO)
        if attribute == 6:
            return capture_object(8, self.clock_name, 2)
        log = self.log
        return axdr.double_long_unsigned(log.depth if attribute == 8 else min(log.next - log.first, log.depth))

    def _capture_objects(self):
        found = b""
        columns = 0
        for class_id, name, attribute, kind in self.columns():
            if kind != "-":
                found += capture_object(class_id, name, attribute)
                columns += 1
        return b"\x01" + axdr.length(columns) + found

    def _buffer(self, found, newest_first, encoder):
        """Yield the pieces: the array's head, then a row each."""
        total = count(found)
        yield b"\x01" + axdr.length(total) if total < 65536 else struct.pack(">BBI", 1, 0x84, total)
        try:
            for first, end in each(found):
                if not newest_first:
                    for row in self._rows(first, end, encoder):
                        yield row  # noqa: UP028 — MicroPython's `yield from` is no shorter and takes more memory
                while newest_first and first < end:
                    few = list(self._rows(max(first, end - BACKWARD), end, encoder))
                    end -= len(few)
                    while few:
                        yield few.pop()
        except OSError:
            raise Refused(HARDWARE_FAULT) from None

    def _rows(self, number, end, encoder):
        for found, time, payload in self.log.read(number, end - number):
            while number < found:
                yield encoder.damaged()
                number += 1
            yield encoder.row(time, payload)
            number += 1
        while number < end:
            yield encoder.damaged()
            number += 1


def capture_object(class_id, name, attribute):
    """The structure that names an attribute of an object."""
    head = struct.pack(">BBBH", 2, 4, 18, class_id) + axdr.octets(name)
    return head + axdr.integer(attribute) + axdr.long_unsigned(0)
