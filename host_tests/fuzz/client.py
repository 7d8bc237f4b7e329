"""A client at the application layer: what it asks for, with which rights, and ciphering under its own keys."""

from fuzz.own import own

OURS = b"FUZ\x00\x00\x00\x00\x01"
PROOF = b"\x00\x0f\x00\x00\x28\x00\x00\xff\x01"
PUBLIC, LOW, GMAC, CIPHERED, MANAGER = range(5)  # how a client associates
LEVELS = (0, 1, 1, 1, 3)
CLIENTS = ((16,), (18, 19, 20), (18, 19, 20), (18, 19, 20), (1,))
GET, SET, ACTION = 0xC0, 0xC1, 0xC3
BLOCK = 0xE0


Gcm = own("meter.comms.cosem.security", "ghash", "gcm")[1].Gcm


def length(count):
    """As A-XDR and BER write it."""
    if count < 128:
        return bytes((count,))
    return bytes((0x81, count)) if count < 256 else bytes((0x82, count >> 8, count & 0xFF))


def decode_length(data, at):
    """(length, where it ends)."""
    if data[at] < 128:
        return data[at], at + 1
    end = at + 1 + (data[at] & 127)
    return int.from_bytes(data[at + 1 : end], "big"), end


def aarq(information, context=1, extra=b""):
    """An AARQ; extra: fields between the context and the user information."""
    body = b"\xa1\x09\x06\x07\x60\x85\x74\x05\x08\x01" + bytes((context,)) + extra
    body += b"\xbe" + length(len(information) + 2) + b"\x04" + length(len(information)) + information
    return b"\x60" + length(len(body)) + body


def initiate_request(conformance, size, dedicated=b""):
    """The InitiateRequest of an AARQ."""
    head = b"\x01" + (b"\x01" + length(len(dedicated)) + dedicated if dedicated else b"\x00")
    return head + b"\x00\x00\x06\x5f\x1f\x04" + conformance.to_bytes(4, "big") + size.to_bytes(2, "big")


def mechanism(number, secret):
    """Fields of an AARQ with security of mechanism 1 or 5."""
    fields = b"\x8a\x02\x07\x80\x8b\x07\x60\x85\x74\x05\x08\x02" + bytes((number,))
    return fields + b"\xac" + bytes((len(secret) + 2, 0x80, len(secret))) + secret


TITLE = b"\xa6\x0a\x04\x08" + OURS  # field of an AARQ


class Cipher:
    """One side of suite 0. keys: (encryption, authentication), 16 bytes each; title: the client's own.

    counter: the next one of the client; peer: the meter's title.
    """

    def __init__(self, keys, counter, title=OURS):
        self.gcm = Gcm(keys[0])
        self.authentication = keys[1]
        self.counter = counter
        self.title = title
        self.peer = b""
        self.dedicated = None
        self.asked = 0xC8

    def tag(self, title, counter, control, data):
        """12 bytes; data: cipher text, or what is only authenticated."""
        return self._tag(self.gcm, title, counter, control, data)

    def _tag(self, gcm, title, counter, control, data):
        known = bytes((control,)) + self.authentication
        return gcm.tag((title + bytes(8))[:8] + counter.to_bytes(4, "big"), known, data, 0, len(data), control == 0x10)

    def seal(self, plain, control=0x30, tag=None, title=None, counter=None):
        """`plain` in the ciphered APDU `tag` (None: global, by the service)."""
        if tag is None:
            tag = plain[0] + (0x20 if plain[0] < 0xC0 else 8)
        if counter is None:
            counter = self.counter
            self.counter += 1
        title = self.title if title is None else title
        gcm = self.dedicated if self.dedicated and (tag == 0xDC or 0xD0 <= tag <= 0xD3) else self.gcm
        data = bytearray(plain)
        if control & 0x20:
            gcm.crypt((title + bytes(8))[:8] + counter.to_bytes(4, "big"), data, 0, len(data))
        body = bytes((control,)) + counter.to_bytes(4, "big") + bytes(data)
        if control & 0x10:
            body += self._tag(gcm, title, counter, control, data)
        head = bytes((tag,)) + (bytes((len(title),)) + title if tag >= 0xDB else b"")
        return head + length(len(body)) + body

    def open(self, apdu):
        """The plain APDU in what the meter sent; what is not ciphered as it is, None for what cannot be opened."""
        tag = apdu[0]
        if tag not in b"\x28\xcc\xcd\xcf\xd4\xd5\xd7\xdb\xdc":
            return apdu
        at = 1
        title = self.peer
        if tag >= 0xDB:
            title = bytes(apdu[2 : 2 + apdu[1]]) or title
            at += 1 + apdu[1]
        size, at = decode_length(apdu, at)
        control = apdu[at]
        counter = int.from_bytes(apdu[at + 1 : at + 5], "big")
        gcm = self.dedicated if self.dedicated and tag in b"\xd4\xd5\xd7\xdc" else self.gcm
        end = at + size - (12 if control & 0x10 else 0)
        data = bytearray(apdu[at + 5 : end])
        if control & 0x10 and self._tag(gcm, title, counter, control, data) != apdu[end:]:
            return None
        if control & 0x20:
            gcm.crypt(title + counter.to_bytes(4, "big"), data, 0, len(data))
        return bytes(data)


