"""The one narrow way in: every change from outside passes here, is checked for rights and noted as an event."""


class CommandError(Exception):
    """Refused; the text says why in a few words that fit any protocol's error message."""


class Commands:
    """bank: registers that may be written; timekeeper: the clock; note(text): takes the event."""

    def __init__(self, bank, timekeeper, note):
        self._bank = bank
        self._timekeeper = timekeeper
        self._note = note

    def write(self, code, text, level):
        """Write a register. Raises CommandError: no such register, no right at this access level, value refused."""
        entry = self._bank.get(code)
        if entry is None:
            raise CommandError("NO REGISTER %s" % code)
        if entry.write is None or level < entry.level:
            raise CommandError("NOT WRITABLE")
        before = entry.read()
        try:
            entry.write(text)
        except ValueError as refusal:
            raise CommandError(str(refusal)) from None
        self._note("%s: %s -> %s" % (entry.code, before, text))

    def set_clock(self, seconds, level):
        """Set the clock; seconds since 2000-01-01 00:00:00 UTC. Raises CommandError without the right."""
        entry = self._bank.get("0-0:1.0.0")
        if level < entry.level:
            raise CommandError("NOT WRITABLE")
        before = self._timekeeper.utc()[0]
        self._timekeeper.set(seconds)
        self._note("clock: %d -> %d" % (before, seconds))
