"""The application layer of a port: an APDU in, its answer out (IEC 62056-53, DLMS UA Green Book 9). Knows no link.

Here: who is associated, and what happens to those who try out keys; `opening` makes associations, `xdlms` serves them.
"""

import struct

from meter.comms.cosem import axdr
from meter.comms.cosem import services as s
from meter.comms.cosem.security.checks import CipherError
from meter.comms.cosem.xdlms import Xdlms
from meter.loading import forget

_AARQ, _RLRQ = 0x60, 0x62
_ONCE = ("opening", "acse", "initiate")  # what associations are made and released with: not held while they last


class Server:
    """context: what the meter shares: `associations`, `directory`, `ciphering`, `guard`, `log`, `title`, `random`.

    port: `receive_size` and `send_size` (bytes of an APDU), `row_blocks` (see `services.Services`), `network`.
    hold_ms: how long the answer just given must be kept back.
    """

    def __init__(self, context, port):
        self._context = context
        self._xdlms = Xdlms(context.directory, port)
        self._who = None
        self._network = port.network
        self._now = 0
        self.receive_size = port.receive_size
        self.hold_ms = 0

    def opened(self, client, server):
        """A link is made: nothing of the one before lives on."""
        self.closed()

    def closed(self):
        """The link has gone, and the association with it."""
        if self._who:
            self._who.state = 0
        self._who = None
        self._xdlms.forget()

    def idle(self):
        """Whether nobody is associated."""
        return self._who is None

    def apdu(self, client, server, apdu, now_ms):
        """The answer to one whole APDU, or None. Raises nothing that a client could bring about."""
        self.hold_ms = 0
        self._now = now_ms
        tag = apdu[0] if apdu else 0
        if tag == _AARQ:
            self.closed()
            return self._associate(client, server, apdu)
        who = self._who
        if who is None or client != who.client or server != who.server:
            return s.NOT_ALLOWED
        try:
            answer = self._release(who, apdu) if tag == _RLRQ else self._xdlms.answer(who, apdu)
        except axdr.DataError:
            answer = s.MALFORMED
        except CipherError as error:
            answer = self._undeciphered(who, error.kind)
        except OSError:
            answer = s.FAILED  # no invocation counter can be had: the memory fails
        if who.offence:  # a wrong proof, after which there is no second one
            self._offence(who.client, who.offence)
            self.closed()
        return answer

    def _associate(self, client, server, apdu):
        from meter.comms.cosem.opening import associate

        answer, self._who, self.hold_ms = associate(self._context, self.receive_size, client, server, apdu, self._now)
        _forget_opening()
        if self._who and self._network:
            self._who.by_network()
        return answer

    def _release(self, who, apdu):
        from meter.comms.cosem import acse, initiate

        _forget_opening()
        fields = acse.fields(apdu)
        information = b""
        if acse.INFORMATION in fields:
            asked = acse.explicit(fields[acse.INFORMATION], 4)
            information = initiate.response(who.conformance, self.receive_size)
            if who.context != 1:
                _, form = who.ciphering.open(asked)
                information = who.ciphering.seal(information, form)
        self.closed()
        return acse.rlre(information)

    def _undeciphered(self, who, kind):
        if kind in ("tag", "replay"):
            self._offence(who.client, kind)
        if kind == "replay":
            return s.REPLAYED + struct.pack(">I", who.ciphering.counters.accepted(who.client))
        return s.UNDECIPHERED

    def _offence(self, client, kind):
        """Somebody tried out keys."""
        guard = self._context.guard
        guard.refused(self._now)
        self._context.log(kind, client)
        self.hold_ms = guard.hold(self._now) or 0


def _forget_opening():
    forget(*["meter.comms.cosem." + name for name in _ONCE])
