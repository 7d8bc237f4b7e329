"""What a reader's messages bring about (EN 62056-21 modes A, C and E): sign-on, then readout, programming or HDLC."""

from meter.comms.iec62056_21 import receiver as r
from meter.comms.iec62056_21.frames import BAUDS, BREAK, command, identification
from meter.comms.iec62056_21.outbox import INITIAL, INITIAL_BAUD, Outbox
from meter.comms.iec62056_21.programming import NOBODY, Programming
from meter.comms.iec62056_21.readout import block, check

SIGN_ON, IDENTIFIED, _READOUT, _PROGRAMMING, BINARY = range(5)

NAK = b"\x15"
PASSWORD_REQUEST = command(b"P0", b"")


class Dialogue:
    """The states of a visit and the answers in them; `Session` brings the messages and keeps the time."""

    def __init__(self, settings, bank, commands, readout_codes, guard):
        """See `Session`."""
        check(bank, readout_codes)
        self.mode_e = False  # whether HDLC is offered
        self._settings = settings
        self._bank = bank
        self._codes = readout_codes
        self._guard = guard
        self._programming = Programming(settings, bank, commands)
        self._outbox = Outbox(20 if settings.maker[2].islower() else 200)
        self._state = SIGN_ON
        self._since = None  # when the state's timer started; None: not before the line is free
        self._period = None  # its length; None: the state may last

    def _handle(self, kind, content, now_ms):
        """Do what a message asks for; kind, content: see `Receiver.accept`."""
        if self._state == BINARY:
            return  # the line is about to be HDLC's
        if kind == r.REQUEST:
            self._sign_on(content.decode(), now_ms)
        elif self._state == SIGN_ON:
            return
        elif kind == r.BLOCK and content[0] == b"B0":
            self._end(now_ms)
        elif kind == r.REPEAT:
            self._repeat(now_ms)
        elif self._state == IDENTIFIED:
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
        self._outbox.say(identification(s.maker, s.max_baud_code, text), now_ms)
        self._enter(IDENTIFIED, s.tt_ms)

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
            self._outbox.say(PASSWORD_REQUEST, now_ms)
            self._enter(_PROGRAMMING, self._settings.tr_ms)

    def _baud(self, code):
        """The speed that a reader's Z code stands for, the initial one for a code that is not offered."""
        return BAUDS[code] if 0 <= code <= int(self._settings.max_baud_code) else INITIAL_BAUD

    def _hand_over(self, baud, now_ms):
        """Mode E (annex B): the acknowledgement comes back, with the speed that is taken; then the line has 8 bits."""
        self._outbox.say(b"\x062%d2\r\n" % BAUDS.index(baud), now_ms)
        self._outbox.set_line(baud, now_ms, bits=8)
        self._enter(BINARY, None)

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
        self._outbox.say(block(self._bank, self._codes, self._settings.zone_hours), now_ms, at_once)
        self._enter(_READOUT, self._settings.tr_ms)

    def _answer(self, answer, now_ms):
        if not answer:
            return
        self._outbox.say(answer, now_ms)
        if answer == BREAK:
            self._end(now_ms)
        elif self._programming.level == NOBODY:
            self._enter(_PROGRAMMING, self._settings.tr_ms)
        else:
            self._enter(_PROGRAMMING, self._settings.ti_s * 1000)

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
        self._enter(SIGN_ON, None)
        if self._outbox.line != INITIAL:
            self._outbox.set_line(INITIAL_BAUD, now_ms, at_once)