class Credentials:
    """password: bytes; keys: (encryption, authentication); counter(): the next one."""

    def __init__(self, password, keys, counter):
        self.password = password
        self.keys = keys
        self.counter = counter


class Association:
    """A client of kind PUBLIC to MANAGER. size: its longest APDU; dedicated: its key for the session."""

    def __init__(self, kind, client, credentials, conformance=0x605E9F, size=0xFFFF, dedicated=b""):
        self.kind = kind
        self.client = client
        self.credentials = credentials
        self.conformance = conformance
        self.size = size
        self.dedicated = dedicated
        self.cipher = None
        self.invoke = 0xC1
        self.challenge = b""
        if kind >= GMAC:
            self.cipher = Cipher(credentials.keys, credentials.counter())

    def opening(self):
        """The AARQ."""
        kind = self.kind
        extra = TITLE if kind >= GMAC else b""
        if kind in (LOW, CIPHERED):
            extra += mechanism(1, self.credentials.password)
        elif kind != PUBLIC:
            extra += mechanism(5, b"K56iVagYbd")
        plain = initiate_request(self.conformance, self.size, self.dedicated)
        if kind < CIPHERED:
            return aarq(plain, 1, extra)
        if self.dedicated:
            self.cipher.dedicated = Gcm(self.dedicated)
        return aarq(self.cipher.seal(plain), 3, extra)

    def opened(self, answer):
        """Whether the AARE says that the client is associated, or has yet to prove itself."""
        if not answer or answer[0] != 0x61 or b"\xa2\x03\x02\x01\x00" not in answer:
            return False
        at = answer.find(b"\xa4\x0a\x04\x08")
        if at > 0 and self.cipher:
            self.cipher.peer = answer[at + 4 : at + 12]
        at = answer.find(b"\xaa\x12\x80\x10")
        self.challenge = answer[at + 4 : at + 20] if at > 0 else b""
        return True

    def proof(self):
        """The APDU that proves the keys; None where nothing is to be proven."""
        if self.kind not in (GMAC, MANAGER):
            return None
        cipher = self.cipher
        counter = cipher.counter
        cipher.counter += 1
        answer = b"\x10" + counter.to_bytes(4, "big") + cipher.tag(OURS, counter, 0x10, self.challenge)
        return self.sealed(bytes((ACTION, 1, self.invoke)) + PROOF + b"\x01\x09\x11" + answer)

    def sealed(self, plain, tag=None):
        """`plain` as this association sends it."""
        return self.cipher.seal(plain, tag=tag) if self.kind >= CIPHERED else plain

    def plain(self, answer):
        """What the meter said, deciphered; b"" where it said nothing."""
        if not answer or self.kind < CIPHERED:
            return answer or b""
        return self.cipher.open(answer)


def descriptor(target, attribute):
    """target: (class, logical name)."""
    return target[0].to_bytes(2, "big") + target[1] + bytes((attribute & 0xFF,))


def get(target, attribute, invoke=0xC1, selection=b"\x00"):
    return bytes((GET, 1, invoke)) + descriptor(target, attribute) + selection


def following(number, invoke=0xC1, service=GET):
    """GET-next or ACTION-next."""
    return bytes((service, 2, invoke)) + (number & 0xFFFFFFFF).to_bytes(4, "big")
