"""Words of an I²S frame as codes: what a converter sends left-justified in 32 bits becomes offset binary of 24."""

# pyright: reportUndefinedVariable=false

import micropython


@micropython.viper
def convert(word: int, unused: int, words: ptr32, count: int):
    """Replace `count` words, in place, two's complement with the sign in bit 31; word, unused: pass 0."""
    k = 0
    while k < count:
        word = words[k] >> 8
        words[k] = (word & 0xFFFFFF) ^ 0x800000
        k += 1
