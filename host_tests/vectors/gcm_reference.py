"""AES-GCM as NIST SP 800-38D writes it down, bit by bit, to compare with; AES is that of the runtime."""

import cryptolib

R = 0xE1 << 120


def product(x, y):
    """X · Y of 6.3, of integers whose highest bit is the first."""
    z = 0
    for k in range(128):
        if x >> (127 - k) & 1:
            z ^= y
        y = y >> 1 ^ R if y & 1 else y >> 1
    return z


def ghash(h, data):
    """Of 6.4: h an integer, data whole blocks."""
    y = 0
    for at in range(0, len(data), 16):
        y = product(y ^ int.from_bytes(data[at : at + 16], "big"), h)
    return y


def padded(data):
    return bytes(data) + bytes(-len(data) % 16)


def xor(a, b):
    return bytes([x ^ y for x, y in zip(a, b)])


def seal(key, iv, aad, plain):
    """(cipher text, tag of 16 bytes) of 7.1 for an IV of 12 bytes."""
    aes = cryptolib.aes(key, 1)
    h = int.from_bytes(aes.encrypt(bytes(16)), "big")
    text = b""
    for k in range((len(plain) + 15) // 16):
        text += xor(plain[16 * k : 16 * k + 16], aes.encrypt(iv + (k + 2).to_bytes(4, "big")))
    sizes = (8 * len(aad)).to_bytes(8, "big") + (8 * len(text)).to_bytes(8, "big")
    s = ghash(h, padded(aad) + padded(text) + sizes).to_bytes(16, "big")
    return text, xor(s, aes.encrypt(iv + b"\x00\x00\x00\x01"))
