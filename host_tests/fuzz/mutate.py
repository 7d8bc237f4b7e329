"""Wrong bytes: changes of a message that leave most of it as it was, so that what reads it gets deep into it."""

# what parsers stumble over: lengths and counts that promise more than there is, types that nest, ends of ranges
TOKENS = (
    b"\x80", b"\x81\xff", b"\x82\xff\xff", b"\x82\x00\x01", b"\x83\x01\x00\x00", b"\x84\x7f\xff\xff\xff", b"\xff\xff",
    b"\x01\x7f", b"\x02\x7f", b"\x01\x82\xff\xff", b"\x02\x02\x02\x02\x02\x02\x02\x02", b"\x01\x01\x01\x01\x01\x01\x01",
    b"\x09\x0c\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", b"\x09\x00", b"\x0a\x00", b"\x0c\x02\xc3\xa4",
    b"\x04\x00",
    b"\x04\x41", b"\x05\x80\x00\x00\x00", b"\x06\xff\xff\xff\xff", b"\x15\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\x14\x80\x00\x00\x00\x00\x00\x00\x00", b"\x13", b"\x16\xff", b"\x03\x02", b"\x00\x00\x00\x00",
    b"\x00\x00\x28\x00\x00\xff", b"\x01\x00\x63\x01\x00\xff", b"\xe6\xe6\x00", b"\x7e", b"\xa0\x07",
)  # fmt: skip


def mutated(dice, data, other=b""):
    """`data` with one to three changes; other: bytes of another message, to be mixed in."""
    data = bytearray(data)
    for _ in range(1 + (dice.below(6) > 3) + dice.one_in(6)):
        data = _once(dice, data, other)
    return bytes(data)


def _once(dice, data, other):
    size = len(data)
    if not size:
        return bytearray(dice.octets(dice.below(12)))
    at = dice.below(size)
    kind = dice.below(11)
    if kind <= 1:
        data[at] ^= 1 << dice.below(8)
    elif kind <= 3:
        data[at] = dice.octet()
    elif kind == 4:
        data[at] = data[at] + dice.of((1, 255, 2, 254, 16, 128)) & 0xFF
    elif kind == 5:
        return data[:at]
    elif kind == 6:
        return data[:at] + data[at + 1 + dice.below(4) :]
    elif kind == 7:
        return data[:at] + dice.of(TOKENS) + data[at + dice.below(3) :]
    elif kind == 8:
        return data[:at] + data[at : at + 1 + dice.below(16)] + data[at:]
    elif kind == 9:
        return data + dice.octets(1 + dice.below(5))
    elif other:
        return data[:at] + other[dice.below(len(other)) :][: 1 + dice.below(24)] + data[at:][dice.below(12) :]
    return data


def value(dice, depth=3):
    """Data in A-XDR, mostly well formed, of any type and size."""
    kind = dice.below(20)
    if kind < 8:
        tag, size = dice.of(((15, 1), (17, 1), (22, 1), (16, 2), (18, 2), (5, 4), (6, 4), (20, 8), (21, 8), (3, 1)))
        return bytes((tag,)) + (dice.octets(size) if dice.below(2) else bytes((dice.octet(),)) * size)
    if kind < 11:
        return b"\x09\x0c" + date_time(dice)
    if kind < 14:
        text = dice.octets(dice.of((0, 1, 2, 5, 6, 8, 16, 24, 40, 100)))
        return bytes((dice.of((9, 9, 10, 12)), len(text))) + (
            bytes([c & 0x7F for c in text]) if dice.below(2) else text
        )
    if kind < 17 and depth:
        count = dice.of((0, 1, 2, 3, 4, 4, 5, 8))
        return bytes((dice.of((1, 2, 2)), count)) + b"".join([value(dice, depth - 1) for _ in range(count)])
    if kind == 17:
        bits = dice.of((0, 1, 7, 8, 24, 64, 65, 127))
        return bytes((4, bits)) + dice.octets((bits + 7) // 8)
    if kind == 18:
        return dice.of(TOKENS)
    return b"\x00"


def date_time(dice):
    """12 bytes: a moment of 2026, or of any year, or none."""
    if dice.one_in(5):
        return dice.octets(12)
    year = dice.of((2026, 2026, 2026, 2000, 2099, 2100, 0xFFFF, 1999))
    fields = (dice.of((1, 1, 2, 12, 0xFF, 0xFD, 13)), dice.of((1, 2, 28, 30, 31, 0xFF, 0xFE)), dice.of((4, 0xFF, 0)))
    fields += (
        dice.of((0, 6, 12, 23, 24, 0xFF)),
        dice.of((0, 15, 59, 60, 0xFF)),
        dice.of((0, 59, 0xFF)),
        dice.of((0, 0xFF)),
    )
    deviation = dice.of((0x8000, 0, 0xFFC4, 60, 0x7FFF, 720))
    return (
        bytes((year >> 8, year & 0xFF))
        + bytes(fields)
        + bytes((deviation >> 8, deviation & 0xFF, dice.of((0, 128, 255))))
    )
