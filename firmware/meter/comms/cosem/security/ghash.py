"""GHASH of AES-GCM (NIST SP 800-38D, 6.4): the part of it for which MicroPython has nothing in C.

128 bits are five words of 28 bits, the first bit (x**0) highest and the last twelve unused: a word together with a
nibble of its neighbour stays within 32 bits, and each word has seven nibbles. The nibbles at one place of all words
are multiplied together, by a table of the sixteen multiples of H; so a block is shifted seven times and reduced once.
Viper keeps a function's first two parameters in registers: they are named for that, callers pass 0.
"""

# pyright: reportUndefinedVariable=false
# (ptr8 and ptr32 are names of Viper's own)

from array import array

import micropython

STAYS = True  # see loading.forget_all

STATE = 80  # words before the state: the multiples of H, five words each
WORDS = 85


def table(h):
    """uint32[WORDS] for the hash subkey `h` (16 bytes), with the state before any data.

    The multiples are not reduced: the last word has room for the three bits that they are longer.
    """
    words = array("I", bytes(4 * WORDS))
    number = int.from_bytes(h, "big") << 12
    for k in range(5):
        words[40 + k] = number >> (112 - 28 * k) & 0xFFFFFFF
    for n in (4, 2, 1):  # H times x, x**2, x**3
        carry = 0
        for k in range(5):
            word = words[10 * n + k]
            words[5 * n + k] = word >> 1 | carry
            carry = (word & 1) << 27
    for n in range(3, 16):
        low = n & -n
        for k in range(5 if low != n else 0):
            words[5 * n + k] = words[5 * low + k] ^ words[5 * (n - low) + k]
    return words


@micropython.viper
def absorb(x: int, y: int, words: ptr32, data: ptr8, at: int, blocks: int):
    """Take `blocks` blocks of 16 bytes, from byte `at` of `data` on, into the state in `words`.

    x, y: pass 0.  Bound: words have 28 bits, and what is shifted up is masked before: nothing passes 2**28.
    """
    block = ptr8(int(data) + at)
    state = ptr32(int(words) + 320)
    y0 = state[0]
    y1 = state[1]
    y2 = state[2]
    y3 = state[3]
    y4 = state[4]
    while blocks:
        blocks -= 1
        x = block[3]
        y = block[10]
        y0 ^= block[0] << 20 | block[1] << 12 | block[2] << 4 | x >> 4
        y1 ^= (x & 15) << 24 | block[4] << 16 | block[5] << 8 | block[6]
        y2 ^= block[7] << 20 | block[8] << 12 | block[9] << 4 | y >> 4
        y3 ^= (y & 15) << 24 | block[11] << 16 | block[12] << 8 | block[13]
        y4 ^= block[14] << 20 | block[15] << 12
        block = ptr8(int(block) + 16)
        z0 = 0
        z1 = 0
        z2 = 0
        z3 = 0
        z4 = 0
        z5 = 0
        z6 = 0
        z7 = 0
        z8 = 0
        z9 = 0
        x = 0  # bits that the nibbles stand above the end of their words: the last nibbles are the first
        while x < 28:
            t0 = ptr32(int(words) + (y0 >> x & 15) * 20)
            t1 = ptr32(int(words) + (y1 >> x & 15) * 20)
            t2 = ptr32(int(words) + (y2 >> x & 15) * 20)
            t3 = ptr32(int(words) + (y3 >> x & 15) * 20)
            t4 = ptr32(int(words) + (y4 >> x & 15) * 20)
            x += 4
            z9 = z9 >> 4 ^ (z8 & 15) << 24
            z8 = z8 >> 4 ^ (z7 & 15) << 24 ^ t4[4]
            z7 = z7 >> 4 ^ (z6 & 15) << 24 ^ t4[3] ^ t3[4]
            z6 = z6 >> 4 ^ (z5 & 15) << 24 ^ t4[2] ^ t3[3] ^ t2[4]
            z5 = z5 >> 4 ^ (z4 & 15) << 24 ^ t4[1] ^ t3[2] ^ t2[3] ^ t1[4]
            z4 = z4 >> 4 ^ (z3 & 15) << 24 ^ t4[0] ^ t3[1] ^ t2[2] ^ t1[3] ^ t0[4]
            z3 = z3 >> 4 ^ (z2 & 15) << 24 ^ t3[0] ^ t2[1] ^ t1[2] ^ t0[3]
            z2 = z2 >> 4 ^ (z1 & 15) << 24 ^ t2[0] ^ t1[1] ^ t0[2]
            z1 = z1 >> 4 ^ (z0 & 15) << 24 ^ t1[0] ^ t0[1]
            z0 = z0 >> 4 ^ t0[0]
        # x**128 is 1 + x + x**2 + x**7: word k folds into k - 5, twelve bits later, and into k - 4
        x = z9
        y = x & 0x3FFF
        z5 ^= ((y << 7 ^ y << 6 ^ y << 5 ^ x) & 0x7FFFF) << 9
        z4 ^= x >> 12 ^ x >> 13 ^ x >> 14 ^ x >> 19
        x = z8
        y = x & 0x3FFF
        z4 ^= ((y << 7 ^ y << 6 ^ y << 5 ^ x) & 0x7FFFF) << 9
        z3 ^= x >> 12 ^ x >> 13 ^ x >> 14 ^ x >> 19
        x = z7
        y = x & 0x3FFF
        z3 ^= ((y << 7 ^ y << 6 ^ y << 5 ^ x) & 0x7FFFF) << 9
        z2 ^= x >> 12 ^ x >> 13 ^ x >> 14 ^ x >> 19
        x = z6
        y = x & 0x3FFF
        z2 ^= ((y << 7 ^ y << 6 ^ y << 5 ^ x) & 0x7FFFF) << 9
        z1 ^= x >> 12 ^ x >> 13 ^ x >> 14 ^ x >> 19
        x = z5
        y = x & 0x3FFF
        y1 = z1 ^ ((y << 7 ^ y << 6 ^ y << 5 ^ x) & 0x7FFFF) << 9
        y0 = z0 ^ x >> 12 ^ x >> 13 ^ x >> 14 ^ x >> 19
        y = z4 & 0xFFF
        y0 ^= (y << 7 ^ y << 6 ^ y << 5 ^ y) << 9
        y2 = z2
        y3 = z3
        y4 = z4 ^ y
    state[0] = y0
    state[1] = y1
    state[2] = y2
    state[3] = y3
    state[4] = y4


def digest(words):
    """The hash of what was taken, a number of 128 bits; the state becomes that before any data."""
    number = 0
    for k in range(STATE, WORDS):
        number = number << 28 | words[k]
        words[k] = 0
    return number >> 12
