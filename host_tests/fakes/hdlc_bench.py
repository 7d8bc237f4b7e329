"""A client's side of an HDLC link for tests: frames by an independent way, a scripted application, a line with time."""

from meter.comms.hdlc.link import Link


def octets(text):
    return bytes(int(pair, 16) for pair in text.split())


def _step(register):
    for _ in range(8):
        register = register >> 1 ^ (0x8408 if register & 1 else 0)
    return register


STEPS = [_step(octet) for octet in range(256)]


def check(data):
    """Check sequence as IEC 62056-46 defines it: bit by bit, x^16 + x^12 + x^5 + 1."""
    register = 0xFFFF
    for octet in data:
        register = register >> 8 ^ STEPS[(register ^ octet) & 0xFF]
    register ^= 0xFFFF
    return bytes((register & 0xFF, register >> 8))


def frame(destination, source, control, information=b"", more=False):
    """A frame of bytes addresses, made octet by octet."""
    length = 2 + len(destination) + len(source) + 1 + 2 + (len(information) + 2 if information else 0)
    head = bytes((0xA0 | (8 if more else 0) | length >> 8, length & 0xFF)) + destination + source + bytes((control,))
    body = head + check(head) + information if information else head
    return b"\x7e" + body + check(body) + b"\x7e"


def split(block):
    """(segmented, destination, source, control, information) of one frame to a client, which must be in order."""
    assert block[0] == block[-1] == 0x7E
    body = bytes(block[1:-1])
    assert body[0] & 0xF0 == 0xA0
    assert len(body) == (body[0] & 7) << 8 | body[1]
    assert check(body[:-2]) == body[-2:]
    at = 3
    while not body[at] & 1:
        at += 1
    at += 1
    information = b""
    if len(body) > at + 3:
        assert check(body[: at + 1]) == body[at + 1 : at + 3]
        information = body[at + 3 : -2]
    return bool(body[0] & 8), body[2:3], body[3:at], body[at], information


class Setup:
    def __init__(self, send_info=512, receive_info=128, inactivity_s=20, octet_ms=500, device=32, servers=(1, 16)):
        self.send_info = send_info
        self.receive_info = receive_info
        self.inactivity_s = inactivity_s
        self.octet_ms = octet_ms
        self.device = device
        self.servers = servers


class Application:
    """Notes what it is told, and answers from a script, or with what `answer(apdu)` gives."""

    def __init__(self, script=(), answer=None):
        self.hold_ms = 0
        self.receive_size = 1024
        self.asked = []
        self.events = []
        self._script = list(script)
        self._answer = answer

    def opened(self, client, server):
        self.events.append(("opened", client, server))

    def apdu(self, client, server, apdu, now_ms):
        assert isinstance(apdu, bytes)
        self.asked.append((client, server, apdu))
        if self._answer:
            return self._answer(apdu)
        return self._script.pop(0) if self._script else None

    def closed(self):
        self.events.append("closed")

    def idle(self):
        return not self.events or self.events[-1] == "closed"


class Bench:
    """A link, its application, and a client `client` that talks to `server` (address field)."""

    def __init__(self, application=None, setup=None, client=18, server=b"\x21"):
        self.application = application or Application()
        self.link = Link(setup or Setup(), self.application)
        self.now = 0
        self.client = bytes((client << 1 | 1,))
        self.server = server
        self.sends = self.expects = 0

    def line(self, data):
        """What the link says to `data`, 10 ms later."""
        self.now += 10
        self.link.receive(bytes(data), self.now)
        return self.flush()

    def flush(self):
        said = b""
        block = self.taken()
        while block is not None:
            said += bytes(block)
            block = self.taken()
        return said

    def taken(self):
        """The next frame, with what is to be done for it."""
        self.link.poll(self.now)
        work = self.link.work()
        if work:
            work()
        return self.link.take()

    def wait(self, milliseconds):
        self.now += milliseconds
        return self.flush()

    def send(self, control, information=b"", more=False):
        """The answer to a frame as (segmented, control, information); None for silence."""
        said = self.line(frame(self.server, self.client, control, information, more))
        if not said:
            return None
        more, destination, source, control, information = split(said)
        assert (destination, source) == (self.client, self.server)
        return more, control, information

    def connect(self, sends=None, receives=None):
        """Connect; information fields of so many octets from and to the client, where that is proposed."""
        proposal = b""
        if sends:
            proposal = bytes((0x81, 0x80, 8, 5, 2, sends >> 8, sends & 255, 6, 2, receives >> 8, receives & 255))
        self.sends = self.expects = 0
        answer = self.send(0x93, proposal)
        assert answer[1] == 0x73
        return answer[2]

    def information(self, information, more=False):
        """Send a numbered frame."""
        control = self.expects << 5 | 0x10 | self.sends << 1
        self.sends = (self.sends + 1) & 7
        return self.send(control, information, more)

    def poll(self):
        return self.send(self.expects << 5 | 0x11)

    def ask(self, apdu, size=128):
        """The APDU that answers `apdu`, sent in segments of `size` octets; None when there is none."""
        block = b"\xe6\xe6\x00" + apdu
        for at in range(0, len(block), size):
            more = at + size < len(block)
            answer = self.information(block[at : at + size], more)
            if more:
                assert answer == (False, self.sends << 5 | 0x11, b""), answer
        said = b""
        while answer[1] & 1 == 0:
            more, control, information = answer
            assert control == self.sends << 5 | 0x10 | self.expects << 1
            self.expects = (self.expects + 1) & 7
            said += information
            if not more:
                assert said[:3] == b"\xe6\xe7\x00"
                return said[3:]
            answer = self.poll()
        assert answer == (False, self.sends << 5 | 0x11, b""), answer
        return None
