"""DLMS wrapper (IEC 62056-47): APDUs with ports over a byte stream such as TCP. Bytes in, bytes out; knows no clock.

One APDU is worked on at a time; what a client sends meanwhile waits, within a bound. It is served by whoever has called
(`work`), when everything that received it has returned and the stack is free.
"""

from struct import pack_into, unpack_from

_VERSION = 1
_HEADER = 8


class Wrapper:
    """One connection after the other.

    server: see `cosem.server.Server`; inactivity_s: a client that sends no whole APDU for so long is dropped, 0: never.
    """

    def __init__(self, server, inactivity_s=0):
        self._server = server
        self._inactive_ms = inactivity_s * 1000
        self._answer = None
        self._now = 0
        self._begin()

    def _begin(self):
        self._received = bytearray()
        self._closing = False
        self._due = None  # until when the answer is held back
        self._sent = False  # something is being sent: silence counts from the next poll on
        self._heard = None  # when the first byte or an APDU came last, or the answer was sent; None: nobody is there

    def receive(self, data, now_ms):
        """Bytes of the stream, in any pieces."""
        self.poll(now_ms)
        at = 0
        while at < len(data) and not self._closing:
            if self._heard is None:
                self._heard = now_ms
            count = self._room()
            if count <= 0:  # as much as two long requests is waiting already: this client does not listen
                self._drop()
                return
            self._received += data[at : at + count]
            at += count
            if not self._end():
                self._drop()

    def poll(self, now_ms):
        """Let time pass."""
        if self._due is not None and now_ms >= self._due:
            self._due = None
        if self._sent and self._heard is not None:
            self._heard = now_ms
        self._sent = False
        self._now = now_ms
        left = self._inactive_in(now_ms)
        if left is not None and left <= 0:
            self._drop()

    def work(self):
        """A function to be called before there is an answer to `take`, or None."""
        return self._serve if self._answer is None and self._complete() else None

    def take(self):
        """The next bytes to send (buffer), or None. All of them have been sent when `poll` is called next."""
        if self._due is not None or self._closing:
            return None
        block, self._answer = self._answer, None
        self._sent = block is not None
        return block

    def deadline(self, now_ms):
        """Milliseconds until `poll` or `take` is needed; None when only the line can bring something new."""
        if self._closing:
            return 0
        if self._due is not None:
            return max(0, self._due - now_ms)
        if self._answer is not None or self._sent or self._complete():
            return 0
        left = self._inactive_in(now_ms)
        return None if left is None else max(0, left)

    def hang_up(self, now_ms):
        """The connection has ended; the next may begin."""
        if not self._closing:
            self._drop()
        self._begin()

    def idle(self):
        """Whether there is no association and nothing on its way."""
        return self._server.idle() and not self.begun() and self._answer is None

    def begun(self):
        """Whether an APDU has begun and not ended."""
        return len(self._received) > 0

    def closing(self):
        """Whether the connection must be dropped, because of what came over it or because nothing came."""
        return self._closing

    def _end(self):
        """Where the first frame ends, as far as is known; 0 when it is none, and the connection must be dropped."""
        if len(self._received) < _HEADER:
            return _HEADER
        version, _, _, length = unpack_from(">HHHH", self._received)
        if version != _VERSION or length > self._server.receive_size:
            return 0
        return _HEADER + length

    def _complete(self):
        return 0 < self._end() <= len(self._received)

    def _room(self):
        """How many more bytes are taken now: the rest of a frame, or what may wait behind a whole one."""
        missing = self._end() - len(self._received)
        if missing > 0:
            return missing
        return 2 * (_HEADER + self._server.receive_size) - len(self._received)

    def _serve(self):
        """Hand over the first APDU that has been received."""
        end = self._end()
        _, client, server, _ = unpack_from(">HHHH", self._received)
        apdu = bytes(memoryview(self._received)[_HEADER:end])
        self._received = self._received[end:]
        self._heard = self._now
        answer = self._server.apdu(client, server, apdu, self._now) if apdu else None
        if answer is not None:
            self._answer = encode(server, client, answer)
            if self._server.hold_ms > 0:
                self._due = self._now + self._server.hold_ms
        if not self._end():
            self._drop()

    def _inactive_in(self, now_ms):
        """Milliseconds until silence ends the connection; None when it does not."""
        if not self._inactive_ms or self._heard is None or self._due is not None or self._answer is not None:
            return None
        return self._heard + self._inactive_ms - now_ms

    def _drop(self):
        """Forget all, and ask for the connection to be dropped."""
        self._begin()
        self._closing = True
        self._answer = None
        self._server.closed()


def encode(source, destination, apdu):
    """The frame (bytearray) that carries `apdu` between these ports."""
    block = bytearray(_HEADER + len(apdu))
    pack_into(">HHHH", block, 0, _VERSION, source, destination, len(apdu))
    block[_HEADER:] = apdu
    return block
