"""Key wrap: the vector of RFC 3394 4.1, and that no wrong byte passes."""

import cryptolib
from meter.comms.cosem.security.key_wrap import KeyWrapError, unwrap

MASTER = bytes(range(16))
KEY = bytes.fromhex("00112233445566778899aabbccddeeff")
WRAPPED = bytes.fromhex("1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5")


def wrap(master, key):
    """RFC 3394 2.2.1: A and R[1], R[2] as the standard calls them, t counts the steps."""
    a, r = bytes([0xA6] * 8), [key[:8], key[8:]]
    for j in range(6):
        for i in (0, 1):
            t = 2 * j + i + 1
            b = cryptolib.aes(master, 1).encrypt(a + r[i])
            a, r[i] = (int.from_bytes(b[:8], "big") ^ t).to_bytes(8, "big"), b[8:]
    return a + r[0] + r[1]


def refused(master, wrapped):
    try:
        unwrap(master, wrapped)
    except KeyWrapError:
        return True
    return False


def test_the_vector_of_the_standard():
    assert wrap(MASTER, KEY) == WRAPPED
    assert unwrap(MASTER, WRAPPED) == KEY


def test_any_key_comes_back():
    for k in range(20):
        key = bytes([(k * 37 + m * m) & 0xFF for m in range(16)])
        assert unwrap(KEY, wrap(KEY, key)) == key


def test_every_flipped_bit_is_found():
    for k in range(8 * len(WRAPPED)):
        wrong = bytearray(WRAPPED)
        wrong[k // 8] ^= 1 << k % 8
        assert refused(MASTER, bytes(wrong)), k


def test_another_master_key_and_every_other_length_is_refused():
    assert refused(KEY, WRAPPED)
    for size in range(50):
        if size != 24:
            assert refused(MASTER, (WRAPPED * 3)[:size])
