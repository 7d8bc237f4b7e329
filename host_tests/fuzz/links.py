"""The client's end of both transports, over a World: whole APDUs out and in, and frames that the fuzzer can spoil."""

from fuzz.own import own

_fcs, _frames = own("meter.comms.hdlc", "fcs", "frames")
close, encode = _fcs.close, _frames.encode

SNRM, DISC, RR, UI = 0x93, 0x53, 0x11, 0x03
REQUEST = b"\xe6\xe6\x00"
PATIENCE_MS = 11_000  # an answer that is held back comes within it
MOST = 400  # frames of one answer


def closed(frame):
    """A bytearray `flag … flag` with right check sequences, where it has their places."""
    size = len(frame)
    if size < 9:
        return frame
    at = 3
    for _ in range(2):  # behind both addresses
        while at < size - 4 and not frame[at] & 1:
            at += 1
        at += 1
    if at + 1 < size - 3:
        close(frame, 1, at + 1)
    close(frame, 1, size - 3)
    return frame


class Hdlc:
    """world: World whose present session is the optical one. address: of the server, 1, 2 or 4 octets.

    spoil(frame): gives the list of what is sent instead of a frame; None: nothing is spoilt.
    """

    def __init__(self, world, client, address, size=128):
        self.world = world
        self.source = bytes((client << 1 | 1,))
        self.address = address
        self.size = size  # octets of an information field that we send
        self.spoil = None
        self.sends = self.expects = 0

    def frame(self, control, information=b"", more=False):
        return encode(self.address, self.source, control, b"", information, more)

    def exchange(self, frame):
        """(control, information, more) of the meter's last frame, None where there is none for us."""
        blocks = [frame] if self.spoil is None else self.spoil(frame)
        sent = []
        for block in blocks:
            self.world.now += 5
            sent = self.world.feed(bytes(block), PATIENCE_MS if self.spoil is None else 0) or sent
        for block in reversed(sent):
            control = 4 + len(self.address)
            if len(block) > control and block[3:4] == self.source and block[control] & 0xEF != UI:
                return block[control], block[control + 3 : -3], bool(block[1] & 8)
        return None

    def open(self, parameters=b""):
        """Whether the link stands."""
        self.sends = self.expects = 0
        answer = self.exchange(self.frame(SNRM, parameters))
        return answer is not None and answer[0] == 0x73

    def close(self):
        self.exchange(self.frame(DISC))

    def ask(self, apdu):
        """The answer to an APDU (bytes), b"" where there is none, None where the link does not go on."""
        block = REQUEST + apdu
        answer = None
        for at in range(0, len(block), self.size):
            control = self.expects << 5 | 0x10 | self.sends << 1
            more = at + self.size < len(block)
            answer = self.exchange(self.frame(control, block[at : at + self.size], more))
            self.sends = (self.sends + 1) & 7
            if answer is None or answer[0] & 0xEF in (0x0F, 0x87):
                return None
        said = bytearray()
        left = MOST
        while answer is not None and not answer[0] & 1:
            left -= 1
            if not left:
                return None
            self.expects = ((answer[0] >> 1) + 1) & 7
            said.extend(answer[1])
            if not answer[2]:
                return bytes(said[3:])
            answer = self.exchange(self.frame(self.expects << 5 | RR))
        return None if answer is None or answer[0] & 0x0F != 1 else b""


class Wrapped:
    """world: World whose present session is that of the network."""

    def __init__(self, world, client, server):
        self.world = world
        self.client = client
        self.server_port = server
        self.spoil = None
        self.dropped = False

    def open(self, parameters=b""):
        return True

    def close(self):
        self.world.hang_up()

    def frame(self, apdu):
        size = len(apdu)
        head = (0, 1, self.client >> 8, self.client & 0xFF, self.server_port >> 8, self.server_port & 0xFF)
        return bytes(head + (size >> 8 & 0xFF, size & 0xFF)) + apdu

    def ask(self, apdu):
        """As Hdlc.ask."""
        blocks = [self.frame(apdu)] if self.spoil is None else self.spoil(self.frame(apdu))
        sent = []
        for block in blocks:
            self.world.now += 5
            sent = self.world.feed(bytes(block), PATIENCE_MS if self.spoil is None else 0) or sent
        if self.world.session._wrapper is None:
            return None
        return sent[-1][8:] if sent else b""
