"""GET, SET and ACTION of an association (IEC 62056-53 clause 8.3, DLMS UA Green Book 9.3.6 to 9.3.8 and 9.5).

Answers to every request, also to one that calls itself unconfirmed: older clients do, and wait.
"""
# pyright: reportAttributeAccessIssue=false
# (what goes on in blocks is asked for its kind first)

import struct

from meter.comms.cosem import access, axdr
from meter.comms.cosem import blocks as b
from meter.comms.cosem import errors as e
from meter.comms.cosem.session import ASSOCIATED

LONG = 1200  # bytes of a request, and of a ciphered answer, that are put together from blocks
_GET, _SET, _ACTION = 0xC0, 0xC1, 0xC3
_SET_RESPONSE = 0xC5
# Conformance that a kind of request needs, by its number from 1 on: its service's bit, with blocks and lists
_NEEDS = {
    _GET: (0x10, 0x1010, 0x210),
    _SET: (0x08, 0x808, 0x808, 0x208, 0xA08),
    _ACTION: (0x01, 0x401, 0x201, 0x401, 0x601, 0x401),
}
_PROOF = b"\x00\x0f\x00\x00\x28\x00\x00\xff\x01"  # reply_to_HLS_authentication of the association that asks

# exception-responses, ExceptionResponse in Green Book 9.5: state-error (1 service-not-allowed, 2 service-unknown) and
# service-error, which has an Unsigned32 when it is invocation-counter-error
NOT_ALLOWED = b"\xd8\x01\x01"  # in this state: operation-not-possible
NOT_SUPPORTED = b"\xd8\x01\x02"  # a service that was not agreed on: service-not-supported
MALFORMED = FAILED = b"\xd8\x01\x03"  # other-reason
TOO_LONG = b"\xd8\x01\x04"  # pdu-too-long
UNDECIPHERED = b"\xd8\x01\x05"  # deciphering-error
REPLAYED = b"\xd8\x01\x06"  # invocation-counter-error, followed by the lowest invocation counter that is taken
UNKNOWN = b"\xd8\x02\x02"  # no service


