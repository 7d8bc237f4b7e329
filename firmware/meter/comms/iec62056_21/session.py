"""A reader's visit at the optical port (EN 62056-21 modes A, C and E): characters in, actions out, and their times.

Knows no clock and no line. Whoever drives it hands in characters and a time in milliseconds that only grows, carries
out the actions that `take` gives, one after the other, and calls `poll` after them and when `deadline` has passed.
"""

from meter.comms.iec62056_21.dialogue import BINARY, IDENTIFIED, SIGN_ON, Dialogue
from meter.comms.iec62056_21.echo import Echo
from meter.comms.iec62056_21.receiver import Receiver


class Session(Dialogue):
    """One port's protocol.

    Time: an answer is given out 200 ms (20 ms) after the last character received, so that the reader has had time to
    listen at its new speed; waiting times run from the first `poll` after the answer has been sent, and stand still
    while a message is arriving.
    """

    def __init__(self, settings, bank, commands, readout_codes, guard):
        """settings: see `settings.Settings`; readout_codes: registers of the data readout, in its order.

        guard: what slows down guesses of the password, see `Refusals`.
        Raises ValueError for a readout code that the bank does not have.
        """
        Dialogue.__init__(self, settings, bank, commands, readout_codes, guard)
        self._receiver = Receiver()
        self._echo = Echo()
        self._heard = 0  # when the last character came

    def receive(self, data, now_ms):
        """Characters from the line, of which the eighth bit (parity) is not looked at; those that were no echo."""
        self._expire(now_ms)
        heard = self._echo.strip(bytes(c & 0x7F for c in data))
        for char in heard:
            if self._outbox.full():
                self._receiver.clear()
                break
            message = self._receiver.accept(char, self._state == IDENTIFIED)
            if message:
                self._handle(message[0], message[1], now_ms)
        self._heard = now_ms
        return heard

    def poll(self, now_ms):
        """Let time pass."""
        if self._since is None and self._outbox.empty():
            self._since = now_ms
        self._expire(now_ms)
        self._outbox.poll(now_ms)

    def take(self):
        """Next action: ("send", bytes), ("line", baud) with 7 bits, ("line8", baud) with 8; None for nothing now."""
        action = self._outbox.take()
        if action and action[0] == "send":
            self._echo.sent(action[1])
        return action

    def deadline(self, now_ms):
        """Milliseconds until `poll` is needed; None when only the reader can bring something new."""
        if not self._outbox.empty():
            return self._outbox.wait(now_ms)
        if self._receiver.begun():
            return max(0, self._heard + self._settings.ta_ms - now_ms)
        if self._period is None:
            return None
        return 0 if self._since is None else max(0, self._since + self._period - now_ms)

    def hang_up(self, now_ms):
        """The reader has gone: forget its rights and what was meant for it."""
        self._outbox.clear()
        self._receiver.clear()
        self._echo.clear()
        self._end(now_ms, at_once=True)

    def quiet(self):
        """Whether the reader waits for the meter, or is not there and would begin at 300 Bd, a character in 33 ms."""
        return not self._receiver.begun() and (self.idle() or not self._outbox.empty())

    def idle(self):
        """Whether nobody has signed on."""
        return self._state == SIGN_ON

    def free(self):
        """Whether nobody has signed on, and nothing is on its way in either direction."""
        return self.idle() and self._outbox.empty() and not self._receiver.begun()

    def heard_at(self, baud):
        """The line has been set to this speed by somebody else: what comes next goes out at it."""
        self._outbox.heard_at(baud)

    def handed_over(self):
        """Whether the reader has chosen mode E and has been told so: from here on the line is HDLC's."""
        return self._state == BINARY and self._outbox.empty()

    def _expire(self, now_ms):
        """Do what the timers ask for at `now_ms`."""
        if self._receiver.begun() and now_ms - self._heard >= self._settings.ta_ms:
            self._receiver.clear()
        if self._period is None or self._since is None or not self._outbox.empty():
            return
        arriving = self._receiver.begun() and not self._receiver.endless()
        if arriving or now_ms - self._since < self._period:
            return
        if self._state == IDENTIFIED:
            self._read_out(now_ms, at_once=True)
        else:
            self._end(now_ms)
