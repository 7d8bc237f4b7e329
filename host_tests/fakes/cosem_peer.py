"""What the application layer of DLMS/COSEM needs around it, and the client at its other end, for its tests.

The cipher is none: its tag is a sum, which shows that everything was covered and hides nothing.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.errors import READ_WRITE_DENIED, TYPE_UNMATCHED, Refused
from meter.comms.cosem.levels import CONFIGURING, NOBODY, PUBLIC, READING
from meter.comms.cosem.security.ciphering import CipherError
from meter.comms.cosem.server import Server

EVERYTHING = 0x605E9F
TITLE = bytes.fromhex("4D4D4D0000BC614E")
CLIENT_TITLE = bytes.fromhex("4D4D4D0000000001")
PROOF = b"\x00\x0f\x00\x00\x28\x00\x00\xff\x01"  # method 1 of 0.0.40.0.0.255


def octets(text):
    return bytes.fromhex(text.replace(" ", "").replace("\n", ""))


class Keys:
    encryption = bytes(range(16))
    authentication = bytes(range(0xD0, 0xE0))


class Counters:
    """own: the meter's next counter; heard: the lowest that is accepted from the client."""

    def __init__(self):
        self.own = 0x01234567
        self.heard = 0

    def take(self):
        self.own += 1
        return self.own - 1

    def accept(self, client, counter):
        if counter < self.heard:
            return False
        self.heard = counter + 1
        return True

    def accepted(self, client):
        return self.heard


class Cipher:
    """Frames as real ones are, with everything in clear and a sum for a tag."""

    def __init__(self, counters, client_title):
        self.keys = Keys()
        self.counters = counters
        self.own_title = TITLE
        self.client_title = client_title
        self.dedicated = b""

    def open(self, apdu):
        tag = apdu[0]
        at = 1
        if tag >= 0xDB:
            at += 1 + apdu[1]
        try:
            size, at = axdr.decode_length(apdu, at)
        except axdr.DataError:
            raise CipherError("format") from None
        if at + size != len(apdu) or size < 18:
            raise CipherError("format")
        body = bytes(apdu[at:-12])
        if apdu[-12:] != _sum(body):
            raise CipherError("tag")
        if not self.counters.accept(0, int.from_bytes(body[1:5], "big")):
            raise CipherError("replay")
        return body[5:], tag << 8 | body[0]

    def seal(self, plain, form):
        tag = form >> 8
        if tag < 0xDB:
            tag = plain[0] + (0x20 if tag < 0xC0 else 8 if tag < 0xD0 else 0x10)
        return bytearray(_sealed(tag, form & 0xFF, self.counters.take(), plain, TITLE))

    @staticmethod
    def protection(form):
        return form >> 4 & 3


def _sum(body):
    return ("%012d" % (sum(body) * 7919 + len(body))).encode()


def _sealed(tag, control, counter, plain, title):
    body = bytes((control,)) + counter.to_bytes(4, "big") + plain
    head = bytes((tag,)) + (axdr.octets(title)[1:] if tag >= 0xDB else b"")
    return head + axdr.length(len(body) + 12) + body + _sum(body)


def sealed(plain, counter, tag=None, control=0x30):
    """What a client sends instead of `plain`, with the tag of global ciphering unless one is given."""
    if tag is None:
        tag = plain[0] + (0x20 if plain[0] < 0xC0 else 8)
    return _sealed(tag, control, counter, plain, CLIENT_TITLE)


def unsealed(apdu):
    """The plain answer in what the server sent ciphered."""
    at = 1 + (1 + apdu[1] if apdu[0] >= 0xDB else 0)
    size, at = axdr.decode_length(apdu, at)
    assert at + size == len(apdu) and bytes(apdu[-12:]) == _sum(bytes(apdu[at:-12]))
    return bytes(apdu[at + 5 : -12])


class Association:
    server = None

    def __init__(self, client, level, mechanisms=b"\x00", contexts=b"\x01", conformance=EVERYTHING, policy=0):
        self.client = client
        self.level = level
        self.mechanisms = mechanisms
        self.contexts = contexts
        self.conformance = conformance
        self.policy = lambda: policy

    def password(self):
        return b"12345"


class Thing:
    """An object: attribute 2 for anybody, 3 for readers, written by who may configure, 4 never to be seen, -1.

    values: {attribute: bytes, a function that gives pieces, or a Refused}; done: what was set and called.
    """

    def __init__(self, class_id, name, values, hidden=False):
        self.class_id = class_id
        self.name = name
        self.values = values
        self.hidden = hidden
        self.done = []

    def attributes(self):
        anybody = READING if self.hidden else PUBLIC
        rows = ((2, anybody, CONFIGURING), (3, READING, CONFIGURING), (4, NOBODY, NOBODY), (-1, READING, NOBODY))
        return ((1, PUBLIC, NOBODY),) + rows

    def methods(self):
        return ((1, CONFIGURING), (2, CONFIGURING), (3, NOBODY))

    def get(self, attribute, selector, who):
        if attribute == 1:
            return axdr.octets(self.name)
        if selector is not None:
            return axdr.structure(axdr.unsigned(selector[0]), axdr.unsigned(len(selector[1])))
        value = self.values[attribute]
        if isinstance(value, Refused):
            raise value
        return value if isinstance(value, bytes) else value()

    def set(self, attribute, value, who):
        if isinstance(value, str) and value == "no":
            raise Refused(READ_WRITE_DENIED)
        self.done.append((attribute, value))

    def act(self, method, value, who):
        if isinstance(value, str) and value == "no":
            raise Refused(READ_WRITE_DENIED)
        self.done.append((-method, value))
        return self.values.get("act") if method == 2 else None


