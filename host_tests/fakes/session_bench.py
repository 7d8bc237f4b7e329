"""Ports' sessions with a small application behind them, in time that the test moves; a line that garbles as lines do.

Runs on CPython and MicroPython.
"""

from hdlc_bench import Application, Setup, frame
from meter.comms.hdlc.link import Link
from meter.comms.network_session import NetworkSession
from meter.comms.optical_session import OpticalSession
from meter.comms.wrapper import Wrapper
from optical_bench import Bench, Timed, even_parity

IDENT = b"/QDT5\\2162JxC\r\n"
CLIENT, SERVER = b"\x25", b"\x21"  # 18 and 16, one octet each
SILENCE_S = 300


class Dlms:
    """Makes links and wrappers to `application`, as long as there is `memory`; visitors: how many are out."""

    def __init__(self, inactivity_s=20):
        self.memory = True
        self.visitors = self.refusals = 0
        self.application = Application(answer=lambda apdu: b"\xc4" + apdu)
        self.setup = Setup(inactivity_s=inactivity_s)

    def link(self):
        return self._made(Link(self.setup, self.application))

    def wrapper(self):
        return self._made(Wrapper(self.application, SILENCE_S))

    def release(self, link=False):
        self.visitors -= 1
        assert self.visitors >= 0

    def _made(self, visitor):
        if not self.memory:
            self.refusals += 1
            return None
        self.visitors += 1
        return visitor


class Optical(Bench):
    """An optical port. `line`: (baud, bits) as it is set."""

    def __init__(self, echo=False, inactivity_s=20, **settings):
        Bench.__init__(self, echo, **settings)
        self.dlms = Dlms(inactivity_s)
        self.iec = self.session
        self.session = OpticalSession(self.iec, self.dlms)
        self.line = (300, 7)

    def _carry_out(self, action):
        what, value = action
        if what in ("line", "line8"):
            self.actions.append((self.now, what, value))
            self.line = (value, 8 if what == "line8" else 7)
            self.baud = value
            return b""
        return Bench._carry_out(self, (what, bytes(value) if what == "send" else value))

    def heard(self, data, baud, bits):
        """`data` comes with this speed and form: what the meter's UART makes of it."""
        if (baud, bits) == (300, 7) and self.line[0] == 300 or baud == self.line[0] and bits == 7:
            self.send(even_parity(data))
        elif (baud, bits) == self.line:
            self.send(data)
        elif baud == self.line[0]:
            self.send(bytes([octet & 0x7F for octet in data]))
        elif baud > self.line[0]:
            self.send(b"\x5a" * (1 + len(data) * self.line[0] // baud))
        else:
            self.send(bytes(len(data)))

    def hdlc(self, control, information=b"", baud=9600):
        """What a client hears within 0.3 s of its frame."""
        self.heard(frame(SERVER, CLIENT, control, information), baud, 8)
        return self.run(300)

    def connect(self):
        """A client that tries again."""
        if not self.hdlc(0x93):
            self.run(1000)
            assert self.answers(0x93, 0x73)
        assert not self.session.idle()

    def answers(self, control, expected, information=b""):
        """Whether the answer to a frame has this control field."""
        said = self.hdlc(control, information, self.line[0])
        return said[5:6] == bytes((expected,))

    def lines(self):
        """What the line was set to since the last look, in turn."""
        found = [action[1:] for action in self.actions if action[1] != "send"]
        self.actions = []
        return found


class Network(Timed):
    """A network port; `dropped`: how often it hung up, `pushed`: where and what."""

    def __init__(self):
        self.dlms = Dlms()
        self.session = NetworkSession(self.dlms)
        self.now = 1000
        self.dropped = 0
        self.pushed = []

    def send(self, data):
        self.session.receive(data, self.now)

    def _carry_out(self, action):
        what, value = action
        if what == "send":
            return bytes(value)
        if what == "push":
            self.pushed.append(value)
        elif what == "work":
            value()
        else:
            assert (what, value) == ("drop", None)
            self.dropped += 1
            self.session.hang_up(self.now)  # as the board reports it
        return b""
