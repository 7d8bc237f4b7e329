"""Visits at the optical port in the language of EN 62056-21, right and wrong."""

from fuzz.mutate import mutated, value

IEC_PATIENCE_MS = 300
OPTICAL = 0
VALUES = (
    b"1",
    b"0",
    b"",
    b"12345678",
    b"99999999",
    b"-1",
    b"0260301120000",
    b"1260229235960",
    b"1.8.0,2.8.0",
    b"1-1-018-00-2",
    b"000-01-01-1",
    b"2026-03-01",
    b"100.000",
    b"900",
    b"1.8.0," * 40,
    b"*",
    b"0" * 200,
)


def mode_e(world, dice):
    """Sign on and ask for HDLC."""
    world.feed(b"/?!\r\n", IEC_PATIENCE_MS)
    world.now += 100
    world.feed(b"\x062" + dice.of((b"5", b"0", b"9")) + b"2\r\n", IEC_PATIENCE_MS)
    world.now += 100


def programming(world, dice):
    """A visit in mode C, with the password or without."""
    right = dice.below(2)
    world.use(OPTICAL, 2 if right else 0, bool(right))
    password = world.given["password"].encode() if right else b"99999999"
    codes = [entry.short.encode() for entry in world.meter.bank]
    said = b""
    for k in range(10 + dice.below(60)):
        kind = dice.below(16) if k > 2 else k
        if kind == 0:
            message = dice.of((b"/?!\r\n", b"/?00000001!\r\n", b"/?1!\r\n", b"/?2!\r\n"))
        elif kind == 1:
            message = b"\x060" + dice.of((b"5", b"0", b"7")) + dice.of((b"1", b"1", b"0", b"6")) + b"\r\n"
        elif kind == 2:
            message = _closed(b"\x01P1\x02(" + password + b")\x03")
        elif kind == 3:
            message = dice.of((b"\x06", b"\x15", b"\x01B0\x03q", b"\x00\x00", b"\x7e\xa0\x07\x03\x21\x93", b"\xff"))
        else:
            text = dice.of(VALUES) if dice.below(3) else bytes([c & 0x7F for c in value(dice)])
            block = b"\x01" + dice.of((b"R1", b"W1", b"W1", b"W5", b"R5", b"P2", b"E2")) + b"\x02"
            if kind == 4:
                block = b"\x02"
            block += dice.of(codes) + b"(" + text + b")" + (b"\x03" if dice.below(8) else b"\x04")
            message = _closed(block if dice.below(3) else mutated(dice, block, said))
        if dice.one_in(4):
            message = mutated(dice, message, said)
        said = message or said
        world.now += dice.of((5, 100, 250, 2000))
        world.feed(message, IEC_PATIENCE_MS)


def _closed(block):
    check = 0
    for k in range(1, len(block)):
        check ^= block[k]
    return block + bytes((check & 0x7F,))
