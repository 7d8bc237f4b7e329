"""Who may do what in DLMS/COSEM: an association has one level, a right is the lowest level that has it."""

PUBLIC = 0  # anybody who connects: identification and clock
READING = 1  # all values and logs
CONFIGURING = 2  # what the programming mode's password may
MANAGING = 3  # keys and firmware
NOBODY = 9
