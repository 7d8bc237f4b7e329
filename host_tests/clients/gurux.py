"""A reading system built on gurux-dlms (a client only for tests: GPL), over the TCP wrapper or HDLC."""

import contextlib
import re
import socket
import time

from gurux_dlms import GXByteBuffer, GXDLMSException, GXDLMSExceptionResponse, GXReplyData
from gurux_dlms.enums import Authentication, DataType, ErrorCode, InterfaceType, Security
from gurux_dlms.secure import GXDLMSSecureClient

TITLE = b"TST\x00\x00\x00\x00\x01"
ENCRYPTION = bytes(range(16))
AUTHENTICATION = bytes(range(0xD0, 0xE0))
PATIENCE_S = 10
RESPONSE_S, TRIES = 2, 3  # of an unanswered SNRM


class Reader:
    """One client on an address or on a socket that is connected (mode E is signed on there by the caller).

    keys: encryption and authentication key; counter: its first invocation counter; pdu, info: octets that it takes of
    an APDU, of an HDLC frame's information.
    """

    def __init__(
        self, address, client, hdlc=False, password=None, gmac=False, ciphered=False, server=1, counter=None, pdu=None,
        info=None, keys=(ENCRYPTION, AUTHENTICATION),
    ):  # fmt: skip
        authentication = Authentication.NONE
        if gmac:
            authentication = Authentication.HIGH_GMAC
        elif password is not None:
            authentication = Authentication.LOW
        kind = InterfaceType.HDLC if hdlc else InterfaceType.WRAPPER
        self.client = GXDLMSSecureClient(True, client, server, authentication, password, kind)
        ciphering = self.client.ciphering
        ciphering.systemTitle = TITLE
        ciphering.blockCipherKey, ciphering.authenticationKey = keys
        ciphering.security = Security.AUTHENTICATION_ENCRYPTION if ciphered else Security.NONE
        if counter is not None:
            ciphering.invocationCounter = counter
        if pdu is not None:
            self.client.maxReceivePDUSize = pdu
        if info is not None:
            self.client.hdlcSettings.maxInfoTX = self.client.hdlcSettings.maxInfoRX = info
        self.socket = address if isinstance(address, socket.socket) else socket.create_connection(address, PATIENCE_S)
        self.socket.settimeout(PATIENCE_S)
        self.received = 0
        self.sent = []  # every packet, as it went out
        self.meter_counter = None  # invocation counter of the meter's proof, where that was ciphered

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.close()

    def close(self):
        self.socket.close()

    def connect(self):
        """Link, association and, where asked for, the proof of high level security."""
        self.link()
        reply = self._exchange(self.client.aarqRequest())
        self.client.parseAareResponse(reply.data)
        if self.client.authentication > Authentication.LOW:
            reply = self._exchange(self.client.getApplicationAssociationRequest())
            self.client.parseApplicationAssociationResponse(reply.data)
        proof = re.search(rb"\xcf.\x30(.{4})", self._last, re.DOTALL)
        self.meter_counter = int.from_bytes(proof[1], "big") if proof else None
        return self

    def link(self):
        """Make the HDLC link; tried again as IEC 62056-46 wants it, for the head may listen at another speed."""
        snrm = self.client.snrmRequest()
        if not snrm:
            return
        patience = self.socket.gettimeout()
        self.socket.settimeout(RESPONSE_S)
        for left in range(TRIES - 1, -1, -1):
            try:
                reply = self._exchange([snrm])
                break
            except TimeoutError:
                if not left:
                    raise
        self.socket.settimeout(patience)
        self.client.parseUAResponse(reply.data)

    def disconnect(self):
        """Release the association and the link; the line stays."""
        if self.client.interfaceType == InterfaceType.WRAPPER or self.client.ciphering.security != Security.NONE:
            self._exchange(self.client.releaseRequest())
        if self.client.interfaceType == InterfaceType.HDLC:
            self._exchange([self.client.disconnectRequest()])

    def objects(self):
        """The association view: gurux objects."""
        reply = self._exchange(self.client.getObjectsRequest())
        return self.client.parseObjects(reply.data, True, True)

    def read(self, thing, attribute):
        """The value of an attribute; GXDLMSException when refused."""
        reply = self._exchange(self.client.read(thing, attribute))
        thing_type = thing.getDataType(attribute)
        if thing_type == 0:
            thing.setDataType(attribute, reply.valueType)
        return self.client.updateValue(thing, attribute, reply.value)

    def read_list(self, pairs):
        (requests,) = self.client.readList(pairs)
        reply = self._exchange(requests)
        return self.client.updateValues(pairs, reply.value)

    def write(self, thing, attribute):
        self._exchange(self.client.write(thing, attribute))

    def get(self, class_id, name, attribute):
        """Any attribute by its numbers and its logical name as text: its value, decoded without a model of it."""
        return self._exchange(self.client._read(name, class_id, attribute)).value

    def put(self, class_id, name, attribute, value=None, kind=DataType.NONE):
        """Write any attribute; without a value, null-data."""
        self._exchange(self.client._GXDLMSClient__write(name, value, kind, class_id, attribute))

    def call(self, class_id, name, method, value=0, kind=DataType.INT8):
        """Call any method: its answer."""
        return self._exchange(self.client._GXDLMSClient__method(name, class_id, method, value, kind)).value

    def view(self):
        """{(class, name): ({attribute: mode}, {method: mode})}, as the meter says; mode 1 reads, 2 writes."""
        found = {}
        for class_id, _, name, (attributes, methods) in self.get(15, "0.0.40.0.0.255", 2):
            rights = {attribute: mode for attribute, mode, _ in attributes}
            found[class_id, ".".join(map(str, name))] = rights, dict(methods)
        return found

    def invoke(self, requests):
        return self._exchange(requests)

    def rows(self, requests, profile):
        """Rows of a profile that `requests` (readRowsByRange, readRowsByEntry) ask for."""
        reply = self._exchange(requests)
        return self.client.updateValue(profile, 2, reply.value)

    def _exchange(self, requests):
        """Send each request and collect its whole answer."""
        reply = GXReplyData()
        for request in requests if isinstance(requests, list) else [requests]:
            reply.clear()
            self._packet(request, reply)
            while reply.isMoreData():
                more = None if reply.isStreaming() else self.client.receiverReady(reply)
                self._packet(more, reply)
        return reply

    def _packet(self, request, reply):
        if request is None and not reply.isStreaming():
            return
        reply.error = 0
        if request is not None:
            self.sent.append(bytes(request))
            self.socket.sendall(self.sent[-1])
        self._last = b""
        buffer = GXByteBuffer()
        notify = GXReplyData()
        until = time.monotonic() + PATIENCE_S
        while not self.client.getData(buffer, reply, notify):
            if time.monotonic() > until:
                raise TimeoutError("no answer")
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionError("the meter has hung up")
            self.received += len(data)
            self._last += data
            buffer.set(data)
        if reply.error:
            raise GXDLMSException(reply.error)


@contextlib.contextmanager
def managing(meter):
    """One association of the management client of a clients.meter.Meter, over TCP."""
    with Reader(meter.tcp, 1, gmac=True, ciphered=True).connect() as client:
        yield client
        client.disconnect()


def refusal(call, *arguments):
    """The ErrorCode that a call is refused with, "exception" for an exception response, None when it is not refused."""
    try:
        call(*arguments)
    except GXDLMSExceptionResponse:
        return "exception"
    except GXDLMSException as refused:
        return ErrorCode(refused.errorCode) if refused.errorCode else refused
    return None
