"""A reader and a line for Session tests, in time that the test moves; the session is woken when `deadline` says so.

Runs on CPython and MicroPython.
"""

from meter.comms.guard import Guard
from meter.comms.iec62056_21.session import Session
from meter.comms.iec62056_21.settings import Settings
from small_meter import FIRST_SECONDS, SmallMeter

READOUT_CODES = ("0.0.1", "1.8.0", "2.8.0", "1.0.0")
PASSWORD = "s3cret"
SIGN_ON = b"/?!\r\n"
IDENT = b"/QDT5162JxC\r\n"
P0 = b"\x01P0\x02()\x03\x60"
BREAK = b"\x01B0\x03\x71"
ACK = b"\x06"
NAK = b"\x15"


def checked(block):
    """`block` with its check character, worked out here and not by the code under test."""
    check = 0
    for char in block[1:]:
        check ^= char
    return block + bytes((check,))


def command(name, operand):
    return checked(b"\x01" + name + b"\x02" + operand + b"\x03")


def answer(text):
    return checked(b"\x02" + text + b"\x03")


def even_parity(data):
    """As an 8N1 receiver would see 7E1 characters."""
    wire = bytearray()
    for char in data:
        ones = sum((char >> bit) & 1 for bit in range(7))
        wire.append(char | (ones & 1) << 7)
    return bytes(wire)


VALUE = answer(b"1.8.0(0001234.56*kWh)")
DIALOGUE = (  # a whole visit: what the reader says, what it hears
    (SIGN_ON, IDENT),
    (b"\x06051\r\n", P0),
    (command(b"P1", b"(s3cret)"), ACK),
    (command(b"R1", b"1.8.0()"), VALUE),
    (command(b"W1", b"129.0.0(2)"), ACK),
    (BREAK, b""),
)


class Watched(Guard):
    """A Guard that keeps what is to be logged: `logged`."""

    def __init__(self):
        Guard.__init__(self)
        self.logged = []

    def log(self, kind, client):
        self.logged.append((kind, client))


class Timed:
    """Drives `session` in the time `now`; `_carry_out(action)` gives what is sent by it."""

    def run(self, milliseconds):
        """Let time pass, waking the session when it asks for it; return what it sent meanwhile."""
        end = self.now + milliseconds
        sent = b""
        idle = 0
        while True:
            self.session.poll(self.now)
            action = self.session.take()
            if action:
                idle = 0
                sent += self._carry_out(action)
                continue
            wait = self.session.deadline(self.now)
            if wait is None or self.now + wait > end:
                self.now = end
                return sent
            idle = 0 if wait else idle + 1
            assert idle < 3, "deadline 0 and nothing to do"
            self.now += wait


class Bench(Timed):
    """A session, its meter, and what it did: `actions` are (ms, what, value) since the last look."""

    def __init__(self, echo=False, **settings):
        options = {"serial": "0012345678", "password": PASSWORD, "identification": "162JxC"}
        options.update(settings)
        self.meter = SmallMeter()
        self.settings = Settings(**options)
        self.guard = Watched()
        self.session = Session(self.settings, self.meter.bank, self.meter.commands, READOUT_CODES, self.guard)
        self.now = 5000
        self.baud = 300
        self.echo = echo
        self.actions = []

    def send(self, data):
        """Characters arrive at the meter now."""
        self.session.receive(data, self.now)

    def _carry_out(self, action):
        what, value = action
        if what == "work":
            value()
            return b""
        self.actions.append((self.now, what, value))
        if what == "line":
            self.baud = value
            return b""
        assert what == "send"
        if self.echo:
            self.send(value)
        return value

    def ask(self, data):
        """Send, and return what comes back within 0.3 s."""
        self.send(data)
        return self.run(300)

    def sign_on(self):
        """Identification received."""
        assert self.ask(SIGN_ON) == IDENT

    def programming(self):
        """Programming mode at 9600 Bd, password given."""
        self.sign_on()
        assert self.ask(b"\x06051\r\n") == P0
        assert self.ask(command(b"P1", b"(s3cret)")) == ACK
        assert self.baud == 9600

    def untouched(self):
        """True when nothing was changed in the meter."""
        meter = self.meter
        return meter.tariff.wanted == 1 and meter.clock.seconds == FIRST_SECONDS and meter.events == []

    def hold_dialogue(self):
        """The whole visit, and its effect."""
        for request, expected in DIALOGUE:
            assert self.ask(request) == expected, request
        assert self.meter.tariff.wanted == 2
        assert self.ended()

    def read(self, code):
        """Text of the answer to R1."""
        return self.ask(command(b"R1", code + b"()"))

    def ended(self):
        """True when nobody is signed on: at 300 Bd, without timer and without rights."""
        quiet = self.session.deadline(self.now) is None and self.read(b"1.8.0") == b""
        return quiet and self.baud == 300


def programmed():
    """A Bench in programming mode, password given."""
    bench = Bench()
    bench.programming()
    return bench
