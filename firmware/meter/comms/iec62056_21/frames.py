"""Messages of EN 62056-21 as bytes: building them, and the block check character.

Seven-bit characters throughout; the parity bit belongs to the line. A block opens with SOH (a command) or STX (data)
and closes with ETX, or with EOT where more blocks follow, and its block check character.
"""

SOH, STX, ETX, EOT, ACK, LF, CR, NAK = 0x01, 0x02, 0x03, 0x04, 0x06, 0x0A, 0x0D, 0x15

BAUDS = (300, 600, 1200, 2400, 4800, 9600)  # by Z code, mode C

ERROR_TEXT = 30  # longest text of an error message; with its brackets 32 characters


def bcc(block):
    """Block check character: XOR from the second character to the closing ETX or EOT (EN 62056-21, ISO 1155)."""
    check = 0
    for k in range(1, len(block)):
        check ^= block[k]
    return check & 0x7F


def closed(block):
    """`block`, which ends in ETX or EOT, with its check character."""
    return block + bytes((bcc(block),))


def command(name, operand):
    """Command block: `name` such as b"P0", the operand in brackets."""
    return closed(b"\x01" + name + b"\x02(" + operand + b")\x03")


def data(text):
    """Data block that carries `text`."""
    return closed(b"\x02" + text + b"\x03")


def error(text):
    """Error message: `text` (str, starts with ER) cut at ERROR_TEXT; characters it may not have become blanks."""
    plain = bytes(c if 0x20 <= c < 0x7F and c not in b"()*/!" else 0x20 for c in text.encode()[:ERROR_TEXT])
    return data(b"(" + plain + b")")


def data_set(identifier, value, unit=""):
    """`id(value*unit)`, or `id(value)` for a value without a unit, as bytes."""
    pattern = "%s(%s*%s)" if unit else "%s(%s%s)"
    return (pattern % (identifier, value, unit)).encode()


def split(text):
    """(identifier, value) of the bytes `id(value)` as str, or None where they are no single data set."""
    opening = text.find(b"(")
    if opening < 0 or not text.endswith(b")"):
        return None
    for k, c in enumerate(text):
        if not 0x20 <= c < 0x7F or (c in b"()" and opening != k != len(text) - 1):
            return None
    plain = text.decode()
    return plain[:opening], plain[opening + 1 : -1]


def identification(maker, baud_code, text):
    """Identification message: maker's three letters, highest speed as Z code, type of the meter."""
    return ("/%s%s%s\r\n" % (maker, baud_code, text)).encode()


BREAK = closed(b"\x01B0\x03")
