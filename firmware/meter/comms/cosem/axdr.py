"""COSEM data in A-XDR (IEC 61334-6; types and tags: IEC 62056-62, DLMS UA Blue Book 4.1.5).

Encoders give bytes, each with its tag. What is decoded comes as Python values; the caller checks that they are of the
kind it wants, for the difference between, say, unsigned and long-unsigned is none to the meter.
"""

import struct

NULL = b"\x00"
DEPTH = 5  # levels of arrays and structures that are followed
ITEMS = 64  # of one array or structure
_NUMBERS = b"\x05i\x06I\x0fb\x10h\x11B\x12H\x14q\x15Q\x16B"  # tag, struct's letter
_OCTETS, _VISIBLE, _UTF8, _BITS = 9, 10, 12, 4


class DataError(ValueError):
    """The bytes are no COSEM data, or more of it than the meter takes."""


class Structure(list):
    """What a structure is decoded to; an array is a plain list."""


def length(count):
    """A length or a count as A-XDR writes it."""
    if count < 128:
        return bytes((count,))
    return struct.pack(">BB", 0x81, count) if count < 256 else struct.pack(">BH", 0x82, count)


def boolean(value):
    return b"\x03\x01" if value else b"\x03\x00"


def integer(value):
    """int8."""
    return struct.pack(">Bb", 15, value)


def unsigned(value):
    """uint8."""
    return struct.pack(">BB", 17, value)


def enum(value):
    return struct.pack(">BB", 22, value)


def long(value):
    """int16."""
    return struct.pack(">Bh", 16, value)


def long_unsigned(value):
    """uint16."""
    return struct.pack(">BH", 18, value)


def double_long(value):
    """int32."""
    return struct.pack(">Bi", 5, value)


def double_long_unsigned(value):
    """uint32; uint64 where that is too short, which no reader can mistake."""
    return struct.pack(">BI", 6, value) if value >> 32 == 0 else struct.pack(">BQ", 21, value)


def octets(value):
    return b"\x09" + length(len(value)) + value


def visible(text):
    """visible-string of an ASCII str."""
    return b"\x0a" + length(len(text)) + text.encode()


def bits(value, count):
    """bit-string of `count` bits, the first of them the highest of `value`."""
    size = (count + 7) // 8
    return b"\x04" + length(count) + (value << (8 * size - count)).to_bytes(size, "big")


def structure(*parts):
    """Of encoded elements."""
    return b"\x02" + length(len(parts)) + b"".join(parts)


def array(parts):
    """Of a list of encoded elements."""
    return b"\x01" + length(len(parts)) + b"".join(parts)


def decode(data, at=0, depth=DEPTH):
    """(value, where it ends) of the data at `at`: None, bool, int, bytes for octets, str for text, list, Structure.

    A bit-string gives a list of bools. Raises DataError for anything else and for data that ends too early.
    """
    tag = _byte(data, at)
    at += 1
    if tag == 0:
        return None, at
    if tag == 3:
        return _byte(data, at) != 0, at + 1
    k = _NUMBERS.find(bytes((tag,)))
    if k >= 0 and k % 2 == 0:
        form = ">" + chr(_NUMBERS[k + 1])
        end = at + struct.calcsize(form)
        return struct.unpack(form, _slice(data, at, end))[0], end
    if tag in (1, 2):
        return _items(data, at, tag, depth)
    count, at = decode_length(data, at)
    if tag == _BITS:
        if count > ITEMS:
            raise DataError("%d bits" % count)
        end = at + (count + 7) // 8
        octets = _slice(data, at, end)
        return [bool(octets[k >> 3] << (k & 7) & 128) for k in range(count)], end
    if tag not in (_OCTETS, _VISIBLE, _UTF8):
        raise DataError("tag %d" % tag)
    value = _slice(data, at, at + count)
    if tag == _OCTETS:
        return value, at + count
    if max(value or b"\x00") > 126:
        raise DataError("text that is not ASCII")
    return value.decode(), at + count


def decode_length(data, at):
    """(length or count, where it ends). Raises DataError above 65535."""
    first = _byte(data, at)
    if first < 128:
        return first, at + 1
    size = first - 128
    if not 1 <= size <= 2:
        raise DataError("length of %d bytes" % size)
    return int.from_bytes(_slice(data, at + 1, at + 1 + size), "big"), at + 1 + size


def whole(data):
    """The one value that all of `data` is. Raises DataError."""
    value, end = decode(data)
    if end != len(data):
        raise DataError("%d bytes too many" % (len(data) - end))
    return value


def _items(data, at, tag, depth):
    count, at = decode_length(data, at)
    if count > ITEMS or not depth:
        raise DataError("%d items, or too deep" % count)
    items = Structure() if tag == 2 else []
    while count:
        item, at = decode(data, at, depth - 1)
        items.append(item)
        count -= 1
    return items, at


def _byte(data, at):
    if at >= len(data):
        raise DataError("ends too early")
    return data[at]


def _slice(data, at, end):
    if end > len(data):
        raise DataError("ends too early")
    return bytes(data[at:end])
