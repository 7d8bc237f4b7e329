"""Whether an association is made (IEC 62056-53 clause 8.2, DLMS UA Green Book 9.4.4): AARQ in, AARE and session out."""
# pyright: reportAttributeAccessIssue=false
# (ciphering is None in the clear)

from meter.comms.cosem import acse, axdr, initiate
from meter.comms.cosem.security.checks import CipherError, same
from meter.comms.cosem.session import Session

SMALLEST = 64  # bytes of an APDU that a client must take
GENERAL_PROTECTION = 0x400000
SUPPORTED = (
    0x605E9F  # general protection and blocks, priority, blocks, lists, notifications, GET, SET, selectors, ACTION
)
_CIPHERED = 3
_LLS, _HLS = 1, 5
_NO_REASON, _CONTEXT, _TITLE, _UNKNOWN, _REQUIRED, _FAILURE, _PENDING = 1, 2, 3, 11, 12, 13, 14


class _Rejected(Exception):
    """`answer`: the arguments of the AARE behind its context."""

    def __init__(self, *answer):
        super().__init__("rejected")
        self.answer = answer


def associate(context, server_size, client, server, apdu, now_ms):
    """(AARE or None, Session or None, ms to keep the answer back).

    context: see `server.Server`; client, server: SAPs; server_size: the longest APDU taken. No AARQ makes
    it raise.
    """
    opening = _Opening(context, client, server, now_ms)
    try:
        opening.read(apdu)
        opening.authenticate()
        answer = opening.negotiate(server_size)
    except _Rejected as rejected:
        return acse.aare(opening.shown, *rejected.answer), None, opening.hold_ms
    except axdr.DataError:
        return acse.aare(opening.shown, 1, _NO_REASON), None, opening.hold_ms
    except OSError:  # no invocation counter can be had: the memory fails
        return acse.aare(opening.shown, 2, _NO_REASON), None, opening.hold_ms
    return answer, opening.session, opening.hold_ms


class _Opening:
    """One AARQ on its way. shown: the context that the AARE names."""

    def __init__(self, context, client, server, now_ms):
        self._context = context
        self._client = client
        self._server = server
        self._now = now_ms
        self._fields = {}
        self._form = None  # in which the InitiateRequest was ciphered
        self.shown = 1
        self.hold_ms = 0
        self.session = None

    def read(self, apdu):
        """Find the association that is meant, and what it is asked for."""
        found = self._fields = acse.fields(apdu)
        version = found.get(acse.PROTOCOL)
        if version is not None and (len(version) != 2 or not version[1] & 128):
            raise _Rejected(1, 2, b"", b"", 0, b"", True)
        name = acse.arc(acse.explicit(found.get(acse.CONTEXT, b""), 6), 1)
        association = find(self._context.associations, self._client, self._server)
        if association is None:
            raise _Rejected(1, _NO_REASON)
        if name not in (1, _CIPHERED) or name not in association.contexts:
            raise _Rejected(1, _CONTEXT)
        self.shown = name
        if name == 1 and association.policy():
            raise _Rejected(1, _CONTEXT)
        self.session = Session(association, self._server, name, self._mechanism(association))

    def _mechanism(self, association):
        wish = self._fields.get(acse.MECHANISM)
        needs = self._fields.get(acse.REQUIREMENTS)
        if wish is None or (needs is not None and not (len(needs) == 2 and needs[1] & 128)):
            if 0 not in association.mechanisms:
                raise _Rejected(1, _REQUIRED)
            return 0
        mechanism = acse.arc(wish, 2)
        if mechanism not in (0, _LLS, _HLS) or mechanism not in association.mechanisms:
            raise _Rejected(1, _UNKNOWN)
        return mechanism

    def authenticate(self):
        """Titles, keys and passwords: whatever may be tried out goes past the guard."""
        session = self.session
        ciphered = session.context == _CIPHERED
        if not (ciphered or session.mechanism):
            return
        if ciphered or session.mechanism == _HLS:
            title = acse.explicit(self._fields.get(acse.TITLE, b""), 4) if acse.TITLE in self._fields else b""
            cipher = self._context.ciphering(self._client, title) if len(title) == 8 else None
            if cipher is None:
                raise _Rejected(1, _TITLE)
            session.client_title = title
            session.ciphering = cipher
        hold = self._context.guard.hold(self._now)
        if hold is None:
            raise _Rejected(2, _NO_REASON)
        self.hold_ms = hold
        if session.mechanism:
            secret = acse.explicit(self._fields.get(acse.SECRET, b""), 0x80) if acse.SECRET in self._fields else b""
            if session.mechanism == _LLS:
                password = session.association.password()
                if not (password and same(secret, password)):
                    self._refused("password")
            elif not 8 <= len(secret) <= 64:
                raise _Rejected(1, _FAILURE)
            else:
                session.challenged(self._context.random(16), secret)

    def negotiate(self, server_size):
        """The AARE that accepts; None, and no session, for a client that wants no answer."""
        session = self.session
        asked = initiate.request(self._information())
        dedicated, wanted, version, conformance, size = asked
        if version != initiate.VERSION:
            raise _Rejected(1, _NO_REASON, initiate.refusal(initiate.TOO_OLD))
        session.conformance = conformance & session.association.conformance & SUPPORTED
        if session.context == 1:
            session.conformance &= ~GENERAL_PROTECTION
        if not session.conformance:
            raise _Rejected(1, _NO_REASON, initiate.refusal(initiate.INCOMPATIBLE))
        session.client_size = size or 0xFFFF  # 0: no limit
        if session.client_size < SMALLEST:
            raise _Rejected(1, _NO_REASON, initiate.refusal(initiate.TOO_SHORT))
        if dedicated and (self._form is None or len(dedicated) != 16):
            raise _Rejected(1, _NO_REASON)
        if not wanted:
            self.session = None
            return None
        session.server_size = server_size
        information = initiate.response(session.conformance, server_size)
        if self._form is not None:
            session.ciphering.dedicated = dedicated
            information = session.ciphering.seal(information, self._form)
        title = self._context.title if session.ciphering else b""
        diagnostic = _PENDING if session.challenge else 0
        return acse.aare(session.context, 0, diagnostic, information, title, session.mechanism, session.challenge)

    def _information(self):
        """The InitiateRequest, deciphered."""
        content = acse.explicit(self._fields.get(acse.INFORMATION, b""), 4)
        session = self.session
        if session.context == 1:
            return content
        if content[:1] not in (b"\x21", b"\xdb"):
            raise _Rejected(1, _FAILURE)
        try:
            plain, self._form = session.ciphering.open(content)
        except CipherError as error:
            if error.kind in ("tag", "replay"):
                self._refused(error.kind)
            raise _Rejected(1, _FAILURE) from None
        policy = session.association.policy()
        if session.ciphering.protection(self._form) & policy != policy:
            raise _Rejected(1, _FAILURE)
        return plain

    def _refused(self, kind):
        self._context.guard.refused(self._now)
        self._context.log(kind, self._client)
        raise _Rejected(1, _FAILURE)


def find(associations, client, server):
    """The configured association between these SAPs, or None."""
    for association in associations:
        if association.client == client and association.server in (None, server):
            return association
    return None
