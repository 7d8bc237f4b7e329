"""The RP2040's 12-bit codes as 24-bit ones, its uneven steps taken out: what code a straight converter would give.

RP2040 datasheet, erratum E11: codes 512, 1536, 2560 and 3584 are about nine steps wide, which the 1023 codes up to
the next one win back. Knows the chip's numbers only, so it runs anywhere.
"""

# pyright: reportUndefinedVariable=false

import micropython

FAILED = 0x8000  # ERR of the FIFO, 4.9.6


@micropython.viper
def unpack(code: int, seen: int, items: ptr16, first: int, codes: ptr32, count: int) -> int:
    """Copy `count` items of the FIFO, from items[first], as codes of 12 bits; code, seen: pass 0.

    Returns FAILED if one of them is marked so, else 0.
    """
    k = 0
    while k < count:
        code = items[first + k]
        codes[k] = code & 0xFFF
        seen |= code
        k += 1
    return seen & 0x8000


@micropython.viper
def straighten(x: int, after: int, codes: ptr32, count: int):
    """Replace `count` codes of 12 bits by the middles of what they stand for, in 24 bits; x, after: pass 0.

    In sixteenths of a code: behind a wide one 64 too little, ahead of the next 64 too much, half-way right.
    """
    k = 0
    while k < count:
        x = codes[k]
        after = (x + 512) & 1023  # codes since the last wide one
        x = (x << 4) + 64 - (after >> 3)
        if after == 0:
            x -= 64
        codes[k] = x << 8
        k += 1


@micropython.viper
def widen(codes: ptr32, count: int):
    """Replace `count` codes of 12 bits by 24-bit ones: an RP2350's steps are even enough to be left alone."""
    k = 0
    while k < count:
        codes[k] <<= 12
        k += 1


def hold(items, first, codes, count, before):
    """Give a conversion that failed the code of its input before it; how many there were.

    items, first: of the FIFO; codes: `count` of them, straightened; before: the last pair before them.
    """
    failed = 0
    for k in range(count):
        if items[first + k] & FAILED:
            codes[k] = codes[k - 2] if k > 1 else before[k]
            failed += 1
    return failed
