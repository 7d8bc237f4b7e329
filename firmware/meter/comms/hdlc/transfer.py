"""Numbered information transfer of an HDLC link with a window of one, and segmentation (IEC 62056-46, 6.4.4).

What was received and what is said stand here once each. A frame is acknowledged by the next number the peer expects;
until then it can be given out again, and a frame received twice is known by its number.
"""

_REQUEST = b"\xe6\xe6\x00"  # LLC header of what a client sends (6.3.1)
_RESPONSE = b"\xe6\xe7\x00"
LLC = 3


def piece(apdu, at, size):
    """Segment of LLC header and `apdu` from octet `at` on, `size` octets at most: (header part, APDU part, more)."""
    end = at + size
    return _RESPONSE[at:end], memoryview(apdu)[max(0, at - LLC) : max(0, end - LLC)], end < len(apdu) + LLC


class Transfer:
    """Both directions of one link.  expected: number of the next frame from the peer, V(R)."""

    def __init__(self, send_size, receive_size, room):
        """send_size, receive_size: octets of an information field, to and from the peer; room: of an APDU received."""
        self.receive_size = receive_size
        self.expected = 0
        self._size = send_size
        self._room = room
        self._number = 0  # of the frame to be acknowledged next
        self._sent = False  # it has been given out
        self._answer = None
        self._at = 0  # of the segment in that frame
        self._parts = None

    def next_number(self):
        """Number of the next new frame to the peer, V(S)."""
        return (self._number + self._sent) & 7

    def acknowledge(self, number):
        """The peer expects `number` next. False when it cannot."""
        if self._sent and number == self.next_number():
            self._number = number
            self._sent = False
            self._at += self._size
            if self._at >= len(self._answer) + LLC:  # pyright: ignore[reportArgumentType]
                self._answer = None
            return True
        return number == self._number

    def accept(self, information, more):
        """Take the information field of the frame expected; more: further segments follow.

        The APDU (bytes) when it is complete; b"" when it is not, or is none; None when it is longer than there is room.
        """
        self.expected = (self.expected + 1) & 7
        self._answer = None  # a peer that asks anew has done with the answer before, whether it heard it or not
        self._sent = False
        parts = self._parts or b""
        if len(parts) + len(information) > self._room + LLC:
            return None
        if more or parts:
            if not parts:
                self._parts = bytearray()
            self._parts.extend(information)
            if more:
                return b""
            information = memoryview(self._parts)  # pyright: ignore[reportArgumentType]
            self._parts = None
        return bytes(information[LLC:]) if bytes(information[:LLC]) == _REQUEST else b""

    def say(self, answer):
        """Send `answer` (bytes), or nothing for None."""
        self._answer = answer
        self._at = 0

    def forget(self):
        """Give up what is received and what is said."""
        self._answer = self._parts = None
        self._sent = False

    def waiting(self):
        """Whether something is to be sent, for the first time or again."""
        return self._answer is not None

    def control(self):
        """Control field of the frame that carries the present segment, and tell the peer what was received."""
        self._sent = True
        return self.expected << 5 | 0x10 | self._number << 1

    def segment(self):
        """(LLC header part, APDU part, more) of the present segment."""
        return piece(self._answer, self._at, self._size)
