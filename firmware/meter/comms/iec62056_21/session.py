"""A reader's visit at the optical port (EN 62056-21 modes A and C): the state machine, bytes in and actions out.

Knows no clock and no line. Whoever drives it hands in characters and a time in milliseconds that only grows, carries
out the actions that `take` gives, one after the other, and calls `poll` after them and whenever `deadline` has passed.
"""

from meter.comms.iec62056_21 import receiver as r
from meter.comms.iec62056_21.echo import Echo
from meter.comms.iec62056_21.frames import BAUDS, BREAK, command, identification
from meter.comms.iec62056_21.programming import NOBODY, Programming
from meter.comms.iec62056_21.readout import block, find

_SIGN_ON, _IDENTIFIED, _READOUT, _PROGRAMMING = range(4)

INITIAL_BAUD = BAUDS[0]
REPEATS = 3  # of one block on request; a line that needs more carries nothing else either
WAITING = 6  # actions not yet taken; a peer that talks on without listening loses the rest of what it said


class Session:
    """One port's protocol. Answers start 200 ms (20 ms) after the last character received, so that the reader is listening."""

    def __init__(self, settings, bank, commands, readout_codes):
        """settings: see `settings.Settings`; readout_codes: registers of the data readout, in its order.

        Raises ValueError for a readout code that the bank does not have.
        """
        self._settings = settings
        self._entries = find(bank, readout_codes)
        self._programming = Programming(settings, bank, commands)
        self._receiver = r.Receiver()
        self._echo = Echo()
        self._reaction = 20 if settings.maker[2].islower() else 200  # ms, EN 62056-21 reaction time
        self._state = _SIGN_ON
        self._actions = []
        self._due = 0  # when the actions may be taken
        self._released = False
        self._line = INITIAL_BAUD  # as last taken
        self._baud = INITIAL_BAUD  # as it will be once every action is taken
        self._said = b""  # last block, for a repeat
        self._repeats = 0
        self._heard = 0  # when the last character came
        self._since = None  # when the state's timer started; None: it waits for the line to be free
        self._period = None  # its length; None: the state may last

    def receive(self, data, now_ms):
        """Characters from the line; the eighth bit is parity and is taken off."""
        self._expire(now_ms)
        for char in self._echo.strip(bytes(c & 0x7F for c in data)):
            if len(self._actions) >= WAITING:
                self._receiver.clear()
                break
            message = self._receiver.accept(char, self._state == _IDENTIFIED)
            if message:
                self._handle(message, now_ms)
        self._heard = now_ms

    def poll(self, now_ms):
        """Let time pass. After the last action has been carried out this starts the state's timer."""
        if not self._actions and self._since is None:
            self._since = now_ms
        self._expire(now_ms)
        if self._actions and now_ms >= self._due:
            self._released = True

    def take(self):
        """Next action: ("send", bytes) or ("line", baud); None when there is nothing to do yet."""
        if not self._released or not self._actions:
            return None
        action = self._actions.pop(0)
        self._released = bool(self._actions)
        if action[0] == "line":
            self._line = action[1]
        else:
            self._echo.sent(action[1])
        return action

    def deadline(self, now_ms):
        """Milliseconds until `poll` is needed, 0 for at once, or None: not before something is received."""
        if self._actions:
            return max(0, self._due - now_ms)
        if self._receiver.begun():
            return max(0, self._heard + self._settings.ta_ms - now_ms)
        if self._period is None:
            return None
        return 0 if self._since is None else max(0, self._since + self._period - now_ms)

    def hang_up(self, now_ms):
        """The reader is gone: forget its rights and what was meant for it."""
        self._actions.clear()
        self._released = False
        self._baud = self._line
        self._receiver.clear()
        self._echo.clear()
        self._end(now_ms)
        self._due = now_ms

    def _handle(self, message, now_ms):
        kind, content = message
        if kind == r.REQUEST:
            self._sign_on(content.decode(), now_ms)
        elif self._state == _SIGN_ON:
            return
        elif kind == r.BLOCK and content[0] == b"B0":
            self._end(now_ms)
        elif kind == r.REPEAT:
            self._repeat(now_ms)
        elif self._state == _IDENTIFIED:
            if kind == r.OPTION:
                self._choose(content, now_ms)
        elif self._state == _READOUT:
            if kind == r.ACKNOWLEDGED:
                self._end(now_ms)
        elif kind == r.BLOCK:
            self._command(content, now_ms)
        elif kind == r.BROKEN:
            self._say(b"\x15", now_ms)
        elif kind == r.TOO_LONG:
            self._say(self._programming.too_long(), now_ms)
