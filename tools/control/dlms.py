"""What the package dlms-cosem needs besides; its release 25.1.0 waits for ever on a line that has been closed, does not
encode a selection by entry, and logs to standard output what it does."""

import logging

import structlog
from dlms_cosem import dlms_data, exceptions, io
from dlms_cosem.cosem.selective_access import EntryDescriptor

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


class Line(io.BlockingTcpIO):
    """A line that says when it has been closed."""

    def recv(self, amount: int = 1) -> bytes:
        data = b""
        while len(data) < amount:
            assert self.tcp_socket
            try:
                more = self.tcp_socket.recv(amount - len(data))
            except OSError as error:
                raise exceptions.CommunicationError("no answer") from error
            if not more:
                raise exceptions.CommunicationError("no answer") from ConnectionError("the meter has hung up")
            data += more
        return data


class Entries(EntryDescriptor):
    """Rows of a profile by their numbers, all columns; `to_entry` 0: to the last one."""

    def to_bytes(self) -> bytes:
        parts = (
            dlms_data.DoubleLongUnsignedData(self.from_entry),
            dlms_data.DoubleLongUnsignedData(self.to_entry),
            dlms_data.UnsignedLongData(self.from_selected_value),
            dlms_data.UnsignedLongData(self.to_selected_value),
        )
        head = bytes((self.ACCESS_DESCRIPTOR, dlms_data.DataStructure.TAG, len(parts)))
        return head + b"".join(part.to_bytes() for part in parts)
