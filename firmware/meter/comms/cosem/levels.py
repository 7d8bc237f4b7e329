"""Who may do what in DLMS/COSEM: an association has one level, a right is the lowest level that has it."""

PUBLIC = 0  # anybody who connects: identification and clock
READING = 1  # all values and logs
CONFIGURING = 2  # what the programming mode's password may
MANAGING = 3  # keys and firmware
NOBODY = 9

NETWORK = 16  # added to the level of an association that came in through the module port
# added to a right: only through the module port; through the optical port only MANAGING
MODULE, NEAR_MANAGING = 32, 64


def may(level, right):
    """Whether an association of `level` has `right`."""
    if not level & NETWORK:
        if right & MODULE:
            return False
        if right & NEAR_MANAGING:
            return level >= MANAGING
    return level & 15 >= right & 15
