"""HDLC address fields (IEC 62056-46, 6.4.2): seven bits an octet, the last one marked by its lowest bit."""

_RESERVED = (0, 0x7F)  # no station, all stations


def server(field, device, servers):
    """The logical device among `servers` that `field` (1, 2 or 4 octets) means on physical device `device`, or None.

    None also for broadcasts and for the calling device's address, which a meter that calls nobody never has.
    """
    half = len(field) >> 1
    upper = _number(field[: half or 1])
    if upper not in servers or (half and _number(field[half:]) != device):
        return None
    return upper


def client(field):
    """Number of the client at `field`, or None when no client has such an address."""
    number = field[0] >> 1
    return None if len(field) > 1 or number in _RESERVED else number


def field_of(server, device):
    """Address field of the logical device `server`: one octet where that will do, else four with `device`."""
    if server < 0x80:
        return bytes((server << 1 | 1,))
    return bytes((server >> 6 & 0xFE, server << 1 & 0xFE, device >> 6 & 0xFE, (device << 1 & 0xFE) | 1))


def end_of(octets, at):
    """Where the address field at `at` ends; 0 when it has not one, two or four octets (6.4.2.1)."""
    if octets[at] & 1:
        return at + 1
    if octets[at + 1] & 1:
        return at + 2
    return at + 4 if octets[at + 3] & 1 and not octets[at + 2] & 1 else 0


def _number(part):
    return part[0] >> 1 if len(part) == 1 else part[0] >> 1 << 7 | part[1] >> 1
