"""Requests of an association and their answers on the wire: plain, ciphered, in general blocks (the xDLMS service
element of DLMS UA Green Book 9.3 and 9.4.6). What they ask for is `services`'s.
"""

from meter.comms.cosem import axdr
from meter.comms.cosem import services as s
from meter.comms.cosem.blocks import GET, Answer, Source
from meter.comms.cosem.errors import OTHER_REASON, Refused
from meter.comms.cosem.session import ASSOCIATED

_CIPHERED = b"\xc8\xc9\xcb\xd0\xd1\xd3\xdb\xdc"
_GENERAL = 0xDB  # and above: general ciphering
_BLOCKS = 0xE0
_GENERAL_PROTECTION, _GENERAL_BLOCKS, _GET_BLOCKS, _ACTION_BLOCKS = 0x400000, 0x200000, 0x1000, 0x400


class Xdlms:
    """directory: see `services.Services`; port: see `server.Server`."""

    def __init__(self, directory, port):
        self._port = port
        self._services = s.Services(directory, port.row_blocks)
        self._transfer = None

    def forget(self):
        """Whatever was going on in blocks is over."""
        self._transfer = None
        self._services.forget()

    def answer(self, who, apdu, transfer=None):
        """The answer to one whole APDU, plain or ciphered, of the association `who`, or None.

        transfer: in which it came and its answer goes. Raises DataError for what is malformed, CipherError for what
        cannot be deciphered, OSError when no invocation counter can be had.
        """
        tag = apdu[0] if apdu else 0
        if not transfer:
            going_on, self._transfer = self._transfer, None  # any other request ends it
            if tag == _BLOCKS:
                return self._general_block(who, apdu, going_on)
        room = min(who.client_size, self._port.send_size) - (transfer.HEAD if transfer else 0)
        form = None
        protection = 0
        if tag in _CIPHERED:
            if who.context == 1 or (tag >= _GENERAL and not who.conformance & _GENERAL_PROTECTION):
                return s.NOT_SUPPORTED
            apdu, form = who.ciphering.open(apdu)
            protection = who.ciphering.protection(form)
            room -= 30 if tag >= _GENERAL else 21  # tag, title, length, SC, IC and the tag behind
        elif who.context != 1:
            return s.NOT_ALLOWED
        policy = who.association.policy()
        if protection & policy != policy:
            return s.NOT_ALLOWED
        try:
            answer = self._services.serve(who, apdu, room)
            if not isinstance(answer, (bytes, Answer)):
                work = answer  # of a SET or ACTION, see `changes`; done here, for no function of its own is deeper
                todo = next(work)
                while True:
                    try:
                        done = todo[0](*todo[1:])
                    except Refused as refusal:
                        todo = work.throw(refusal)
                    else:
                        todo = work.send(done)
        except StopIteration as end:
            answer = end.value
        except axdr.DataError:
            answer = s.MALFORMED
        return self._composed(who, answer, room, form, transfer)

    def _general_block(self, who, apdu, transfer):
        """A block of general block transfer: of a request, or one that asks for the next block of an answer."""
        from meter.comms.cosem.gbt import Transfer, TransferError

        if who.state != ASSOCIATED:
            return s.NOT_ALLOWED
        if not who.conformance & _GENERAL_BLOCKS:
            return s.NOT_SUPPORTED
        transfer = transfer or Transfer(s.LONG)
        try:
            request, block = transfer.receive(apdu)
            if request is not None:
                return self.answer(who, request, transfer)  # which goes on with the transfer, or has ended it
        except TransferError as error:
            return s.TOO_LONG if error.long else s.NOT_ALLOWED
        except Refused:
            return s.FAILED
        self._transfer = transfer
        return block

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

        transfer = transfer or Transfer(s.LONG)
        block = transfer.answer(source, min(who.client_size, self._port.send_size))
        self._transfer = transfer
        return block
