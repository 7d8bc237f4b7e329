"""Parameters of an HDLC link, as SNRM proposes and UA answers them (IEC 62056-46, 6.4.4.4.3.2)."""

from struct import pack

_DEFAULT = 128  # octets of an information field when nothing is proposed
LONGEST = 2030  # that there can be


def proposed(information):
    """(longest information field that the peer sends, that it receives) in an SNRM's information field (buffer).

    What is absent, or cannot be read, has its default.
    """
    sends = receives = _DEFAULT
    field = bytes(information)
    if field[:2] != b"\x81\x80" or len(field) < 3:
        return sends, receives
    at = 3
    end = min(len(field), at + field[2])
    while at + 2 <= end:
        item = field[at]
        begin = at + 2
        at = begin + field[at + 1]
        value = int.from_bytes(field[begin:at], "big")
        if at > end or value == 0:
            continue
        if item == 5:
            sends = min(value, LONGEST)
        elif item == 6:
            receives = min(value, LONGEST)
    return sends, receives


def answer(sends, receives):
    """UA's information field: we send and receive information fields of so many octets, one frame at a time."""
    return b"\x81\x80\x14" + pack(">BBHBBHBBIBBI", 5, 2, sends, 6, 2, receives, 7, 4, 1, 8, 4, 1)
