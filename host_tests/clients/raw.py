"""The least client that can read a long attribute over the wrapper: no parsing, so that the meter's own speed shows."""

import socket
import struct

AARQ = bytes.fromhex(
    "6033a1090607608574050801018a0207808b0760857405080201ac0780053132333435be10040e01000000065f1f040000181dffff"
)
LOAD_PROFILE = bytes((1, 0, 99, 1, 0, 255))
LOW_SECURITY = 18


class Raw:
    """A connection to `address`, associated as the reading client with its default password."""

    def __init__(self, address):
        self._socket = socket.create_connection(address, 20)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._file = self._socket.makefile("rb")
        accepted = self.ask(AARQ)
        assert accepted[:1] == b"\x61" and b"\xa2\x03\x02\x01\x00" in accepted, accepted.hex()

    def close(self):
        self._file.close()
        self._socket.close()

    def ask(self, apdu):
        """The answer to an APDU."""
        self._socket.sendall(struct.pack(">HHHH", 1, LOW_SECURITY, 1, len(apdu)) + apdu)
        version, _, _, size = struct.unpack(">HHHH", self._file.read(8))
        assert version == 1
        return self._file.read(size)

    def get(self, class_id, name, attribute, selection=b"\x00"):
        """The raw data of an attribute, all blocks of it; number of bytes on the line is about the same."""
        request = b"\xc0\x01\xc1" + struct.pack(">H", class_id) + name + bytes((attribute,)) + selection
        answer = self.ask(request)
        if answer[1] == 1:
            assert answer[3] == 0, answer.hex()
            return answer[4:]
        parts = []
        while True:
            last, number = struct.unpack_from(">BI", answer, 3)
            assert answer[1] == 2 and answer[8] == 0, answer[:16].hex()
            parts.append(answer[12:])
            if last:
                return b"".join(parts)
            answer = self.ask(b"\xc0\x02\xc1" + struct.pack(">I", number))
