"""One client's connection, normal response mode (IEC 62056-46, 6.4; ISO/IEC 13239): commands in, what answers them out.

Both are control fields, without knowledge of frames, addresses and line. What the client sends twice is carried out
once; by whoever has called (`work`), when everything that took the frame in has returned and the stack is free.
"""

from meter.comms.hdlc.negotiation import answer, proposed
from meter.comms.hdlc.transfer import Transfer

POLL = 0x10  # P/F bit of the control field
UA, DM, FRMR = 0x73, 0x1F, 0x97  # answers, with it
_RR, _RNR = 0x11, 0x15
INFORMATION = 0x10  # stands for the frame that `Transfer` has
_UNKNOWN, _NOT_PERMITTED, _TOO_LONG, _WRONG_NUMBER = 1, 3, 4, 8  # reasons of a frame reject: W, W and X, Y, Z


class Connection:
    """From a SNRM on, `proposal` being its information field, until the link gives it up.

    setup: see `link.Link`; server: see `cosem.server.Server`; client, logical: numbers of the two.
    due: until when the answer is held back, or None; heard: when the client was heard last, None before our answer,
    which takes its time on the line; reject: information of the frame reject that ended the transfer, else b"".
    """

    def __init__(self, setup, server, client, logical, proposal):
        self.client = client
        self.logical = logical
        self.due = None
        self.heard = None
        self.reject = b""
        self._asked = None  # APDU to be carried out
        self._asked_ms = 0
        self._server = server
        self._silence_ms = setup.inactivity_s * 1000  # which ends it; 0: for ever
        sends, receives = proposed(proposal)
        sends = min(sends, setup.receive_info)
        receives = min(receives, setup.send_info)
        self._transfer = Transfer(receives, sends, server.receive_size)
        self._opening = answer(receives, sends)  # information of UA

    def poll(self, now_ms):
        """Let time pass; whether the client has been silent for too long."""
        if self.due is not None and now_ms >= self.due:
            self.due = None
            self.heard = now_ms
        if self.heard is None:
            self.heard = now_ms
        left = self.deadline(now_ms)
        return left is not None and left <= 0

    def deadline(self, now_ms):
        """Milliseconds until `poll` is needed, None for never."""
        if self.due is not None:
            return self.due - now_ms
        if not self._silence_ms:
            return None
        return 0 if self.heard is None else self.heard + self._silence_ms - now_ms

    def obey(self, control, segmented, information, now_ms):
        """Do what a frame other than SNRM and DISC asks for; what to answer with when it polls, see `said`."""
        transfer = self._transfer
        command = control & ~POLL
        if self.reject:
            return FRMR
        if command & 1 and command & 0x0F not in (_RR ^ POLL, _RNR ^ POLL):
            return self._refuse(control, _UNKNOWN)
        if information is None or len(information) > transfer.receive_size:
            return self._refuse(control, _TOO_LONG)
        if command & 1 and len(information):
            return self._refuse(control, _NOT_PERMITTED)
        if not transfer.acknowledge(command >> 5):
            return self._refuse(control, _WRONG_NUMBER)
        if self.due is not None or self._asked:
            return INFORMATION if self._asked and command & 1 else _RNR  # what it carries will come again
        if not command & 1 and command >> 1 & 7 == transfer.expected:
            apdu = transfer.accept(information, segmented)
            if apdu is None:
                return self._refuse(control, _TOO_LONG)
            self._asked = apdu
            self._asked_ms = now_ms
        return INFORMATION if (self._asked or transfer.waiting()) and command & 0x0F != _RNR ^ POLL else _RR

    def work(self):
        """The function that does what was asked for, or None; its answer is then what the transfer has."""
        return self._carry_out if self._asked else None

    def _carry_out(self):
        apdu, self._asked = self._asked, None
        answer = self._server.apdu(self.client, self.logical, apdu, self._asked_ms)
        self._transfer.say(answer)
        if answer is not None and self._server.hold_ms > 0:
            self.due = self._asked_ms + self._server.hold_ms

    def said(self, reply):
        """(control field, two parts of the information field, whether more segments follow) of a reply on its way out.

        What the transfer has may have been given up by a frame that came behind the poll.
        """
        transfer = self._transfer
        self.heard = None
        if reply == INFORMATION and transfer.waiting():
            prefix, body, more = transfer.segment()
            return transfer.control(), prefix, body, more
        if reply == UA:
            return UA, b"", self._opening, False
        if reply == FRMR:
            return FRMR, b"", self.reject, False
        return (_RR if reply == INFORMATION else reply) | transfer.expected << 5, b"", b"", False

    def _refuse(self, control, reason):
        """Answer with a frame reject from now on, until the client connects anew (ISO/IEC 13239, FRMR)."""
        transfer = self._transfer
        self.reject = bytes((control, transfer.expected << 5 | transfer.next_number() << 1, reason))
        transfer.forget()
        self._asked = None
        self._server.closed()
        return FRMR
