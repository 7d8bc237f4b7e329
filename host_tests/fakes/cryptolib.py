"""MicroPython's `cryptolib` on CPython: AES in the one mode that the firmware uses, ECB, with the port's own refusals.

MicroPython finds this file before its own module, and is given its own.
"""

try:
    from ucryptolib import aes
except ImportError:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    _ECB = 1

    class aes:
        """aes(key, 1): for encryption or for decryption, whichever is asked for first, and never for both."""

        def __init__(self, key, mode):
            if len(key) not in (16, 32):
                raise ValueError("key")
            if mode != _ECB:
                raise ValueError("mode")
            self._cipher = Cipher(algorithms.AES(bytes(key)), modes.ECB())
            self._encrypts = None

        def encrypt(self, blocks, into=None):
            """`blocks` encrypted, as bytes, or in the buffer `into`, which may be `blocks`."""
            return self._process(True, blocks, into)

        def decrypt(self, blocks, into=None):
            """`blocks` decrypted, as `encrypt`."""
            return self._process(False, blocks, into)

        def _process(self, encrypts, blocks, into):
            if self._encrypts not in (None, encrypts):
                raise ValueError("can't encrypt & decrypt")
            if len(blocks) % 16:
                raise ValueError("blksize % 16")
            if into is not None and memoryview(into).readonly:
                raise TypeError("object with buffer protocol required")
            if into is not None and len(into) < len(blocks):
                raise ValueError("output too small")
            self._encrypts = encrypts
            run = self._cipher.encryptor() if encrypts else self._cipher.decryptor()
            done = run.update(bytes(blocks)) + run.finalize()
            if into is None:
                return done
            into[: len(done)] = done
            return into
