"""General block transfer (DLMS UA Green Book 9.3.5 and 9.4.6.13): an APDU of any kind in blocks.

The meter gives one block and waits: its window is 1. It takes as many at once as the client likes, in order; what is
lost is asked for by the number of the last one that came before it. Every APDU that the meter sends has the next
number, also one without data that only acknowledges, which is marked as last: nothing of it follows. Clients number
theirs so, or all 1, or 0, or mark none of them; the meter goes by what they acknowledge.
"""
# pyright: reportAttributeAccessIssue=false
# (a buffer is bytes or bytearray)

import struct

from meter.comms.cosem import axdr

_TAG = 0xE0
_LAST, _STREAMING = 0x80, 0x40
_WINDOW = 8  # blocks at once that the client is asked to send at most


class TransferError(Exception):
    """The transfer cannot go on. `long`: because it would become too long."""

    def __init__(self, long):
        super().__init__("transfer")
        self.long = long


class Transfer:
    """One request and its answer. limit: bytes of the request."""

    HEAD = 9  # bytes before a block's data

    def __init__(self, limit):
        self._limit = limit
        self._begin()

    def _begin(self):
        self._request = bytearray()
        self._heard = 0  # number of the client's last block that came in order
        self._sent = 0  # number of the meter's last block
        self._latest = None  # that block
        self._source = None  # of the answer; None while a request arrives
        self._room = 0
        self.ended = False

    def receive(self, apdu):
        """(the whole request or None, the APDU to send or None). Raises DataError and TransferError."""
        if len(apdu) < 7:
            raise axdr.DataError("ends too early")
        control, number, known = struct.unpack_from(">BHH", apdu, 1)
        size, at = axdr.decode_length(apdu, 6)
        if at + size != len(apdu):
            raise axdr.DataError("block of %d bytes" % size)
        if self._source is not None and (size == 0 or number != 1):
            return None, self._acknowledged(number, known)
        if number == 1 and size:
            self._begin()  # perhaps anew
        return self._collect(control, number, memoryview(apdu)[at:])

    def answer(self, source, room):
        """The first block, an APDU of at most `room` bytes, of the answer that `source` has. Raises Refused."""
        self._request = b""
        self._source = source
        self._room = room - self.HEAD
        return self._next()

    def _collect(self, control, number, data):
        if number == self._heard + 1 and len(data):
            if len(self._request) + len(data) > self._limit:
                raise TransferError(True)
            self._request.extend(data)
            self._heard = number
            if control & _LAST:
                request = bytes(self._request)
                self._request = bytearray()
                return request, None
        if not self._heard:
            raise TransferError(False)
        if control & _STREAMING:
            return None, None
        return None, self._block(_LAST | _WINDOW, b"")

    def _acknowledged(self, number, known):
        if number > self._heard:
            self._heard = number
        if known == self._sent - 1:
            return self._latest
        if known != self._sent:
            raise TransferError(False)
        return None if self.ended else self._next()

    def _next(self):
        data = b"".join(self._source.take(self._room))
        self.ended = not self._source.more(0)
        self._latest = self._block(_WINDOW | (_LAST if self.ended else 0), data)
        return self._latest

    def _block(self, control, data):
        if self._sent == 0xFFFF:
            raise TransferError(True)
        self._sent += 1
        head = struct.pack(">BBHH", _TAG, control, self._sent, self._heard)
        return head + axdr.length(len(data)) + data
