"""Received characters to whole messages (EN 62056-21), in buffers of fixed size.

A sign-on request is recognised wherever it stands, also inside a block that its sender never finished, because its
characters may not occur in data. A block longer than the buffer is followed to its end but not kept.
"""

from meter.comms.iec62056_21.frames import ACK, CR, EOT, ETX, LF, NAK, SOH, STX

# Kinds of message
REQUEST, OPTION, BLOCK, BROKEN, TOO_LONG, ACKNOWLEDGED, REPEAT = range(7)

BLOCK_SIZE = 256  # characters of a block from SOH or STX to its end
REQUEST_SIZE = 36  # `/?`, 32 characters of address, `!` CR
OPTION_SIZE = 5  # V, Z, Y, CR LF after the ACK

_NOTHING, _IN_BLOCK, _CHECK, _IN_OPTION = range(4)


class Receiver:
    """Collects characters; knows no time, so `clear` must be called when a message breaks off."""

    def __init__(self):
        self._request = bytearray(REQUEST_SIZE)
        self._block = bytearray(BLOCK_SIZE)
        self._option = bytearray(OPTION_SIZE)
        self.clear()

    def clear(self):
        """Forget a message begun."""
        self._state = _NOTHING
        self._count = 0  # characters of the block or option, stored or not
        self._check = 0
        self._asked = 0  # characters of a request

    def begun(self):
        """True while a message has begun and not ended."""
        return self._state != _NOTHING or self._asked > 1

    def endless(self):
        """True while a block is already longer than its buffer: it must not hold up anybody."""
        return self._state in (_IN_BLOCK, _CHECK) and self._count > BLOCK_SIZE

    def accept(self, char, option_expected):
        """Take one 7-bit character; return the message (kind, content) that it completes, or None.

        option_expected: an ACK opens the three characters V, Z, Y instead of standing for itself.
        REQUEST: address as bytes.  OPTION: V, Z, Y as bytes.  BLOCK: (command, text, last) where command is b"" in a
        data block and last is False before an EOT.  BROKEN (check character wrong), TOO_LONG, ACKNOWLEDGED, REPEAT:
        None.
        """
        if self._requested(char):
            message = REQUEST, bytes(self._request[2 : self._asked - 2])
            self.clear()
            return message
        if self._state == _CHECK:
            self._state = _NOTHING
            return self._checked(char)
        if char == SOH or (char == STX and self._state != _IN_BLOCK):
            self._state = _IN_BLOCK
            self._block[0] = char
            self._count = 1
            self._check = 0
        elif self._state == _IN_BLOCK:
            self._collect(char)
        elif self._state == _IN_OPTION:
            return self._chosen(char)
        elif char == ACK:
            if not option_expected:
                return ACKNOWLEDGED, None
            self._state = _IN_OPTION
            self._count = 0
        elif char == NAK:
            return REPEAT, None
        return None

    def _requested(self, char):
        """Follow `/?address!` CR LF; True when `char` ends it."""
        count = self._asked
        if char == 0x2F:
            count = 0
        elif count == 0 or (count == 1 and char != 0x3F):
            self._asked = 0
            return False
        elif char == LF:
            whole = count > 3 and self._request[count - 1] == CR and self._request[count - 2] == 0x21
            if not whole:
                self._asked = 0
            return whole
        elif count == REQUEST_SIZE or (char < 0x20 and char != CR):
            self._asked = 0
            return False
        self._request[count] = char
        self._asked = count + 1
        return False

    def _collect(self, char):
        if self._count < BLOCK_SIZE:
            self._block[self._count] = char
        self._count += 1
        self._check ^= char
        if char in (ETX, EOT):
            self._state = _CHECK

    def _chosen(self, char):
        if char == ACK:  # the one before was noise
            self._count = 0
            return None
        self._option[self._count] = char
        self._count += 1
        if self._count < OPTION_SIZE:
            return None
        self._state = _NOTHING
        if self._option[3] != CR or self._option[4] != LF:
            return None
        return OPTION, bytes(self._option[:3])

    def _checked(self, char):
        if char != self._check:
            return BROKEN, None
        if self._count > BLOCK_SIZE:
            return TOO_LONG, None
        block = bytes(self._block[: self._count])
        last = block[-1] == ETX
        if block[0] == STX:
            return BLOCK, (b"", block[1:-1], last)
        text = block[4:-1] if block[3:4] == b"\x02" else b""
        return BLOCK, (block[1:3], text, last)
