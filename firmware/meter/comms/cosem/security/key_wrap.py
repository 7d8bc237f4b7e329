"""AES key wrap (RFC 3394; DLMS UA Green Book 9.2.3.3.7): how new keys travel under the master key."""

import cryptolib

from meter.comms.cosem.security.checks import same

_CHECK = b"\xa6" * 8


class KeyWrapError(ValueError):
    """Not a key that was wrapped with this master key."""


def unwrap(master, wrapped):
    """The key (16 bytes) in `wrapped` (24 bytes). KeyWrapError for wrong bytes or a wrong length."""
    if len(wrapped) != 24:
        raise KeyWrapError("%d bytes, not 24" % len(wrapped))
    check, parts = wrapped[:8], [wrapped[8:16], wrapped[16:]]
    aes = cryptolib.aes(master, 1)
    for step in range(12, 0, -1):
        k = (step - 1) % 2
        counted = check[:7] + bytes((check[7] ^ step,))
        block = aes.decrypt(counted + parts[k])
        check, parts[k] = block[:8], block[8:]
    if not same(check, _CHECK):
        raise KeyWrapError("integrity check")
    return parts[0] + parts[1]
