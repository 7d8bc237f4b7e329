"""High level security with GMAC, mechanism 5: each side proves that it has the keys (DLMS UA Green Book 9.2.7.4)."""

from meter.comms.cosem.security.checks import same
from meter.comms.cosem.security.gcm import TAG, Gcm

_CONTROL = b"\x10"
ANSWER = 5 + TAG  # bytes


def gmac_tag(keys, title, counter, challenge):
    """What the holder of `title` (8 bytes) answers to `challenge`: SC, counter (4 bytes), tag of 12 bytes.

    keys: with `encryption` and `authentication`; counter: one never used before under this key and title.
    """
    count = counter.to_bytes(4, "big")
    known = _CONTROL + keys.authentication
    tag = Gcm(keys.encryption).tag(title + count, known, challenge, 0, len(challenge), True)
    return _CONTROL + count + tag


def check(keys, title, answer, challenge):
    """The counter in the `answer` of `title` to `challenge`; None if the answer is wrong.

    The caller must refuse a counter that is not new (`Counters.accept`).
    """
    if len(answer) != ANSWER or len(title) != 8:
        return None
    counter = int.from_bytes(answer[1:5], "big")
    return counter if same(gmac_tag(keys, title, counter, challenge), answer) else None
