"""Ciphered APDUs of one association (security suite 0; IEC 62056-53, DLMS UA Green Book 9.2.7 and 9.5).

Body of each: SC (what protects it), IC (invocation counter), the APDU, a tag of 12 bytes if authenticated. The IV is
the sender's system title with IC. The meter's IC is never used twice, under whichever key: a client may come back
with the dedicated key of an earlier association.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem.security.checks import CipherError, same
from meter.comms.cosem.security.gcm import TAG, Gcm

AUTHENTICATED = 0x10  # of SC; all other bits but these are unsupported: another suite, broadcast key, compression
ENCRYPTED = 0x20
_GENERAL_GLOBAL, _GENERAL_DEDICATED = 0xDB, 0xDC
_NAMELESS = 0x10000  # of a form: a general APDU without its sender's title
# What is received, each with its tag's distance to the plain one: initiate, glo, ded, general (none, for any APDU)
_RECEIVED = b"\x21\x20\xc8\x08\xc9\x08\xcb\x08\xd0\x10\xd1\x10\xd3\x10\xdb\x00\xdc\x00"
_SENT = b"\x28\xcc\xcd\xcf\xd4\xd5\xd7"


class Ciphering:
    """Opens what the client sends and seals what it is answered.

    keys: with `encryption` and `authentication` (16 bytes each); the association keeps those it began with.
    counters: the meter's `Counters`, for its own and for those of the global key that the client uses.
    Titles have 8 bytes; client_title may be b"", then the first authenticated general APDU tells it.
    dedicated: 16 bytes, or b"" for none; may be set once the InitiateRequest has told it.
    """

    def __init__(self, keys, counters, client, own_title, client_title, dedicated=b""):
        self.keys = keys
        self.counters = counters
        self.client = client
        self.own_title = own_title
        self.client_title = client_title
        self.dedicated = dedicated
        self._authentication = keys.authentication
        self._global = keys.encryption  # a Gcm once it is used
        self._session = None  # (dedicated key, its Gcm)
        self._heard = [-1] * 4  # highest counters: global with and without a tag, dedicated with and without

    def open(self, apdu):
        """(plain APDU as bytes, form for `seal`). Raises CipherError and nothing else.

        The counter of an APDU with a wrong tag, or without one, moves nothing that outlasts the association.
        """
        distance = _distance(apdu[0]) if apdu else None
        if distance is None:
            raise CipherError("format")
        form = apdu[0] << 8
        try:
            if distance:
                title, at = self.client_title, 1
            else:
                title, at = self._sender(apdu)
                form |= 0 if apdu[1] else _NAMELESS
            size, at = axdr.decode_length(apdu, at)
        except axdr.DataError:
            raise CipherError("format") from None
        if at + size != len(apdu) or size < 6 or len(title) != 8 or title == self.own_title:
            raise CipherError("format")
        control = apdu[at]
        if control not in (AUTHENTICATED, ENCRYPTED, AUTHENTICATED | ENCRYPTED):
            raise CipherError("policy")
        dedicated = _is_dedicated(apdu[0])
        expected = apdu[0] - distance if distance else None
        return self._open(apdu, at, title, control, dedicated, expected), form | control

    def seal(self, plain, form):
        """The APDU `plain` (not empty) ciphered as the request of `form` was: a bytearray, for it may be long.

        What the request's kind of ciphering has no tag for goes as a general APDU. OSError when no counter can be kept.
        """
        asked = form >> 8 & 0xFF
        control = form & 0xFF
        dedicated = _is_dedicated(asked)
        tag = plain[0] + (_distance(asked) or 0) & 0xFF
        if tag == plain[0] or bytes((tag,)) not in _SENT:
            tag = _GENERAL_DEDICATED if dedicated else _GENERAL_GLOBAL
        head = bytes((tag,))
        if tag >= _GENERAL_GLOBAL:
            head += b"\x00" if form & _NAMELESS else axdr.octets(self.own_title)[1:]
        counter = self.counters.take().to_bytes(4, "big")
        nonce = self.own_title + counter
        size = 5 + len(plain) + (TAG if control & AUTHENTICATED else 0)
        head += axdr.length(size) + bytes((control,)) + counter
        at = len(head)
        end = at + len(plain)
        sealed = bytearray(at + size - 5)
        sealed[:at] = head
        sealed[at:end] = plain
        gcm = self._gcm(dedicated)
        if control & ENCRYPTED:
            gcm.crypt(nonce, sealed, at, end)
        if control & AUTHENTICATED:
            sealed[end:] = self._tag(gcm, nonce, control, sealed, at, end)
        return sealed

    @staticmethod
    def protection(form):
        """Of a received APDU: bit 0 authenticated, bit 1 encrypted."""
        return form >> 4 & 3

    def _sender(self, apdu):
        """(title, where it ends) of a general APDU."""
        size, at = axdr.decode_length(apdu, 1)
        if not size:
            return self.client_title, at
        title = bytes(apdu[at : at + 8])
        if size != 8 or len(title) != 8:
            raise CipherError("format")
        if self.client_title and title != self.client_title:
            raise CipherError("tag")
        return title, at + 8

    def _open(self, apdu, at, title, control, dedicated, expected):
        nonce = title + apdu[at + 1 : at + 5]
        authenticated = control & AUTHENTICATED
        end = len(apdu) - (TAG if authenticated else 0)
        if end < at + 6:
            raise CipherError("format")
        data = bytearray(apdu[at + 5 : end])
        gcm = self._gcm(dedicated)
        if authenticated and not same(self._tag(gcm, nonce, control, data, 0, len(data)), apdu[end:]):
            raise CipherError("tag")
        if control & ENCRYPTED:
            gcm.crypt(nonce, data, 0, len(data))
        if expected not in (None, data[0]):
            raise CipherError("format")
        self._listen(int.from_bytes(nonce[8:], "big"), authenticated, dedicated)
        if authenticated:
            self.client_title = title
        return bytes(data)

    def _tag(self, gcm, nonce, control, data, at, end):
        known = bytes((control,)) + self._authentication
        return gcm.tag(nonce, known, data, at, end, control == AUTHENTICATED)

    def _listen(self, counter, authenticated, dedicated):
        """Refuse a counter that is not higher than every one before; note it."""
        k = 2 if dedicated else 0
        if not authenticated:  # anybody may have written it
            new = counter > max(self._heard[k : k + 2]) and (
                dedicated or counter >= self.counters.accepted(self.client)
            )
            k += 1
        elif dedicated:
            new = counter > self._heard[k]
        else:
            new = self.counters.accept(self.client, counter)
        if not new:
            raise CipherError("replay")
        self._heard[k] = counter

    def _gcm(self, dedicated):
        """The key's Gcm, made when it is first needed."""
        key = self.dedicated if dedicated else self._global
        if isinstance(key, Gcm):
            return key
        if dedicated and self._session and self._session[0] == key:
            return self._session[1]
        if len(key) != 16:
            raise CipherError("policy")
        gcm = Gcm(key)
        if dedicated:
            self._session = key, gcm
        else:
            self._global = gcm
        return gcm


def _distance(tag):
    """From a received tag to that of the plain APDU, 0 for a general one, None for one that is not received."""
    k = _RECEIVED.find(bytes((tag,)))
    return None if k < 0 or k % 2 else _RECEIVED[k + 1]


def _is_dedicated(tag):
    return 0xD0 <= tag <= 0xD3 or tag == _GENERAL_DEDICATED