class Current:
    """The association object, as far as it proves keys."""

    class_id = 15
    name = b"\x00\x00\x28\x00\x00\xff"

    def attributes(self):
        return ((1, PUBLIC, NOBODY), (8, PUBLIC, NOBODY))

    def methods(self):
        return ((1, PUBLIC),)

    def get(self, attribute, selector, who):
        return axdr.enum(who.state)

    def act(self, method, value, who):
        if not isinstance(value, bytes):
            raise Refused(TYPE_UNMATCHED)
        return axdr.octets(who.reply(value))


class Directory:
    def __init__(self, things):
        self.things = things

    def find(self, class_id, name):
        for thing in self.things:
            if (thing.class_id, thing.name) == (class_id, name):
                return thing
        return None

    def classes(self, name):
        return [thing.class_id for thing in self.things if thing.name == name]


class Guard:
    """holds: what `hold` gives."""

    def __init__(self):
        self.count = 0
        self.holds = 0

    def refused(self, now_ms):
        self.count += 1

    def hold(self, now_ms):
        return self.holds


class Context:
    title = TITLE

    def __init__(self, associations, things):
        self.associations = associations
        self.directory = Directory(list(things) + [Current()])
        self.counters = Counters()
        self.guard = Guard()
        self.logged = []

    def ciphering(self, client, title):
        return Cipher(self.counters, title)

    def random(self, count):
        return b"P6wRJ21F"

    def log(self, kind, client):
        self.logged.append((kind, client))


class Port:
    def __init__(self, receive_size=125, send_size=509, row_blocks=False, network=False):
        self.receive_size = receive_size
        self.send_size = send_size
        self.row_blocks = row_blocks
        self.network = network


NAME = b"\x01\x00\x01\x08\x00\xff"
OTHER = b"\x01\x00\x02\x08\x00\xff"
HIDDEN = b"\x01\x00\x03\x08\x00\xff"


def aarq(conformance=EVERYTHING, size=0xFFFF, extra=b"", information=None, context=1):
    """An AARQ; `extra`: fields between context and user information."""
    if information is None:
        information = initiate(conformance, size)
    body = b"\xa1\x09\x06\x07\x60\x85\x74\x05\x08\x01" + bytes((context,)) + extra
    body += b"\xbe" + axdr.length(len(information) + 2) + b"\x04" + axdr.length(len(information)) + information
    return b"\x60" + axdr.length(len(body)) + body


def initiate(conformance=EVERYTHING, size=0xFFFF, dedicated=b""):
    head = b"\x01" + (b"\x01" + axdr.length(len(dedicated)) + dedicated if dedicated else b"\x00")
    return head + b"\x00\x00\x06\x5f\x1f\x04" + conformance.to_bytes(4, "big") + size.to_bytes(2, "big")


def lls(password=b"12345"):
    """Fields of low level security."""
    secret = b"\x80" + bytes((len(password),)) + password
    return b"\x8a\x02\x07\x80\x8b\x07\x60\x85\x74\x05\x08\x02\x01\xac" + bytes((len(secret),)) + secret


def hls(challenge=b"K56iVagY", title=CLIENT_TITLE):
    """Fields of high level security with GMAC."""
    called = b"\xa6" + bytes((len(title) + 2,)) + b"\x04" + bytes((len(title),)) + title
    secret = b"\x80" + bytes((len(challenge),)) + challenge
    return called + b"\x8a\x02\x07\x80\x8b\x07\x60\x85\x74\x05\x08\x02\x05\xac" + bytes((len(secret),)) + secret


class Bench:
    """A server with a few objects; `ask` sends it an APDU.

    Client 16 may read what is public, 18 configures with a password, 1 with keys and ciphering, 2 with keys alone.
    """

    def __init__(self, values=None, port=None, conformance=EVERYTHING, policy=3):
        self.thing = Thing(3, NAME, values or {2: b"\x11\x07", 3: b"\x12\x00\x09", -1: b"\x11\x01"})
        self.other = Thing(1, OTHER, self.thing.values)
        self.hidden = Thing(1, HIDDEN, self.thing.values, True)
        self.port = port or Port()
        self.context = Context(
            (
                Association(16, PUBLIC, conformance=conformance),
                Association(18, CONFIGURING, b"\x01", conformance=conformance),
                Association(1, CONFIGURING, b"\x00\x01\x05", b"\x03", conformance, policy),
                Association(2, CONFIGURING, b"\x05", b"\x01", conformance),
            ),
            (self.thing, self.other, self.hidden),
        )
        self.server = Server(self.context, self.port)
        self.client = 18
        self.now = 0

    def ask(self, apdu):
        answer = self.server.apdu(self.client, 1, apdu, self.now)
        assert answer is None or len(answer) <= max(64, self.port.send_size)
        return None if answer is None else bytes(answer)

    def join(self, client=18, conformance=EVERYTHING, size=0xFFFF):
        """Associate as 16, or 18 with the password; gives itself."""
        self.client = client
        answer = self.ask(aarq(conformance, size, lls() if client == 18 else b""))
        assert answer[:18].hex() == "6129a109060760857405080101a203020100", answer.hex()
        return self


def get(target=NAME, attribute=2, class_id=3, invoke=0xC1, selection=b"\x00"):
    return bytes((0xC0, 1, invoke)) + descriptor(target, attribute, class_id) + selection


def descriptor(target=NAME, attribute=2, class_id=3):
    return class_id.to_bytes(2, "big") + target + bytes((attribute & 0xFF,))


def following(number, invoke=0xC1, tag=0xC0):
    """GET-next or ACTION-next."""
    return bytes((tag, 2, invoke)) + number.to_bytes(4, "big")
