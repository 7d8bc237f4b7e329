"""Numbers of top-ups that have been taken: each counts once, whatever order they come in and however often.

Kept are the highest number and which of the 32 before it have come. Gaps may be filled later, as far back as that; of a
number before those nobody knows whether it has come, so it is refused. So is one far ahead: it is a mistake, and after
it all that follow would be too old.
"""

LAST = 0xFFFFFFFF
WINDOW = 32  # numbers before the highest
AHEAD = 10_000  # of the highest, at most; the first may be any


def taken(highest, seen, token):
    """(highest, seen) once `token`, 1 to LAST, has come; None where it had come before.

    highest: 0 where none has come. seen: bit k for number highest - 1 - k. Raises ValueError for one too old to
    tell, or too far ahead.
    """
    if token > highest:
        ahead = token - highest
        if highest and ahead > AHEAD:
            raise ValueError("TOKEN TOO FAR AHEAD")
        # the highest so far becomes one of those before
        seen = (seen << ahead | 1 << ahead - 1) & (1 << WINDOW) - 1 if highest and ahead <= WINDOW else 0
        return token, seen
    if token == highest:
        return None
    bit = highest - 1 - token
    if bit >= WINDOW:
        raise ValueError("TOKEN TOO OLD")
    return None if seen >> bit & 1 else (highest, seen | 1 << bit)
