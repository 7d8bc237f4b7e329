"""What must survive a power cut whenever a digit changes: the energies with their remainders, the operating time.

Layout 2, 56 bytes, so that a journal's record fills one 64-byte page of an EEPROM: version (1 byte), then one little
endian number of six times 66 bits (whole units above 32 bits of µJ: A+, A-, R1 … R4, A+ highest) above 40 bits of
milliseconds of operation.
"""

VERSION = 2
SIZE = 56
_REGISTER_BITS = 66
_TIME_BITS = 40


def pack(energy, hours):
    """The record of SIZE bytes."""
    number = 0
    for register in energy.stored:
        number = number << _REGISTER_BITS | register.wh << 32 | register.uj
    number = number << _TIME_BITS | hours.milliseconds() & (1 << _TIME_BITS) - 1
    return bytes((VERSION,)) + number.to_bytes(SIZE - 1, "little")


def unpack(record, energy, hours):
    """Put a record's values back. Raises ValueError for a layout this firmware does not know."""
    if len(record) != SIZE or record[0] != VERSION:
        raise ValueError("register record: %d bytes, version %d" % (len(record), record[0] if record else 0))
    number = int.from_bytes(record[1:], "little")
    hours.restore(number & (1 << _TIME_BITS) - 1)
    number >>= _TIME_BITS
    for register in reversed(energy.stored):
        register.wh = number >> 32 & (1 << _REGISTER_BITS - 32) - 1
        register.uj = number & 0xFFFFFFFF
        number >>= _REGISTER_BITS
