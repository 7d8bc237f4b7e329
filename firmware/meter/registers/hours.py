"""Hour counter: time with mains voltage, counted from the windows themselves."""

_US_PER_HOUR = 3_600_000_000


class HourCounter:
    """`hours` whole ones and `us` microseconds of the next."""

    def __init__(self):
        self.hours = 0
        self.us = 0

    def add(self, duration_us):
        self.us += duration_us
        if self.us >= _US_PER_HOUR:
            self.hours += self.us // _US_PER_HOUR
            self.us %= _US_PER_HOUR

    def read(self):
        return self.hours

    def milliseconds(self):
        """Operating time in all."""
        return self.hours * 3_600_000 + self.us // 1000

    def restore(self, milliseconds):
        """Go on from an operating time that was kept."""
        self.hours, rest = divmod(milliseconds, 3_600_000)
        self.us = 1000 * rest
