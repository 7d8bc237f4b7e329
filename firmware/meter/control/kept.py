"""What is kept of the breaker: its state in a journal, each change of it in the cut log (1-0:99.98.5).

The journal has the log's last record too, so that a start can write it where the supply went between the two.
"""

import struct

CUT = "<BBBBI"  # state, feedback, cause, state before, load (mA, or mW where the limit is in kW)
# causes: 1 command, 2 button, 3 load, 4 prepayment, 5 voltage, 6 what had opened it is no more, and
START = 7  # contacts that were not as the state said
_CAUSES = "drc Bb wnol ex v am"  # events of breaker.py
ROOM = 56  # bytes for the state; what comes behind them is prepayment's

_VERSION = 1
_FORM = "<BBBII8s"


class Kept:
    """`journal`, `log`: of stores. `state`, `moving`: the contacts are not there yet; `due`: a record waits for
    `append`; `lost`: records that the log did not take."""

    def __init__(self, journal, log):
        self.journal = journal
        self.log = log
        self.state = 4
        self.moving = False
        self.due = False
        self.lost = 0
        self._number, self._time, self._record = log.next, 0, bytes(8)
        self.paid = bytes(journal.size - ROOM)  # of prepayment, while it is off

    def load(self):
        """Take what was kept, and write the record that a cut of the supply has left out; the payload, or None."""
        kept = self.journal.load()
        if kept is None or kept[0] != _VERSION:
            return None
        _, self.state, moving, self._number, self._time, self._record = struct.unpack_from(_FORM, kept)
        self.moving = moving == 1
        self.paid = kept[ROOM:]
        if self._time and self._number == self.log.next:
            self.append()
        return kept

    def save(self, prepayment):
        """Keep all of it, and what prepayment packs; whether the memory took it."""
        moving = 1 if self.moving else 0
        try:
            payload = struct.pack(_FORM, _VERSION, self.state, moving, self._number, self._time, self._record)
            payload += bytes(ROOM - len(payload)) + (prepayment.pack() if prepayment else self.paid)
            self.journal.save(payload + bytes(self.journal.size - len(payload)))
        except (OSError, MemoryError):  # a client may have the heap: what opens must open all the same
            return False
        return True

    def change(self, state, moves, time, feedback, event, value):
        """Another state by an event, "" for START, with the cut log's next record: what there was, for `back`."""
        if self.due:
            self.append()
        before = self.state, self.moving, self._number, self._time, self._record
        self._number = self.log.next
        self._time = time
        cause = _CAUSES[: _CAUSES.find(event)].count(" ") + 1 if event else START
        self._record = struct.pack(CUT, state, feedback, cause, self.state, min(value, 0xFFFFFFFF))
        self.state = state
        self.moving = self.moving or moves
        self.due = True
        return before

    def back(self, before):
        """It was not kept: as before the `change`."""
        self.state, self.moving, self._number, self._time, self._record = before
        self.due = False

    def append(self):
        """Write the record of the last change."""
        self.due = False
        try:
            self.log.append(self._time, self._record)
        except OSError:
            self.lost += 1
