"""Meter status and event status words: bits of conditions, set and cleared with their cause, and bits of what happened.

0 to 7 are 97.97.0, 8 to 15 conditions that it has no bit for. What is wrong, all together, is the self-test's register
199.3.0, as a hexadecimal number and the name of the gravest. From A and B on: bits of the event status words 96.10.1
and 96.10.2 (reference table of status words). They stay, through outages too, until somebody acknowledges them.
"""

import struct

RESET = 0  # the clock has lost its time
MEMORY = 1  # a stored record was damaged; stays until the next start that finds the records whole
MAGNET = 2
RAM = 3  # heap
CHECKSUM = 4
ALARM = 5
COVER = 6
CONVERTER = 8  # no samples, or samples that stand still
OFFSET = 9  # their mean is far from the middle: reference or bias
CLOCK = 10  # it stands still, does not answer, or goes otherwise than the samples
FLASH = 11  # the log file system does not keep what it is given
DISPLAY = 12  # it does not answer
THERMOMETER = 13  # as DISPLAY
TERMINAL = 14  # its cover is open

A = 32
A_CLOCK_SET, A_B_CHANGED, A_DISCONNECT, A_FLASH = A + 10, A + 11, A + 12, A + 13
A_BILLING_LOG, A_STATUS_LOG, A_QUALITY_LOG, A_CUT_LOG, A_LOAD_LOG = A + 16, A + 18, A + 19, A + 20, A + 21  # new rows
A_SIGN_ON = A + 24  # to programming mode
A_AUDIT_OK, A_AUDIT_FAIL = A + 27, A + 28  # firmware update
A_ANALYSIS_LOG, A_PERIOD_LOG = A + 30, A + 31

B = 64
B_AUDIT_OK, B_AUDIT_FAIL = B, B + 1
B_CHECKSUM, B_POWER_FAIL, B_MISSING_PHASE = B + 4, B + 5, B + 6
B_OVERVOLTAGE, B_UNDERVOLTAGE = B + 9, B + 10
B_ALARM, B_NO_CURRENT, B_MAGNET, B_COVER, B_REVERSED = B + 15, B + 16, B + 21, B + 22, B + 24
B_PREPAYMENT = B + 28
B_OPENED_BY_HAND, B_OPENED_BY_ITSELF, B_OPENED_REMOTELY = B + 29, B + 30, B + 31  # the breaker

NAMES = "TIME MEMORY MAGNET RAM CHECKSUM ALARM COVER - CONVERTER OFFSET CLOCK FLASH DISPLAY HEAT"  # of the bits
_GRAVEST = b"\x08\x09\x01\x03\x04\x0b\x0a\x00\x0d\x0c"  # bits that are faults, the gravest first
FAULTS = 0x3F1B  # these
CRITICAL = 1 << MEMORY | 1 << RAM | 1 << CHECKSUM | 1 << CONVERTER | 1 << OFFSET | 1 << FLASH  # light the triangle
_TAMPER = 1 << MAGNET | 1 << COVER | 1 << TERMINAL
_TAMPER_B = 1 << B_REVERSED - B | 1 << B_MISSING_PHASE - B
# bits of the two words that a condition brings about: pairs
_FOLLOW = bytes(
    (MAGNET, B_MAGNET, CHECKSUM, B_CHECKSUM, ALARM, B_ALARM, COVER, B_COVER, TERMINAL, B_COVER, FLASH, A_FLASH)
)
_KEPT = "<IIH"


class Status:
    """The conditions in `word`; settings: tamper_latched (1: magnet and covers show until they are acknowledged)."""

    def __init__(self, settings=None):
        self._settings = settings
        self.word = 0
        self.a = 0  # what has happened; its lower eight bits are those of 97.97.0 and not here
        self.b = 0  # 96.10.2
        self._causes = 0  # bits of B whose cause is there
        self._latched = 0  # bits of _TAMPER since the last acknowledgement

    def set(self, bit, on):
        """A condition, 0 to 15 or one of B, is there or not; True when that changes."""
        if bit >= B:
            place = 1 << bit - B
            if bool(self._causes & place) == bool(on):
                return False
            self._causes ^= place
            if on:
                self.happened(bit)
            return True
        if self.word >> bit & 1 == bool(on):
            return False
        self.word ^= 1 << bit
        self._latched |= self.word & _TAMPER
        if on:
            for k in range(0, len(_FOLLOW), 2):
                if _FOLLOW[k] == bit:
                    self.happened(_FOLLOW[k + 1])
        return True

    def happened(self, bit):
        """Something of A or B has happened: its bit stays until it is acknowledged."""
        if bit < B:
            self.a |= 1 << bit - A
            return
        before = self.b
        self.b = before | 1 << bit - B
        if self.b != before:
            self.a |= 1 << A_B_CHANGED - A

    def acknowledge(self, staying):
        """Clear B but for the bits of `staying` and for those whose cause is there, all of A, and latched tampering."""
        causes = self._causes
        for k in range(0, len(_FOLLOW), 2):
            if self.word >> _FOLLOW[k] & 1 and _FOLLOW[k + 1] >= B:
                causes |= 1 << _FOLLOW[k + 1] - B
        self.b &= staying | causes
        self.a = 1 << A_FLASH - A if self.word >> FLASH & 1 else 0
        self._latched = self.word & _TAMPER

    def critical(self):
        return bool(self.word & CRITICAL)

    def tamper(self):
        """Whether somebody tampers with the meter, or has and it is latched."""
        return bool(self._tampering() & _TAMPER or self._causes & _TAMPER_B)

    def read(self):
        """97.97.0."""
        return (self.word | self._tampering()) & 0xFF

    def read_a(self):
        """96.10.1."""
        return self.a | self.read()

    def gravest(self):
        """The name of the gravest fault, "" without one."""
        for bit in _GRAVEST:
            if self.word >> bit & 1:
                return NAMES.split()[bit]
        return ""

    def pack(self):
        return struct.pack(_KEPT, self.a, self.b, self._latched)

    def unpack(self, state, at):
        """Before this, there may be new bits of this start: they stay."""
        a, b, latched = struct.unpack_from(_KEPT, state, at)
        self.a |= a
        self.b |= b
        self._latched |= latched

    def _tampering(self):
        return self.word | (self._latched if self._settings and self._settings.tamper_latched else 0)
