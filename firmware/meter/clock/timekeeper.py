"""The meter's time: UTC from the clock chip, normal time of the configured zone beside it. No summer time yet."""


class Timekeeper:
    """chip: read() -> (seconds since 2000-01-01 UTC, valid), set(seconds); zone_hours: normal time less UTC."""

    def __init__(self, chip, zone_hours):
        self._chip = chip
        self._offset = 3600 * zone_hours

    def utc(self):
        """(seconds since 2000-01-01 00:00:00 UTC, valid)."""
        return self._chip.read()

    def normal(self):
        """The same in normal time."""
        seconds, valid = self._chip.read()
        return seconds + self._offset, valid

    def set(self, seconds):
        """Set the chip; seconds since 2000-01-01 00:00:00 UTC."""
        self._chip.set(seconds)
