"""Octets that look random and are the same on every interpreter."""


def noise(seed, count):
    """`count` octets of a fixed pseudo-random sequence."""
    data = bytearray()
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) & 0x7FFFFFFF
        data.append(seed >> 16 & 0xFF)
    return bytes(data)
