"""Which tariff ought to be in force: by the time switch, by the tariff inputs, or fixed; a command overrides either.

What is configured decides: a tariff module (CCC 008: one input, CCC 018: two) gives the inputs their say, a table (OOO)
the time switch; without either the tariff stays. A forced tariff lasts until the source next asks for another one.
Inputs 00, 10, 01, 11 (first input first) are T1 to T4, as on the original's four-tariff module.
"""

from meter.clock.calendar import from_seconds

TWO_TARIFFS, FOUR_TARIFFS = 8, 18  # modules


class Tariff:
    """settings: module, type_number; table: TimeSwitch or None. `wanted`: 1 to 8."""

    def __init__(self, settings, table=None):
        self._settings = settings
        self.table = table
        self.wanted = 1
        self._asked = None  # what the source last asked for

    def inputs(self, first, second):
        """Levels of the tariff inputs, at every window."""
        module = self._settings.module
        if module == FOUR_TARIFFS:
            self._ask(1 + (1 if first else 0) + (2 if second else 0))
        elif module == TWO_TARIFFS:
            self._ask(2 if first else 1)

    def minute(self, local):
        """Local time, seconds since 2000, at least once a minute."""
        if self.table:
            year, month, day, hour, minute = from_seconds(local)[:5]
            self._ask(self.table.tariff(year, month, day, 60 * hour + minute))

    def _ask(self, tariff):
        if tariff != self._asked:
            self._asked = tariff
            self.wanted = tariff

    def read(self):
        return self.wanted

    def write(self, text):
        """Force a tariff. Raises ValueError for one that this type of meter does not have."""
        most = self._settings.type_number.tariffs
        if not (len(text) == 1 and "1" <= text <= str(most)):
            raise ValueError("TARIFF 1 TO %d" % most)
        self.wanted = int(text)
