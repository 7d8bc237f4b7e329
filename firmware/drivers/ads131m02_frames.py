"""Frames of the ADS131M02 as the DMA leaves them: CRC and status of each checked, codes taken out (SBAS853A, 8.5.1.7).

A frame is three words of 32 bits, the first bit received on top: STATUS (16 bits and 8 zeros), voltage and current (24
bits each, two's complement), CRC (16 bits and 8 zeros). Knows numbers only, so it runs anywhere.
"""

# pyright: reportUndefinedVariable=false

from array import array

import micropython
from micropython import const

HALVES = const(6)  # of 16 bits, a frame
SAMPLING = const(0x8103)  # STATUS while all is well: locked, 24 bits, both channels new (8.6.2)
BAD = const(0)  # words of the state: frames whose CRC was wrong
STRANGE = const(1)  # STATUS of the frame that ended the block, 0 when none did
VOLTAGE = const(2)  # the last good pair
CURRENT = const(3)
MIDDLE = const(0x800000)  # offset binary: 0 V, 0 A
SEED = const(0xFFFF)  # of the CRC (8.3.12: CCITT)


def state():
    return array("I", (0, 0, MIDDLE, MIDDLE))


def table():
    """uint16[512] for `unpack`: the CRC of each byte with another behind it, then of each byte; 1 KB."""
    ones = array("H", [_step(byte << 8) for byte in range(256)])
    return array("H", [_step(crc) for crc in ones]) + ones


def _step(crc):
    """Eight steps of the polynomial 0x1021."""
    for _ in range(8):
        crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


@micropython.viper
def unpack(x: int, crc: int, frames: ptr16, at: int, count: int, codes: ptr32, words: ptr32, table: ptr16) -> int:
    """Turn `count` frames from half-word `at` on into uint32 pairs, voltage first; how many, up to a strange STATUS.

    x, crc: pass 0. words: `state()`. A frame whose CRC is wrong repeats the pair before it. The upper half of a word is
    the second in a little-endian memory. With its CRC and the zeros behind a frame leaves no remainder, so both halves
    of each word are just added. No intermediate passes 24 bits.
    """
    voltage = words[VOLTAGE]
    current = words[CURRENT]
    words[STRANGE] = 0
    k = 0
    count <<= 1
    while k < count:
        x = SEED ^ frames[at + 1]
        crc = table[x >> 8] ^ table[256 + (x & 255)]
        x = crc ^ frames[at]
        crc = table[x >> 8] ^ table[256 + (x & 255)]
        x = crc ^ frames[at + 3]
        crc = table[x >> 8] ^ table[256 + (x & 255)]
        x = crc ^ frames[at + 2]
        crc = table[x >> 8] ^ table[256 + (x & 255)]
        x = crc ^ frames[at + 5]
        crc = table[x >> 8] ^ table[256 + (x & 255)]
        if crc == frames[at + 4]:
            x = frames[at + 1]
            if x != SAMPLING:
                words[STRANGE] = x
                break
            voltage = (frames[at] << 16 | frames[at + 3]) ^ MIDDLE
            current = (frames[at + 2] << 8 | frames[at + 5] >> 8) ^ MIDDLE
        else:
            words[BAD] += 1
        codes[k] = voltage
        codes[k + 1] = current
        at += HALVES
        k += 2
    words[VOLTAGE] = voltage
    words[CURRENT] = current
    return k >> 1


def right(words):
    """Whether the CRC of one frame, three integers, is right."""
    crc = SEED
    for k in range(11):
        crc = _step(crc ^ (words[k >> 2] >> 24 - 8 * (k & 3) & 0xFF) << 8)
    return crc == 0
