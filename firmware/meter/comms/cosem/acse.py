"""APDUs that open and close associations, in BER (IEC 62056-53 clause 9, DLMS UA Green Book 9.4.2 and 9.5).

Parsing gives fields by their tags, whatever their order, and keeps those that nobody knows.
"""

from meter.comms.cosem import axdr

AARQ, AARE, RLRQ, RLRE = 0x60, 0x61, 0x62, 0x63
PROTOCOL, CONTEXT, TITLE, REQUIREMENTS, MECHANISM, SECRET, INFORMATION = 0x80, 0xA1, 0xA6, 0x8A, 0x8B, 0xAC, 0xBE
_ARCS = b"\x60\x85\x74\x05\x08"  # 2.16.756.5.8: 1 application contexts, 2 authentication mechanisms


def fields(apdu):
    """{tag: content} of the fields of an AARQ or RLRQ. Raises DataError, for a field that comes twice too."""
    size, at = axdr.decode_length(apdu, 1)
    if at + size != len(apdu):
        raise axdr.DataError("%d bytes, not %d" % (len(apdu) - at, size))
    found = {}
    while at < len(apdu):
        tag = apdu[at]
        size, at = axdr.decode_length(apdu, at + 1)
        end = at + size
        if end > len(apdu) or tag in found or tag & 31 == 31:
            raise axdr.DataError("field %d" % tag)
        found[tag] = bytes(apdu[at:end])
        at = end
    return found


def explicit(content, tag):
    """What is in the one element with `tag` that makes up `content`. Raises DataError."""
    size, at = axdr.decode_length(content, 1)
    if content[0] != tag or at + size != len(content):
        raise axdr.DataError("no element %d" % tag)
    return content[at:]


def arc(identifier, kind):
    """The last arc of 2.16.756.5.8.kind.x; None for any other object identifier."""
    return identifier[6] if len(identifier) == 7 and identifier[:6] == _ARCS + bytes((kind,)) else None


def aare(context, result, diagnostic, information=b"", title=b"", mechanism=0, challenge=b"", provider=False):
    """The answer to an AARQ.

    context: 1 or 3; result: 0 accepted, 1 rejected, 2 rejected for now; diagnostic: of the service user, or of the
    `provider`; information: an InitiateResponse or an error; mechanism, challenge: where high level security follows.
    """
    body = _field(CONTEXT, _field(6, _ARCS + bytes((1, context))))
    body += _field(0xA2, bytes((2, 1, result)))
    body += _field(0xA3, bytes((0xA2 if provider else 0xA1, 3, 2, 1, diagnostic)))
    if title:
        body += _field(0xA4, _field(4, title))
    if challenge:
        body += (
            b"\x88\x02\x07\x80" + _field(0x89, _ARCS + bytes((2, mechanism))) + _field(0xAA, _field(0x80, challenge))
        )
    return _field(AARE, body + _carried(information))


def rlre(information=b""):
    """The answer to an RLRQ: released."""
    return _field(RLRE, b"\x80\x01\x00" + _carried(information))


def _carried(information):
    return _field(INFORMATION, _field(4, information)) if information else b""


def _field(tag, content):
    return bytes((tag,)) + axdr.length(len(content)) + content
