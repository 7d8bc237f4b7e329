"""Meter status: one bit for each condition; set and cleared with its cause unless said otherwise.

The lower eight are 97.97.0 (reference table of status words). Those above them are faults that it has no bit for: what
is wrong, all together, is the self-test's register 199.3.0, as a hexadecimal number and the name of the gravest.
"""

RESET = 0  # the clock has lost its time
MEMORY = 1  # a stored record was damaged; stays until the next start that finds the records whole
MAGNET = 2
RAM = 3  # heap
CHECKSUM = 4
ALARM = 5
COVER = 6
CONVERTER = 8  # no samples, or samples that stand still
OFFSET = 9  # their mean is far from the middle: reference or bias
CLOCK = 10  # it stands still, or does not answer
FLASH = 11  # the log file system does not keep what it is given
DISPLAY = 12  # it does not answer
THERMOMETER = 13  # as DISPLAY

NAMES = "TIME MEMORY MAGNET RAM CHECKSUM ALARM COVER - CONVERTER OFFSET CLOCK FLASH DISPLAY HEAT"  # of the bits
_GRAVEST = b"\x08\x09\x01\x03\x04\x0b\x0a\x00\x0d\x0c"  # bits that are faults, the gravest first
FAULTS = 0x3F1B  # these
CRITICAL = 1 << MEMORY | 1 << RAM | 1 << CHECKSUM | 1 << CONVERTER | 1 << OFFSET | 1 << FLASH  # light the triangle


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

    def tamper(self):
        """A cover is open, or a magnet is at the meter."""
        return bool(self.word & (1 << MAGNET | 1 << COVER))

    def read(self):
        """97.97.0."""
        return self.word & 0xFF

    def gravest(self):
        """The name of the gravest fault, "" without one."""
        for bit in _GRAVEST:
            if self.word >> bit & 1:
                return NAMES.split()[bit]
        return ""
