"""The meter's end of an HDLC link: a secondary station in normal response mode (IEC 62056-46), octets in, octets out.

Knows no clock and no line. It speaks when polled and once for each poll; one client at a time (`connection`), others
are told that it is not connected.
"""

from meter.comms.hdlc import addresses
from meter.comms.hdlc.connection import DM, FRMR, INFORMATION, POLL, UA, Connection
from meter.comms.hdlc.frames import Deframer, encode
from meter.comms.hdlc.negotiation import LONGEST
from meter.comms.hdlc.transfer import piece

_SNRM, _DISC, _UI = 0x83, 0x43, 0x03  # commands, without the P/F bit
_NOT_FOR_US = (_UI, UA ^ POLL, DM ^ POLL, FRMR ^ POLL)


class Link:
    """One port's link layer.

    setup: attributes send_info, receive_info (octets of an information field), inactivity_s (0: for ever), octet_ms,
    device (physical address), servers (logical devices); server: see `cosem.server.Server`.
    """

    def __init__(self, setup, server):
        self._setup = setup
        self._server = server
        self._deframer = Deframer(setup.receive_info)
        self._connection = None
        self._reply = None  # what is to be said when the line is ours, see Connection.said
        self._destination = self._source = b""  # of the reply
        self._echo = None  # what an optical head may hand back
        self._notice = None
        self._notice_at = 0
        self._octet = 0  # when octets came last

    def connected(self):
        """Whether a client is connected and may ask."""
        return self._connection is not None and not self._connection.reject

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
        if self._connection and self._connection.poll(now_ms):
            self._disconnect()

    def work(self):
        """A function to be called before there is an answer to `take`, or None."""
        return self._connection.work() if self._connection and self._reply == INFORMATION else None

    def take(self):
        """The next frame to send (buffer), or None. All of it has been sent when `poll` is called next."""
        if self.work() or not self._may_speak():
            return None
        reply, self._reply = self._reply, None
        if reply is None:
            return self._take_notice()
        if reply == DM or not self._connection:  # what is left of a connection is its last UA
            return self._encode(self._destination, self._source, reply)
        return self._encode(self._destination, self._source, *self._connection.said(reply))

    def deadline(self, now_ms):
        """Milliseconds until `poll` or `take` is needed; None when only the line can bring something new."""
        if self._may_speak():
            return 0
        first = self._connection.deadline(now_ms) if self._connection else None
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

    def _may_speak(self):
        """Whether there is something that may go out now."""
        if self._reply is None:
            return self._notice is not None and not self.begun()
        return self._reply != INFORMATION or self._connection.due is None

    def _take_notice(self):
        client, server, apdu = self._notice  # pyright: ignore[reportGeneralTypeIssues]
        size = min(self._setup.send_info, LONGEST)
        prefix, body, more = piece(apdu, self._notice_at, size)
        self._notice_at += size
        if not more:
            self._notice = None
        source = addresses.field_of(server, self._setup.device)
        return self._encode(addresses.field_of(client, 0), source, _UI if more else _UI | POLL, prefix, body, more)

    def _encode(self, destination, source, control, *field):
        """A frame; field: two parts of the information field, and whether more segments follow."""
        self._echo = destination, source, control
        return encode(destination, source, control, *field)

    def _take_in(self, frame, now_ms):
        """Do what a frame asks for, if it is for us."""
        segmented, destination, source, control, information = frame
        echo, self._echo = self._echo, None
        if (destination, source, control) == echo or control & ~POLL in _NOT_FOR_US:
            return
        client = addresses.client(source)
        logical = addresses.server(destination, self._setup.device, self._setup.servers)
        if client is None or logical is None:
            return
        reply = self._obey(client, logical, control, segmented, information, now_ms)
        if control & POLL:
            self._reply = reply
            self._destination = source
            self._source = destination

    def _obey(self, client, logical, control, segmented, information, now_ms):
        """Do what a client asks for; what to answer a poll with."""
        connection = self._connection
        if connection:
            if client != connection.client or logical != connection.logical:
                return DM
            connection.heard = now_ms
        command = control & ~POLL
        if command == _SNRM:
            if control & POLL:
                self._connect(client, logical, information or b"")
            return UA
        if not connection:
            return DM
        if command == _DISC:
            self._disconnect()
            return UA
        return connection.obey(control, segmented, information, now_ms)

    def _connect(self, client, logical, proposal):
        self._disconnect()
        self._connection = Connection(self._setup, self._server, client, logical, proposal)
        self._server.opened(client, logical)

    def _disconnect(self):
        if self.connected():
            self._server.closed()
        self._connection = self._reply = None
