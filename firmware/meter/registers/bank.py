"""The OBIS bank: one entry for every value the meter knows, in one place.

Display, optical readout, COSEM objects and tools are views of these entries. A new register is one `add` in
`catalogue.py` and appears in all of them.
"""

KINDS = ("energy", "value", "number", "text", "flags", "clock", "time", "date")


class Entry:
    """One value: `code` A-B:C.D.E (IEC 62056-61), `short` C.D.E, `unit`, `scaler` (power of ten of what `read` gives
    in that unit), `kind` (of KINDS), `digits` (width of numbers and flags), `legal` (the display must offer it),
    `level` (0: read only; else the access level that may write it) and `write`, which takes the new value as text.
    """

    def __init__(self, code, unit, read, scaler, kind, digits, legal, level, write):
        self.code = code
        self.short = code[code.find(":") + 1 :]
        self.unit = unit
        self.read = read
        self.scaler = scaler
        self.kind = kind
        self.digits = digits
        self.legal = legal
        self.level = level
        self.write = write


class Bank:
    """All entries, in the order added, found by full or reduced code."""

    def __init__(self):
        self._entries = []
        self._index = {}
        self._families = []

    def add(self, code, unit, read, scaler=0, kind="value", digits=0, legal=False, level=0, write=None):
        """Add an entry; read() gives an int, a str for text, (seconds, valid) for kinds of the clock.

        Raises ValueError for a code that is there already and for an unknown kind.
        """
        entry = Entry(code, unit, read, scaler, kind, digits, legal, level, write)
        if kind not in KINDS or entry.code in self._index or entry.short in self._index:
            raise ValueError("register %s: %s" % (code, "kind " + kind if kind not in KINDS else "twice"))
        self._entries.append(entry)
        self._index[entry.code] = self._index[entry.short] = entry

    def add_family(self, code, unit, count, read, scaler=0, kind="value"):
        """Add entries `code`1 to `code``count`, read by read(number): made when asked for, and not listed."""
        self._families.append((code, unit, count, read, scaler, kind))

    def get(self, code):
        """The entry with this full or reduced code, or None."""
        found = self._index.get(code)
        return found or self._member(code)

    def _member(self, code):
        for prefix, unit, count, read, scaler, kind in self._families:
            short = prefix[prefix.find(":") + 1 :]
            for start in (prefix, short):
                number = code[len(start) :] if code.startswith(start) else ""
                if number.isdigit() and number[0] != "0" and int(number) <= count:
                    return _member(prefix + number, unit, read, int(number), scaler, kind)
        return None

    def __iter__(self):
        return iter(self._entries)


def _member(code, unit, read, number, scaler, kind):
    return Entry(code, unit, lambda: read(number), scaler, kind, 0, False, 0, None)
