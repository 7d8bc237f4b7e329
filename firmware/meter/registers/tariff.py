"""The tariff in force: chosen by the two tariff inputs, or by a command until an input changes.

Inputs 00, 10, 01, 11 (first input first) choose T1 to T4, as the original's four-tariff module does.
"""

TARIFFS = 8


class Tariff:
    """`active`: 1 to 8."""

    def __init__(self):
        self.active = 1
        self._inputs = None

    def inputs(self, first, second):
        """Levels of the tariff inputs; called at every window, acts on a change only."""
        levels = (1 if first else 0) + (2 if second else 0)
        if levels != self._inputs:
            self._inputs = levels
            self.active = 1 + levels

    def read(self):
        return self.active

    def write(self, text):
        """Force a tariff. Raises ValueError for anything but 1 to 8."""
        if not (len(text) == 1 and "1" <= text <= "8"):
            raise ValueError("TARIFF 1 TO %d" % TARIFFS)
        self.active = int(text)
