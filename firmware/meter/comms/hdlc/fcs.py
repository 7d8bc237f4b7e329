"""Check sequence of HDLC frames: CRC-16/X-25, whose two octets go out low one first (IEC 62056-46, annex A).

Without a table, a whole octet at a time: shifts and exclusive ors fold the octet's nibbles as the polynomial
x^16 + x^12 + x^5 + 1 (reflected: 0x8408) says. No intermediate passes 20 bits.
"""

# pyright: reportUndefinedVariable=false

import micropython

STAYS = True  # see loading.forget_all

BEGIN = 0xFFFF  # register before the first octet
GOOD = 0xF0B8  # register after data and its own check sequence


@micropython.viper
def register(value: int, x: int, data: ptr8, at: int, end: int) -> int:
    """The register after the octets `data[at:end]`, from `value` (BEGIN, or of the octets before); x: pass 0."""
    octet = int(data) + at
    end += int(data)
    while octet < end:
        x = value ^ ptr8(octet)[0]
        x = (x ^ x << 4) & 0xFF
        value = value >> 8 ^ x << 8 ^ x << 3 ^ x >> 4
        octet += 1
    return value


def close(frame, at, end):
    """Put the check sequence of `frame[at:end]` behind it, into the two octets at `end`."""
    value = register(BEGIN, 0, frame, at, end) ^ 0xFFFF
    frame[end] = value & 0xFF
    frame[end + 1] = value >> 8
