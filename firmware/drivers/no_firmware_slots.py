"""For a board that has no place for an application beside its own firmware; firmware_slots.py is for the others."""

OWN = 0  # as there


class NoFirmwareSlots:
    """See boards/README.md, `firmware`. code: what compiled code the processor takes; restart(): coroutine function."""

    room = 0

    def __init__(self, code, restart):
        self.code = code
        self.restart = restart

    def found(self):
        """The board's own firmware runs."""
        return OWN, "", ""

    def stage(self, name, skip, size, digest, version, before):
        """Raises OSError: there is no room."""
        raise OSError(28)  # ENOSPC

    def confirm(self):
        """There is nothing to confirm."""
