"""A reader's visit at the optical port (EN 62056-21 modes A, C and E): the state machine, characters in, actions out.

Knows no clock and no line. Whoever drives it hands in characters and a time in milliseconds that only grows, carries
out the actions that `take` gives, one after the other, and calls `poll` after them and when `deadline` has passed.
"""

from meter.comms.iec62056_21 import receiver as r
from meter.comms.iec62056_21.echo import Echo
from meter.comms.iec62056_21.frames import BAUDS, BREAK, command, identification
from meter.comms.iec62056_21.outbox import INITIAL, INITIAL_BAUD, Outbox
from meter.comms.iec62056_21.programming import NOBODY, Programming
from meter.comms.iec62056_21.readout import block, check

_SIGN_ON, _IDENTIFIED, _READOUT, _PROGRAMMING, _BINARY = range(5)

NAK = b"\x15"
PASSWORD_REQUEST = command(b"P0", b"")


class Session:
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
        self.mode_e = False  # whether HDLC is offered
        self._settings = settings
        check(bank, readout_codes)
        self._bank = bank
        self._codes = readout_codes
        self._guard = guard
        self._programming = Programming(settings, bank, commands)
        self._receiver = r.Receiver()
        self._echo = Echo()
        self._outbox = Outbox(20 if settings.maker[2].islower() else 200)
        self._state = _SIGN_ON
        self._heard = 0  # when the last character came
        self._since = None  # when the state's timer started; None: not before the line is free
        self._period = None  # its length; None: the state may last

    def receive(self, data, now_ms):
        """Characters from the line, of which the eighth bit (parity) is not looked at; those that were no echo."""
        self._expire(now_ms)
        heard = self._echo.strip(bytes(c & 0x7F for c in data))
        for char in heard:
            if self._outbox.full():
                self._receiver.clear()
                break
            message = self._receiver.accept(char, self._state == _IDENTIFIED)
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
        return self._state == _SIGN_ON

    def free(self):
        """Whether nobody has signed on, and nothing is on its way in either direction."""
        return self.idle() and self._outbox.empty() and not self._receiver.begun()

    def heard_at(self, baud):
        """The line has been set to this speed by somebody else: what comes next goes out at it."""
        self._outbox.heard_at(baud)

    def handed_over(self):
        """Whether the reader has chosen mode E and has been told so: from here on the line is HDLC's."""
        return self._state == _BINARY and self._outbox.empty()

    def _expire(self, now_ms):
        """Do what the timers ask for at `now_ms`."""
        if self._receiver.begun() and now_ms - self._heard >= self._settings.ta_ms:
            self._receiver.clear()
        if self._period is None or self._since is None or not self._outbox.empty():
            return
        arriving = self._receiver.begun() and not self._receiver.endless()
        if arriving or now_ms - self._since < self._period:
            return
        if self._state == _IDENTIFIED:
            self._read_out(now_ms, at_once=True)
        else:
            self._end(now_ms)

    def _handle(self, kind, content, now_ms):
        if self._state == _BINARY:
            return  # the line is about to be HDLC's
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
        elif kind == r.BLOCK and content[0] == b"P1":
            self._sign_in(content, now_ms)
        elif kind == r.BLOCK:
            self._answer(self._programming.answer(*content), now_ms)
        elif kind == r.TOO_LONG:
            self._answer(self._programming.too_long(), now_ms)
        elif kind == r.BROKEN:
            self._answer(NAK, now_ms)

    def _sign_on(self, address, now_ms):
        if address and address.lstrip("0") != self._settings.serial.lstrip("0"):
            self._end(now_ms)  # another meter is meant
            return
        self._programming.forget()
        self._outbox.forget_answers()
        # answered at the speed the request was heard at: 300 Bd, or 9600 Bd from readers that open so
        s = self._settings
        text = "\\2" + s.identification if self.mode_e else s.identification
        self._say(identification(s.maker, s.max_baud_code, text), now_ms)
        self._enter(_IDENTIFIED, s.tt_ms)

    def _choose(self, option, now_ms):
        """V Z Y of the acknowledgement. What is not offered is taken as no acknowledgement: mode A follows."""
        if self.mode_e and option[0] == option[2] == 0x32:
            self._hand_over(self._baud(option[1] - 0x30), now_ms)
            return
        if option[0] != 0x30 or option[2] not in b"01":
            return
        self._outbox.set_line(self._baud(option[1] - 0x30), now_ms)
        if option[2] == 0x30:
            self._read_out(now_ms)
        else:
            self._say(PASSWORD_REQUEST, now_ms)
            self._enter(_PROGRAMMING, self._settings.tr_ms)

    def _baud(self, code):
        """The speed that a reader's Z code stands for, the initial one for a code that is not offered."""
        return BAUDS[code] if 0 <= code <= int(self._settings.max_baud_code) else INITIAL_BAUD

    def _hand_over(self, baud, now_ms):
        """Mode E (annex B): the acknowledgement comes back, with the speed that is taken; then the line has 8 bits."""
        self._say(b"\x062%d2\r\n" % BAUDS.index(baud), now_ms)
        self._outbox.set_line(baud, now_ms, bits=8)
        self._enter(_BINARY, None)

    def _sign_in(self, content, now_ms):
        hold = self._guard.hold(now_ms)
        if hold is None:
            self._answer(BREAK, now_ms)
            return
        answer = self._programming.answer(*content)
        if answer == BREAK:
            self._guard.refused(now_ms)
            self._guard.log("password", 0)
        self._answer(answer, now_ms + hold)

    def _read_out(self, now_ms, at_once=False):
        self._say(block(self._bank, self._codes, self._settings.zone_hours), now_ms, at_once)
        self._enter(_READOUT, self._settings.tr_ms)

    def _answer(self, answer, now_ms):
        if not answer:
            return
        self._say(answer, now_ms)
        if answer == BREAK:
            self._end(now_ms)
        elif self._programming.level == NOBODY:
            self._enter(_PROGRAMMING, self._settings.tr_ms)
        else:
            self._enter(_PROGRAMMING, self._settings.ti_s * 1000)

    def _say(self, message, now_ms, at_once=False):
        self._outbox.say(message, now_ms, at_once)

    def _repeat(self, now_ms):
        if self._outbox.repeat(now_ms):
            self._since = None
        else:
            self._end(now_ms)

    def _enter(self, state, period_ms):
        self._state = state
        self._period = period_ms
        self._since = None

    def _end(self, now_ms, at_once=False):
        """Back to sign-on at 300 Bd, without any right."""
        self._programming.forget()
        self._enter(_SIGN_ON, None)
        if self._outbox.line != INITIAL:
            self._outbox.set_line(INITIAL_BAUD, now_ms, at_once)
