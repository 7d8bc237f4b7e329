"""AES-128-GCM (NIST SP 800-38D) as COSEM's security suite 0 has it: IV and tag of 12 bytes.

AES itself is `cryptolib`'s, in ECB mode over counter blocks; the key stream is made in pieces of 256 bytes and added
in place, so a long APDU needs no second copy.
"""

# pyright: reportUndefinedVariable=false
# (ptr8 is a name of Viper's own)

import struct

import cryptolib
import micropython

from meter.comms.cosem.security import ghash

STAYS = True  # see loading.forget_all

TAG = 12
_BLOCKS = 16
_stream = bytearray(16 * _BLOCKS)


class Gcm:
    """One key (16 bytes; ValueError for another length). IVs have 12 bytes and serve once for each direction."""

    def __init__(self, key):
        if len(key) != 16:
            raise ValueError("a key of %d bytes" % len(key))
        self._aes = cryptolib.aes(key, 1)
        self._words = ghash.table(self._aes.encrypt(bytes(16)))

    def crypt(self, iv, data, at, end):
        """Encrypt or decrypt bytes `at` to `end` of the bytearray `data` in place."""
        counter = 2  # 1 belongs to the tag
        while at < end:
            count = min(end - at, len(_stream))
            blocks = (count + 15) // 16
            part = memoryview(_stream)[: 16 * blocks]
            _fill(_stream, iv, counter, blocks)
            self._aes.encrypt(part, part)
            _add(data, at, _stream, count)
            counter += blocks
            at += count

    def tag(self, iv, aad, data, at, end, plain=False):
        """TAG bytes over the additional data `aad` and the cipher text in bytes `at` to `end` of `data`.

        plain: these bytes are no cipher text but the rest of the additional data.
        """
        known = len(aad)
        size = end - at
        if plain:
            first = min(size, -known % 16)
            aad += bytes(data[at : at + first])
            at += first
            known += size
            size = 0
        self._absorb(aad, 0, len(aad))
        self._absorb(data, at, end)
        ghash.absorb(0, 0, self._words, struct.pack(">IIII", 0, 8 * known, 0, 8 * size), 0, 1)
        mask = self._aes.encrypt(iv + b"\x00\x00\x00\x01")
        return (ghash.digest(self._words) ^ int.from_bytes(mask, "big")).to_bytes(16, "big")[:TAG]

    def _absorb(self, data, at, end):
        """With zeros up to a whole block."""
        blocks = (end - at) // 16
        if blocks:
            ghash.absorb(0, 0, self._words, data, at, blocks)
        at += 16 * blocks
        if at < end:
            rest = bytes(data[at:end])
            ghash.absorb(0, 0, self._words, rest + bytes(16 - len(rest)), 0, 1)


@micropython.viper
def _fill(blocks: ptr8, iv: ptr8, counter: int, count: int):
    """`count` blocks of 12 bytes IV and 4 bytes counter, from `counter` (below 2**16) on."""
    while count:
        k = 0
        while k < 12:
            blocks[k] = iv[k]
            k += 1
        blocks[12] = 0
        blocks[13] = 0
        blocks[14] = counter >> 8
        blocks[15] = counter
        counter += 1
        count -= 1
        blocks = ptr8(int(blocks) + 16)


@micropython.viper
def _add(data: ptr8, at: int, stream: ptr8, count: int):
    """XOR `count` bytes of `stream` into `data` from `at` on."""
    data = ptr8(int(data) + at)
    k = 0
    while k < count:
        data[k] = data[k] ^ stream[k]
        k += 1
