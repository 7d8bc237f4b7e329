"""What is negotiated when an association opens, in A-XDR (IEC 62056-53 clause 8.2, DLMS UA Green Book 9.4.2, 9.5)."""

import struct

from meter.comms.cosem import axdr

VERSION = 6
TOO_OLD, INCOMPATIBLE, TOO_SHORT = 1, 2, 3  # of an InitiateError


def request(data):
    """(dedicated key or b"", whether an answer is wanted, version, conformance, size) of an InitiateRequest.

    conformance: 24 bits, bit 0 the highest; size: the longest APDU in bytes that the client takes. Raises DataError.
    """
    if data[:1] != b"\x01":
        raise axdr.DataError("no InitiateRequest")
    try:
        key, at = b"", 2
        if _present(data, 1):
            size, at = axdr.decode_length(data, 2)
            key, at = data[at : at + size], at + size
        wanted = True
        if _present(data, at):
            wanted = data[at + 1] != 0
            at += 1
        at += 2 if _present(data, at + 1) else 1  # the quality of service says nothing here
        version = data[at + 1]
        at += 2
        if data[at] != 0x5F:
            raise axdr.DataError("no conformance")
        at += 2 if data[at + 1] == 0x1F else 1  # older clients write the tag in one byte
        if data[at : at + 2] != b"\x04\x00":
            raise axdr.DataError("no conformance")
        if len(data) != at + 7:
            raise axdr.DataError("%d bytes" % len(data))
    except IndexError:
        raise axdr.DataError("ends too early") from None
    return bytes(key), wanted, version, int.from_bytes(data[at + 2 : at + 5], "big"), data[at + 5] << 8 | data[at + 6]


def response(conformance, size):
    """The InitiateResponse: size is the longest APDU that the meter takes; names are logical names."""
    return b"\x08\x00\x06\x5f\x1f\x04" + struct.pack(">IHH", conformance, size, 7)


def refusal(error):
    """The ConfirmedServiceError that refuses an InitiateRequest."""
    return bytes((0x0E, 1, 6, error))


def _present(data, at):
    """Whether the optional component with its flag at `at` is there."""
    if data[at] > 1:
        raise axdr.DataError("flag %d" % data[at])
    return data[at]
