"""Hour counter: time with mains voltage, counted from the windows themselves."""

US_PER_HOUR = 3_600_000_000


class HourCounter:
    """`hours` whole ones and `us` microseconds of the next."""

    def __init__(self):
        self.hours = 0
        self.us = 0

    def add(self, duration_us):
        self.us += duration_us
        if self.us >= US_PER_HOUR:
            self.hours += 1
            self.us -= US_PER_HOUR

    def read(self):
        return self.hours
