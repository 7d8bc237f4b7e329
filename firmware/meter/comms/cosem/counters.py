"""Invocation counters that outlast every supply cut (IEC 62056-53; DLMS UA Green Book 9.2.7.2.4).

Kept in a journal of its own (stores.py). The meter's own counter is stored ahead, RESERVE at a
time, so that it need not be stored for each answer; a client's is stored when it is accepted. Sixteen places of an
EEPROM stand 16 million requests: with 30 of them each quarter of an hour 15 years.

Readers share keys and may share a title, and no APDU tells which of them it was made for: none of them may repeat what
another one has said, so that what counts is the highest of theirs. The management client proves itself each time.
"""

import struct

from meter.storage.journal import Journal, room

CLIENTS = (1, 18, 19, 20)
RESERVE = 256
LAST = 0xFFFFFFFF
AT, END = 0, 1024  # in the memory
_FORM = "<%dI" % (len(CLIENTS) + 1)
_SIZE = struct.calcsize(_FORM)


class Counters:
    """memory: see boards/README.md."""

    def __init__(self, memory):
        self._journal = Journal(memory, AT, _SIZE, min(16, END // room(memory, _SIZE, 1)))
        kept = self._journal.load()
        self._kept = list(struct.unpack(_FORM, kept)) if kept else [0] * (len(CLIENTS) + 1)
        self._next = max(1, self._kept[0])  # clients want to see one above none

    def take(self):
        """The meter's next own counter, never one given before. OSError when the memory fails or none is left."""
        if self._next >= self._kept[0]:
            if self._next > LAST - RESERVE:
                raise OSError("invocation counters used up")
            self._keep(0, self._next + RESERVE)
        self._next += 1
        return self._next - 1

    def accept(self, client, counter):
        """Whether `counter` is above all that were accepted from `client`, of a reader from any reader."""
        k = self._place(client)
        if not k or not self.accepted(client) <= counter < LAST:
            return False
        try:
            self._keep(k, counter + 1)
        except OSError:
            return False  # what cannot be kept could be replayed
        return True

    def accepted(self, client):
        """The lowest counter that is accepted from `client` next."""
        k = self._place(client)
        return max(self._kept[2:]) if k > 1 else self._kept[1] if k else 0

    def _place(self, client):
        return CLIENTS.index(client) + 1 if client in CLIENTS else 0

    def _keep(self, k, value):
        before, self._kept[k] = self._kept[k], value
        try:
            self._journal.save(struct.pack(_FORM, *self._kept))
        except OSError:
            self._kept[k] = before
            raise
