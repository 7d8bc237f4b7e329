"""The OBIS bank: one entry for every value the meter knows, in one place.

Display, optical readout, COSEM objects and tools are views of these entries. A new register is one row in
`catalogue.py` and appears in all of them. Rows and entries are made when they are asked for, since there are more than
a hundred and heap is scarce.
"""

KINDS = ("energy", "demand", "accumulated", "value", "number", "text", "flags", "clock", "time", "date")


class Entry:
    """One value: `code` A-B:C.D.E (IEC 62056-61), `short` C.D.E, `unit`, `read`, which gives an int, a str for text,
    (seconds, valid) for kinds of the clock, (value, seconds UTC of its time or 0) for demand; `scaler` (power of ten of
    what `read` gives in that unit), `kind` (of KINDS), `digits` (width of numbers and flags), `legal` (the display must
    offer it), `level` (0: read only; else the access level that may write it) and `write`, which takes the new value as
    text and returns True when it has logged the change itself. `read` raises OSError where the
    memory that keeps the value does not answer.
    """

    def __init__(self, code, unit, read, scaler=0, kind="value", digits=0, legal=False, level=0, write=None):
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
    """rows(): yields the arguments of each Entry, as tuples, in the order of the list.

    families(): yields (code, count, unit, read, scaler, kind, level, write): entries `code`1 to `code``count`, read by
    read(number), written by write(number, text). Only `members` lists them.
    """

    def __init__(self, rows, families=None):
        self._rows = rows
        self._families = families

    def get(self, code):
        """The entry with this full or reduced code, or None."""
        # families first: the last of the rows have to be loaded (catalogue.py)
        for family in self._families() if self._families else ():
            prefix = family[0]
            for start in (prefix, prefix[prefix.find(":") + 1 :]):
                number = code[len(start) :] if code.startswith(start) else ""
                if number.isdigit() and number[0] != "0" and int(number) <= family[1]:
                    return _member(int(number), *family)
        reduced = ":" + code
        for row in self._rows():
            if row[0] == code or row[0].endswith(reduced):
                return Entry(*row)
        return None

    def __iter__(self):
        for row in self._rows():
            yield Entry(*row)

    def members(self):
        """Yield the entries of the families."""
        for family in self._families() if self._families else ():
            for number in range(1, family[1] + 1):
                yield _member(number, *family)


def _member(number, prefix, _, unit, read, scaler=0, kind="value", level=0, write=None):
    writer = (lambda text: write(number, text)) if write else None
    return Entry(prefix + str(number), unit, lambda: read(number), scaler, kind, 0, False, level, writer)
