"""The application layer of a port: an APDU in, its answer out (IEC 62056-53, DLMS UA Green Book 9). Knows no link."""

import struct

from meter.comms.cosem import axdr
from meter.comms.cosem import services as s
from meter.comms.cosem.blocks import GET, Answer, Source
from meter.comms.cosem.errors import OTHER_REASON, Refused
from meter.comms.cosem.security.ciphering import CipherError
from meter.comms.cosem.session import ASSOCIATED
from meter.loading import forget

_AARQ, _RLRQ = 0x60, 0x62
_ONCE = ("opening", "acse", "initiate")  # what associations are made and released with: not held while they last

_CIPHERED = b"\xc8\xc9\xcb\xd0\xd1\xd3\xdb\xdc"
_GENERAL = 0xDB  # and above: general ciphering
_BLOCKS = 0xE0
_GENERAL_PROTECTION, _GENERAL_BLOCKS, _GET_BLOCKS, _ACTION_BLOCKS = 0x400000, 0x200000, 0x1000, 0x400


class Server:
    """context: what the meter shares: `associations`, `directory`, `ciphering`, `guard`, `log`, `title`, `random`.

    port: `receive_size` and `send_size` (bytes of an APDU), `row_blocks` (see `services.Services`).
    hold_ms: how long the answer just given must be kept back.
    """

    def __init__(self, context, port):
        self._context = context
        self._port = port
        self._services = s.Services(context.directory, port.row_blocks)
        self._who = None
        self._transfer = None
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
        self._transfer = None
        self._services.forget()

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
            if tag == _RLRQ:
                return self._release(who, apdu)
            if tag == _BLOCKS:
                return self._general_block(who, apdu)
            self._transfer = None
            return self._request(who, apdu, None)
        except axdr.DataError:
            return s.MALFORMED
        except OSError:
            return s.FAILED  # no invocation counter can be had: the memory fails

    def _associate(self, client, server, apdu):
        from meter.comms.cosem.opening import associate

        answer, self._who, self.hold_ms = associate(self._context, self.receive_size, client, server, apdu, self._now)
        _forget_opening()
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
                try:
                    _, form = who.ciphering.open(asked)
                except CipherError as error:
                    return self._undeciphered(who, error.kind)
                information = who.ciphering.seal(information, form)
        self.closed()
        return acse.rlre(information)

    def _general_block(self, who, apdu):
        """A block of general block transfer: of a request, or one that asks for the next block of an answer."""
        from meter.comms.cosem.gbt import Transfer, TransferError

        transfer, self._transfer = self._transfer, None
        if who.state != ASSOCIATED:
            return s.NOT_ALLOWED
        if not who.conformance & _GENERAL_BLOCKS:
            return s.NOT_SUPPORTED
        transfer = transfer or Transfer(s.LONG)
        try:
            request, block = transfer.receive(apdu)
            if request is not None:
                return self._request(who, request, transfer)  # which goes on with the transfer, or has ended it
            self._transfer = transfer
            return block
        except TransferError as error:
            self._transfer = None
            return s.TOO_LONG if error.long else s.NOT_ALLOWED
        except Refused:
            self._transfer = None
            return s.FAILED

    def _request(self, who, apdu, transfer):
        """The answer to a plain or ciphered request; transfer: in which it came and its answer goes, or None."""
        tag = apdu[0] if apdu else 0
        room = min(who.client_size, self._port.send_size) - (transfer.HEAD if transfer else 0)
        form = None
        protection = 0
        if tag in _CIPHERED:
            if who.context == 1 or (tag >= _GENERAL and not who.conformance & _GENERAL_PROTECTION):
                return s.NOT_SUPPORTED
            try:
                apdu, form = who.ciphering.open(apdu)
            except CipherError as error:
                return self._undeciphered(who, error.kind)
            protection = who.ciphering.protection(form)
            room -= 30 if tag >= _GENERAL else 21  # tag, title, length, SC, IC and the tag behind
        elif who.context != 1:
            return s.NOT_ALLOWED
        policy = who.association.policy()
        if protection & policy != policy:
            return s.NOT_ALLOWED
        try:
            answer = self._services.serve(who, apdu, room)
        except axdr.DataError:
            answer = s.MALFORMED
        answer = self._composed(who, answer, room, form, transfer)
        if who.state == 0:
            self._offence(who.client, who.offence)
            self.closed()
        return answer

    def _composed(self, who, answer, room, form, transfer):
        """The APDU to send: the answer, its first block, or the first block of a general block transfer."""
        if isinstance(answer, Answer):
            source = answer.source
            blocks = who.conformance & (_GET_BLOCKS if answer.tag == GET else _ACTION_BLOCKS)
            try:
                if not source.more(room - len(answer.head)):
                    answer = answer.whole(room)
                elif (transfer or not blocks) and self._generally(who, answer, form):
                    source.put(answer.head)
                    if form is not None:
                        source = Source(who.ciphering.seal(b"".join(source.take(s.LONG)), form))
                    return self._transferred(transfer, source, who)
                else:
                    answer = self._services.first_block(answer, room) if blocks else answer.refusal(OTHER_REASON)
            except Refused as refusal:
                answer = answer.refusal(refusal.result)
        if form is not None and (answer[0] != s.UNKNOWN[0] or form >> 8 & 0xFF >= _GENERAL):
            answer = who.ciphering.seal(answer, form)
        return self._transferred(transfer, Source(answer), who) if transfer else answer

    def _generally(self, who, answer, form):
        """Whether a long answer can go by general block transfer: a ciphered one is in memory as a whole."""
        if not who.conformance & _GENERAL_BLOCKS:
            return False
        return form is None or not answer.source.more(s.LONG - len(answer.head))

    def _transferred(self, transfer, source, who):
        from meter.comms.cosem.gbt import Transfer

        self._transfer = transfer or Transfer(s.LONG)
        return self._transfer.answer(source, min(who.client_size, self._port.send_size))

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
