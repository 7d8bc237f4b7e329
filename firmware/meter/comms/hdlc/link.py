"""The meter's end of an HDLC link: a secondary station in normal response mode (IEC 62056-46), octets in, octets out.

Knows no clock and no line. It speaks when polled and once for each poll; one client at a time, others are told that it
is not connected. What one client sends twice is carried out once.
"""

from meter.comms.hdlc import addresses
from meter.comms.hdlc.frames import Deframer, encode
from meter.comms.hdlc.negotiation import answer, proposed
from meter.comms.hdlc.transfer import Transfer, piece

_POLL = 0x10  # P/F bit of the control field
_SNRM, _DISC, _UI = 0x83, 0x43, 0x03  # commands without it
_UA, _DM, _FRMR = 0x73, 0x1F, 0x97  # answers with it
_RR, _RNR = 0x11, 0x15
_NOT_FOR_US = (_UI, _UA ^ _POLL, _DM ^ _POLL, _FRMR ^ _POLL)
_INFORMATION = 0x10  # stands for the frame that `Transfer` has
_UNKNOWN, _NOT_PERMITTED, _TOO_LONG, _WRONG_NUMBER = 1, 3, 4, 8  # reasons of a frame reject: W, W and X, Y, Z


class Link:
    """One port's link layer.

    setup: attributes send_info, receive_info (octets of an information field), inactivity_s (0: for ever), octet_ms,
    device (physical address), servers (logical devices); server: see `cosem.server.Server`.
    """

    def __init__(self, setup, server):
        self._setup = setup
        self._server = server
        self._deframer = Deframer(setup.receive_info)
        self._transfer = None  # while connected
        self._reject = None  # information of the frame reject that ended the transfer
        self._client = self._logical = 0  # of the connection
        self._reply = None  # control field of what is to be sent
        self._opening = b""  # information of the answer to its SNRM
        self._destination = self._source = b""  # of the reply
        self._echo = None  # what an optical head may hand back
        self._notice = None
        self._notice_at = 0
        self._due = None  # until when the answer is held back
        self._octet = 0  # when octets came last
        self._heard = None  # when the client was heard last; None: before our answer, which takes its time on the line

    def connected(self):
        """Whether a client is connected and may ask."""
        return self._transfer is not None and self._reject is None

    def begun(self):
        """Whether a frame has begun and not ended: a processor that stalls now would lose characters."""
        return self._deframer.begun()

    def receive(self, data, now_ms):
        """Octets from the line, in any pieces (bytes)."""
        self.poll(now_ms)
        self._octet = now_ms
        for frame in self._deframer.receive(data):
            self._take_in(frame, now_ms)

    def poll(self, now_ms):
        """Let time pass."""
        if self._deframer.begun() and now_ms - self._octet >= self._setup.octet_ms:
            for frame in self._deframer.expire():
                self._take_in(frame, now_ms)
        if self._due is not None and now_ms >= self._due:
            self._due = None
            self._heard = now_ms
        if self._transfer and self._heard is None:
            self._heard = now_ms
        left = self._inactive_in(now_ms)
        if left is not None and left <= 0:
            self._disconnect()

    def take(self):
        """The next frame to send (buffer), or None. All of it has been sent when `poll` is called next."""
        control = self._reply
        if control is None:
            return self._take_notice()
        prefix = body = b""
        more = False
        if control == _INFORMATION:
            if self._due is not None:
                return None
            if not self._transfer.waiting():  # given up by a frame that came behind the poll
                control = _RR
        if control == _INFORMATION:
            prefix, body, more = self._transfer.segment()
            control = self._transfer.control()
        elif control == _UA:
            body = self._opening
        elif control == _FRMR:
            body = self._reject
        elif control != _DM:
            control |= self._transfer.expected << 5
        self._reply = None
        if control != _DM:
            self._heard = None
        return self._encode(self._destination, self._source, control, prefix, body, more)

    def deadline(self, now_ms):
        """Milliseconds until `poll` or `take` is needed; None when only the line can bring something new."""
        if self._due is not None:
            first = max(0, self._due - now_ms)
            if self._reply not in (None, _INFORMATION):
                return 0
        elif self._reply is not None or (self._notice is not None and not self.begun()):
            return 0
        else:
            first = self._inactive_in(now_ms)
        if self.begun():
            octet = self._octet + self._setup.octet_ms - now_ms
            first = octet if first is None else min(first, octet)
        return None if first is None else max(0, first)

    def hang_up(self, now_ms):
        """The client has gone: forget the link and what was meant for it."""
        self._deframer.clear()
        self._disconnect()
        self._notice = self._echo = None

    def notify(self, client, server, apdu):
        """Send `apdu` unasked, in UI frames; False when the one before has not left yet."""
        if self._notice is not None:
            return False
        self._notice = client, server, apdu
        self._notice_at = 0
        return True

    def _inactive_in(self, now_ms):
        """Milliseconds until silence ends the link; None when it does not."""
        period = self._setup.inactivity_s * 1000
        if self._transfer is None or not period or self._due is not None:
            return None
        return 0 if self._heard is None else self._heard + period - now_ms

    def _take_notice(self):
        if self._notice is None or self.begun():
            return None
        client, server, apdu = self._notice
        size = min(self._setup.send_info, 2030)
        prefix, body, more = piece(apdu, self._notice_at, size)
        self._notice_at += size
        if not more:
            self._notice = None
        source = addresses.field_of(server, self._setup.device)
        return self._encode(addresses.field_of(client, 0), source, _UI if more else _UI | _POLL, prefix, body, more)

    def _encode(self, destination, source, control, prefix, body, more):
        self._echo = destination, source, control
        return encode(destination, source, control, prefix, body, more)

    def _take_in(self, frame, now_ms):
        """Do what a frame asks for, if it is for us."""
        segmented, destination, source, control, information = frame
        echo, self._echo = self._echo, None
        command = control & ~_POLL
        if (destination, source, control) == echo or command in _NOT_FOR_US:
            return
        client = addresses.client(source)
        logical = addresses.server(destination, self._setup.device, self._setup.servers)
        if client is None or logical is None:
            return
        polled = control & _POLL
        reply = _DM
        if self._transfer and client == self._client and logical == self._logical:
            self._heard = now_ms
            reply = self._obey(control, segmented, information, now_ms)
        elif command == _SNRM and not self._transfer:
            reply = self._connect(client, logical, information) if polled else None
        if polled:
            self._reply = reply
            self._destination = source
            self._source = destination

    def _connect(self, client, logical, information):
        self._disconnect()
        sends, receives = proposed(information or b"")
        sends = min(sends, self._setup.receive_info, self._deframer.room)
        receives = min(receives, self._setup.send_info)
        self._transfer = Transfer(receives, sends, self._server.receive_size)
        self._opening = answer(receives, sends)
        self._client = client
        self._logical = logical
        self._heard = None
        self._server.opened(client, logical)
        return _UA

    def _disconnect(self):
        was = self.connected()
        self._transfer = self._reject = self._reply = self._due = None
        self._opening = b""
        if was:
            self._server.closed()

    def _obey(self, control, segmented, information, now_ms):
        """Do what the connected client asks for; the control field to answer a poll with."""
        transfer = self._transfer
        command = control & ~_POLL
        if command == _SNRM:
            return self._connect(self._client, self._logical, information) if control & _POLL else None
        if command == _DISC:
            self._disconnect()
            return _UA
        if self._reject:
            return _FRMR
        if command & 1 and command & 0x0F not in (_RR ^ _POLL, _RNR ^ _POLL):
            return self._refuse(control, _UNKNOWN)
        if information is None or len(information) > transfer.receive_size:
            return self._refuse(control, _TOO_LONG)
        if command & 1 and len(information):
            return self._refuse(control, _NOT_PERMITTED)
        if not transfer.acknowledge(command >> 5):
            return self._refuse(control, _WRONG_NUMBER)
        if self._due is not None:
            return _RNR  # and what it carries is not accepted: it will come again
        if not command & 1 and command >> 1 & 7 == transfer.expected:
            apdu = transfer.accept(information, segmented)
            if apdu is None:
                return self._refuse(control, _TOO_LONG)
            if apdu:
                self._ask(apdu, now_ms)
        return _INFORMATION if transfer.waiting() and command & 0x0F != _RNR ^ _POLL else _RR

    def _ask(self, apdu, now_ms):
        answer = self._server.apdu(self._client, self._logical, apdu, now_ms)
        self._transfer.say(answer)
        if answer is not None and self._server.hold_ms > 0:
            self._due = now_ms + self._server.hold_ms

    def _refuse(self, control, reason):
        """Answer with a frame reject from now on, until the client connects anew (ISO/IEC 13239, FRMR)."""
        transfer = self._transfer
        self._reject = bytes((control, transfer.expected << 5 | transfer.next_number() << 1, reason))
        transfer.forget()
        self._server.closed()
        return _FRMR
