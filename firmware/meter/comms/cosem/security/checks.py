"""What all checks of keys and secrets share; loaded for every client, where the ciphers are not."""


class CipherError(Exception):
    """`kind`: "tag" | "replay" | "format" | "policy" (a protection or key that there is not)."""

    def __init__(self, kind):
        super().__init__(kind)
        self.kind = kind


def same(given, secret):
    """Whether two byte strings are equal, in a time that `secret`, which is not empty, does not change."""
    different = len(given) ^ len(secret)
    for k in range(len(given)):
        different |= given[k] ^ secret[k % len(secret)]
    return not different
