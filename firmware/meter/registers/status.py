"""Meter status 97.97.0: one bit for each condition; set and cleared with its cause unless said otherwise."""

RESET = 0  # the clock has lost its time
MEMORY = 1  # a stored record was damaged; stays until the next start that finds the records whole
MAGNET = 2
RAM = 3
CHECKSUM = 4
ALARM = 5
COVER = 6

CRITICAL = 1 << MEMORY | 1 << RAM | 1 << CHECKSUM  # these light the display's triangle


class Status:
    """The bits in `word`."""

    def __init__(self):
        self.word = 0

    def set(self, bit, on):
        """Returns True when the bit changes."""
        before = self.word
        self.word = before | 1 << bit if on else before & ~(1 << bit)
        return self.word != before

    def critical(self):
        return bool(self.word & CRITICAL)

    def read(self):
        return self.word
