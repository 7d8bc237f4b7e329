"""Programming mode (EN 62056-21 mode C): password, reading and writing registers, the clock.

One command block in, one answer block out. Changes go through `commands` only. The right that a password gives lasts
until `forget`.
"""

from meter.commands import CommandError
from meter.comms.iec62056_21.clock_text import written_seconds
from meter.comms.iec62056_21.frames import BREAK, data, error, split
from meter.comms.iec62056_21.readout import register

ACCEPTED = b"\x06"

# Error messages; ER07 is followed by what the command itself says.
UNKNOWN_COMMAND = "ER01 UNKNOWN COMMAND"
PASSWORD_FIRST = "ER02 PASSWORD FIRST"
UNKNOWN_REGISTER = "ER03 UNKNOWN REGISTER"
FORMAT = "ER04 FORMAT"
BAD_DATE = "ER05 DATE %s"  # with the part that cannot be: "MONTH 13"
TOO_LONG = "ER06 TOO LONG"
REFUSED = "ER07 %s"

LONG_WRITE = 640  # characters of a write in partial blocks: 40 identifiers fit
NOBODY, PASSWORD_1 = 0, 1  # levels of `commands`


class Programming:
    """Answers the commands of one port; `level` is the right its reader holds."""

    def __init__(self, settings, bank, commands):
        self._settings = settings
        self._bank = bank
        self._commands = commands
        self.forget()

    def forget(self):
        """Drop the reader's right and a write begun in partial blocks."""
        self.level = NOBODY
        self._drop_partial()

    def answer(self, command, text, last):
        """The block or character that answers a command; BREAK ends the session; b"" for data nobody asked for.

        command: such as b"R1", or b"" for a data block, which only continues a partial write.
        text:    the operand `id(value)`.  last: False where another partial block follows.
        """
        if self._partial_of and command in (b"", self._partial_of):
            return self._continue(text, last)
        self._drop_partial()
        if not command:
            return b""
        if command == b"P1" and last:
            return self._sign_in(text)
        if command not in (b"R1", b"R5", b"W1", b"W5"):
            return error(UNKNOWN_COMMAND)
        if self.level == NOBODY:
            return error(PASSWORD_FIRST)
        if not last:
            return self._begin(command, text)
        return self._execute(command, text)

    def too_long(self):
        """The answer to a block that did not fit."""
        self._drop_partial()
        return error(TOO_LONG)

    def _sign_in(self, text):
        operand = split(text)
        if operand is None or not _same(operand[1], self._settings.password):
            self.forget()
            return BREAK
        self.level = PASSWORD_1
        self._commands.signed_on()
        return ACCEPTED

    def _begin(self, command, text):
        if command[:1] != b"W":
            return error(FORMAT)
        self._partial_of = command
        return self._continue(text, False)

    def _continue(self, text, last):
        if len(self._partial) + len(text) > LONG_WRITE:
            return self.too_long()
        self._partial += text
        if not last:
            return ACCEPTED
        command, text = self._partial_of, self._partial
        self._drop_partial()
        return self._execute(command, text)

    def _drop_partial(self):
        self._partial_of = b""
        self._partial = b""

    def _execute(self, command, text):
        operand = split(text)
        if operand is None:
            return error(FORMAT)
        identifier, value = operand
        if command[:1] == b"R":
            return self._read(identifier)
        try:
            if command == b"W1":
                self._commands.write(identifier, value, self.level)
                return ACCEPTED
            return self._set_clock(identifier, value)
        except CommandError as refusal:
            return error(REFUSED % refusal)

    def _read(self, identifier):
        entry = self._bank.get(identifier)
        if entry is None:
            return error(UNKNOWN_REGISTER)
        return data(register(entry, identifier, self._settings.zone_hours))

    def _set_clock(self, identifier, digits):
        entry = self._bank.get(identifier)
        if entry is None:
            return error(UNKNOWN_REGISTER)
        if entry.kind != "clock":
            return error(REFUSED % "NOT A CLOCK")
        try:
            seconds = written_seconds(digits, self._settings.zone_hours)
        except ValueError as impossible:
            return error(BAD_DATE % str(impossible).split(":")[0].upper())
        if seconds is None:
            return error(FORMAT)
        self._commands.set_clock(seconds, self.level)
        return ACCEPTED


def _same(given, secret):
    """Compare two passwords in a time that tells nothing about `secret`; an empty secret matches nothing."""
    if not secret:
        return False
    difference = len(given) ^ len(secret)
    for k in range(len(given)):
        difference |= ord(given[k]) ^ ord(secret[k % len(secret)])
    return difference == 0
