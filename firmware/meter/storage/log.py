"""A circular log of records of one size: new ones in an inbox of FRAM, the others in append-only segment files.

A record is durable when `append` returns; `flush` moves what waits into files, at a moment that the caller picks, since
flash stalls the processor. Inbox and file may overlap after a supply cut: what is in a file, its position tells.
"""

import struct

from meter.storage.inbox import BACK, CLEARED, DAMAGED, FILE_HEAD, PLAIN, Inbox, decode
from meter.storage.segments import Segments

LATEST = 0xFFFFFFFF  # of times and of numbers
MOST = 512  # bytes read at a time
ENOSPC = 28  # errno of a full file system; MicroPython's module does not have it


class Log:
    """Keeps the newest `depth` records or more, `per_segment` a file, numbered from 0 for ever (uint32).

    files: names, read, append, remove (boards/README.md); name: what the files' names begin with; size: bytes of a
    payload; memory, address, places: of the inbox, see `inbox.room`. Times are seconds (uint32).
    `first`, `next`: the records kept are first ≤ number < next; `depth` as given. `damaged`: records that passes of
    `find` and `read` had to leave out, each once a pass. OSError from any method is the files' or the memory's.
    """

    def __init__(self, files, name, size, depth, per_segment, memory, address, places):
        self._files = files
        self._size = size
        self.depth = depth
        self._per_segment = per_segment
        self._inbox = Inbox(memory, address, size, places)
        self._segments = Segments(name)
        self.damaged = 0
        self._resume(self._list(name))

    @property
    def waiting(self):
        """How many records are in the inbox only."""
        return self.next - self._filed

    def due(self):
        """Whether so many records wait that it is time to flush: half the inbox."""
        return 2 * self.waiting >= self._inbox.places

    def append(self, time, payload, mark=False):
        """Add a record, durable when this returns; its number. A full inbox is flushed first.

        mark: the clock has been set back before it. That is also taken from the times themselves.
        """
        if len(payload) != self._size:
            raise ValueError("log: %d bytes, not %d" % (len(payload), self._size))
        return self._put(time, payload, BACK if mark or time < self._newest else PLAIN)

    def flush(self):
        """Move what waits into files, and drop the oldest ones that the guaranteed depth does not need."""
        segments = self._segments
        while self._filed < self.next:
            self._file()
            while len(segments) > 1 and segments.entry(1)[0] + self.depth <= self.next:
                self._drop()

    def find(self, since, until):
        """Yield (number, time, payload) with since ≤ time ≤ until, in order of the numbers.

        The log may go on between two of them.
        """
        return self._walk(0, LATEST, since, until)

    def read(self, first, count):
        """Yield (number, time, payload) of the `count` numbers from `first` on, as far as they are kept."""
        return self._walk(first, first + count, 0, LATEST)

    def ascending(self, number):
        """(end, earliest, latest): from `number` to before `end` times ascend, and are from `earliest` to `latest`."""
        if number >= self._filed:
            return number + 1, 0, LATEST
        segments = self._segments
        k = segments.holding(number)
        if k + 1 == len(segments):
            return self._filed, segments.entry(k)[1], LATEST
        end, time, back = segments.entry(k + 1)
        return end, segments.entry(k)[1], LATEST if back else time

    def clear(self):
        """Drop all records, at once whenever the supply goes; the numbers go on, and this takes one."""
        self._put(self._newest, bytes(self._size), CLEARED)
        self._filed = self.first = self.next
        self._room = 0
        while self._segments:
            self._drop()

    def _list(self, name):
        """Find the segments; bytes of the last one."""
        last = 0
        for file, count in self._files.names(name):
            if count < FILE_HEAD + self._size:
                continue  # a cut came between making and filling it: filled, it will have the same name
            k = self._segments.adopt(file)
            if k is not None and k + 1 == len(self._segments):
                last = count
        return last

    def _resume(self, last):
        """Go on where segments, the last one of `last` bytes, and inbox end."""
        segments = self._segments
        following, time, kept = self._inbox.newest()
        self.first = self._filed = end = 0
        while segments and segments.entry(0)[0] < kept:
            self._drop()
        if segments:
            self.first = segments.entry(0)[0]
            end = segments.entry(len(segments) - 1)[0] + last // (FILE_HEAD + self._size)
        self.next = max(end, following)
        self._filed = max(end, kept, following - self._inbox.places)
        if not segments:
            self.first = self._filed
        # nothing but whole records may be in the way of the next one
        whole = segments and end == self._filed and not last % (FILE_HEAD + self._size)
        self._room = max(0, segments.entry(len(segments) - 1)[0] + self._per_segment - end) if whole else 0
        if following == self.next and time is not None:
            self._newest = time
        else:
            self._newest = LATEST if segments else 0

    def _put(self, time, payload, kind):
        if self.waiting == self._inbox.places:
            self.flush()
        self._inbox.put(self.next, time, payload, kind)
        self._newest = time
        self.next += 1
        return self.next - 1

    def _file(self):
        """Move what belongs into one segment file, a new one where the last takes no more."""
        segments = self._segments
        kind, record = self._inbox.get(self._filed)
        fresh = None
        if kind == BACK or not self._room:
            # of a damaged record nothing is known, so nothing is promised
            time, back = (0, True) if kind is DAMAGED else (struct.unpack_from("<I", record, 4)[0], kind == BACK)
            fresh = self._filed, time, back
            self._room = 0
        name = segments.called(*fresh) if fresh else segments.name(len(segments) - 1)
        data, count = self._gather(record, self._per_segment if fresh else self._room)
        self._write(name, data, 0 if fresh else 1)
        if fresh:
            segments.add(*fresh)
            self._room = self._per_segment
            if len(segments) == 1:
                self.first = self._filed
        self._filed += count
        self._room -= count

    def _gather(self, record, most):
        """(records of one segment from the oldest that waits, which is `record`, how many): at most `most`."""
        data = bytearray(record)
        count = 1
        while count < most and self._filed + count < self.next:
            kind, record = self._inbox.get(self._filed + count)
            if kind == BACK:
                break
            data.extend(record)
            count += 1
        return data, count

    def _write(self, name, data, needed):
        """Append to a file; a full file system costs the oldest segments, but for the `needed` last."""
        while True:
            try:
                return self._files.append(name, data)
            except OSError as fault:
                if fault.errno != ENOSPC or len(self._segments) <= needed:
                    raise
            self._drop()

    def _drop(self):
        """Drop the oldest segment."""
        self._files.remove(self._segments.name(0))
        self._segments.drop(0)
        self.first = max(self.first, self._segments.entry(0)[0] if self._segments else self._filed)

    def _walk(self, number, end, since, until):
        while True:
            number = max(number, self.first)
            if number >= min(end, self.next):
                return
            after, data = self._piece(number, min(end, self.next), since, until)
            if not data:
                number = after
            for at in range(0, len(data), FILE_HEAD + self._size):
                found = decode(number, data[at : at + FILE_HEAD + self._size])
                number += 1
                if not found:
                    self.damaged += 1
                elif found[0] > until:
                    number = after  # times ascend
                    break
                elif found[0] >= since:
                    yield (number - 1,) + found

    def _piece(self, number, end, since, until):
        """(number after all that can be read in one go, some whole records from `number` on)."""
        if number >= self._filed:
            return number + 1, self._inbox.get(number)[1]
        segments, record = self._segments, FILE_HEAD + self._size
        k = segments.holding(number)
        after = segments.entry(k + 1)[0] if k + 1 < len(segments) else self._filed
        if not segments.may_hold(k, since, until):
            return after, b""
        count = min(after, end, number + max(1, MOST // record)) - number
        data = self._files.read(segments.name(k), (number - segments.entry(k)[0]) * record, count * record)
        return after, data[: len(data) // record * record]