class Services:
    """row_blocks: a block of a GET ends where a piece of the answer ends, as long as one fits."""

    def __init__(self, directory, row_blocks):
        self._directory = directory
        self._row_blocks = row_blocks
        self._long = None  # the Answer or Incoming that goes on with the next request

    def forget(self):
        """Whatever was going on in blocks is over."""
        self._long = None

    def serve(self, who, apdu, room):
        """The response to a plain APDU: bytes, or an Answer of which nothing was given yet. Raises DataError.

        Of a SET or ACTION it is a generator that returns it, see `changes`. room: bytes of a response, for the next
        block of an answer.
        """
        going_on, self._long = self._long, None  # any other request ends it
        if len(apdu) < 4:
            raise axdr.DataError("%d bytes" % len(apdu))
        service = apdu[0]
        kind = apdu[1]
        needs = _NEEDS.get(service)
        if not needs:
            return UNKNOWN
        if who.state != ASSOCIATED:
            if service != _ACTION or kind != 1 or apdu[3:12] != _PROOF:
                return NOT_ALLOWED
        elif not 1 <= kind <= len(needs) or needs[kind - 1] & ~who.conformance:
            return NOT_SUPPORTED
        if service == _GET:
            return self._next(going_on, b.GET, apdu, room) if kind == 2 else self._get(who, apdu, kind == 3)
        if service == _SET:
            return self._set(who, apdu, kind, going_on)
        return self._next(going_on, b.ACTION, apdu, room) if kind == 2 else self._act(who, apdu, kind, going_on)

    def first_block(self, answer, room):
        """Begin to give an Answer in blocks of at most `room` bytes."""
        block = answer.block(room, self._row_blocks and answer.tag == b.GET)
        if not answer.ended:
            self._long = answer
        return block

    def _next(self, answer, tag, apdu, room):
        if len(apdu) != 7:
            raise axdr.DataError("%d bytes" % len(apdu))
        number = struct.unpack_from(">I", apdu, 3)[0]
        if not _goes_on(answer, tag, apdu) or isinstance(answer, b.Incoming):
            result = e.NO_LONG_GET
        elif answer.number == number:
            return self.first_block(answer, room)
        else:
            result = e.BLOCK_NUMBER_INVALID if tag == b.GET else e.LONG_GET_ABORTED  # which of an ACTION is the same
        return b.no_block(tag, apdu[2], number, result)

    def _get(self, who, apdu, listed):
        found, at = access.targets(apdu, 3, listed, True)
        if at != len(apdu):
            raise axdr.DataError("more than the request")
        invoke = apdu[2]
        if listed:
            return b.Answer(b.GET, invoke, bytes((b.GET, 3, invoke)), b.Source(self._results(who, found)))
        try:
            value = access.read(self._directory, who, found[0])
        except e.Refused as refusal:
            return bytes((b.GET, 1, invoke, 1, refusal.result))
        return b.Answer(b.GET, invoke, bytes((b.GET, 1, invoke, 0)), b.Source(value))

    def _results(self, who, found):
        """Yield the pieces of a list's results."""
        yield axdr.length(len(found))
        for target in found:
            try:
                source = b.Source(access.read(self._directory, who, target))
                source.more(0)
            except e.Refused as refusal:
                yield bytes((1, refusal.result))
                continue
            yield b"\x00"
            while source.more(0):
                for part in source.ready():
                    yield part

    def _set(self, who, apdu, kind, going_on):
        if kind == 3:
            return (yield from self._block(who, going_on, _SET, apdu, 3))
        listed = kind >= 4
        found, at = access.targets(apdu, 3, listed, True)
        if kind in (2, 5):
            return (yield from self._block(who, b.Incoming(_SET, apdu[2], found, listed), _SET, apdu, at))
        results = yield from _changes().assign(self._directory, who, found, apdu, at, listed)
        head = bytes((_SET_RESPONSE, 5 if listed else 1, apdu[2]))
        return head + (axdr.length(len(results)) if listed else b"") + results

    def _act(self, who, apdu, kind, going_on):
        if kind == 6:
            return (yield from self._block(who, going_on, _ACTION, apdu, 3))
        listed = kind in (3, 5)
        found, at = access.targets(apdu, 3, listed, False)
        if kind >= 4:
            return (yield from self._block(who, b.Incoming(_ACTION, apdu[2], found, listed), _ACTION, apdu, at))
        given = False
        if not listed:
            if at >= len(apdu) or apdu[at] > 1:
                raise axdr.DataError("parameters")
            given = apdu[at] == 1
            at += 1
        done = yield from _changes().perform(self._directory, who, found, apdu, at, listed, given)
        return _acted(apdu[2], listed, done)

    def _block(self, who, incoming, service, apdu, at):
        """A block of a SET or ACTION, in `apdu` from `at` on: the response."""
        if at + 6 > len(apdu):
            raise axdr.DataError("ends too early")
        last, number = struct.unpack_from(">BI", apdu, at)
        size, at = axdr.decode_length(apdu, at + 5)
        if at + size != len(apdu) or last > 1:
            raise axdr.DataError("block of %d bytes" % size)
        invoke = apdu[2]
        result = 0
        if not _goes_on(incoming, service, apdu) or isinstance(incoming, b.Answer):
            result = e.NO_LONG_SET if service == _SET else e.NO_LONG_GET
        elif number != incoming.number + 1:
            result = e.BLOCK_NUMBER_INVALID if service == _SET else e.LONG_GET_ABORTED
        elif len(incoming.data) + size > LONG:
            result = e.LONG_SET_ABORTED if service == _SET else e.LONG_GET_ABORTED
        if result:
            if service == _ACTION:
                return bytes((b.ACTION, 1, invoke, result, 0))
            return struct.pack(">BBBBI", _SET_RESPONSE, 3, invoke, result, number)
        incoming.number = number
        incoming.data.extend(memoryview(apdu)[at:])
        if not last:
            self._long = incoming
            kind = (_SET_RESPONSE, 2) if service == _SET else (b.ACTION, 4)
            return struct.pack(">BBBI", kind[0], kind[1], invoke, number)
        listed = incoming.listed
        if service == _ACTION:
            done = yield from _changes().perform(self._directory, who, incoming.found, incoming.data, 0, listed)
            return _acted(invoke, listed, done)
        results = yield from _changes().assign(self._directory, who, incoming.found, incoming.data, 0, listed)
        head = bytes((_SET_RESPONSE, 4 if listed else 3, invoke))
        return head + (axdr.length(len(results)) if listed else b"") + results + struct.pack(">I", number)


def _changes():
    """What most readers never need, loaded for those who do."""
    from meter.comms.cosem import changes

    return changes


def _goes_on(long, tag, apdu):
    """Whether the request in blocks `apdu` belongs to what is going on."""
    return long is not None and long.tag == tag and (long.invoke ^ apdu[2]) & 15 == 0


def _acted(invoke, listed, done):
    return b.Answer(b.ACTION, invoke, bytes((b.ACTION, 3 if listed else 1, invoke)), b.Source(done))
