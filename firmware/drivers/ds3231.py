"""DS3231 real-time clock on I²C: UTC as seconds since 2000-01-01 00:00:00.

Registers: data sheet 19-5170, figure 1 "Timekeeping Registers". The chip takes every fourth year for a leap year, and
runs on its battery without supply.
"""

ADDRESS = 0x68
TIME = 0x00  # seconds, minutes, hours, weekday, date, month, year: BCD
TWELVE, PM = 0x40, 0x20  # in the hours, of a chip that was set by somebody else
CONTROL = 0x0E
EOSC = 0x80  # the oscillator stops when the supply goes
CONVERT = 0x20  # measure the temperature now and turn the oscillator to it
STATUS = 0x0F
OSF = 0x80  # the oscillator has stopped: time not valid
BUSY = 0x04  # measuring the temperature
AGING = 0x10  # two's complement: a positive step slows the oscillator, by about 0.1 ppm at 25 °C
STEP_PPB = 100
TEMPERATURE = 0x11  # whole degrees, two's complement, then quarters in the upper two bits
ROOM_MC = 25_000


class Ds3231:
    """i2c: bus of the chip."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._torn = False  # a setting has ended half way: the chip does not know
        self._untrimmed = False

    def read(self):
        """(seconds, valid); a chip that does not answer or shows no time at all is (0, False): metering must go on.

        One transfer, in which the chip keeps its time still ("Address Map"). A trim that the chip could not take at
        once is made up for.
        """
        try:
            registers = self._i2c.readfrom_mem(ADDRESS, TIME, STATUS + 1)
            if self._untrimmed:
                self._convert(registers[CONTROL], registers[STATUS])
        except OSError:
            return 0, False
        hours = registers[2]
        hour = _number(hours & 0x3F)
        if hours & TWELVE:
            hour = _number(hours & 0x1F) % 12 + (12 if hours & PM else 0)
        second, minute = _number(registers[0]), _number(registers[1])
        day, month, year = _number(registers[4]), _number(registers[5] & 0x1F), _number(registers[6])
        # a line that is held down shows nothing but 0
        if not (second < 60 and minute < 60 and hour < 24 and 0 < day < 32 and 0 < month < 13 and year < 100):
            return 0, False
        days = _days(year) + _before(year, month) + day - 1
        seconds = ((days * 24 + hour) * 60 + minute) * 60 + second
        return seconds, not (self._torn or registers[STATUS] & OSF)

    def set(self, seconds):
        """Set the time and call it valid. Raises OSError when the chip does not answer: its time is not valid then."""
        minutes, second = divmod(seconds, 60)
        hours, minute = divmod(minutes, 60)
        days, hour = divmod(hours, 24)
        year = days * 4 // 1461
        day = days - _days(year)
        month = 12
        while _before(year, month) > day:
            month -= 1
        day += 1 - _before(year, month)
        fields = (second, minute, hour, (days + 5) % 7 + 1, day, month, year)  # weekday: Monday is 1
        self._torn = True
        self._i2c.writeto_mem(ADDRESS, TIME, bytes([_bcd(field) for field in fields]))
        control, status = self._i2c.readfrom_mem(ADDRESS, CONTROL, 2)
        self._i2c.writeto_mem(ADDRESS, CONTROL, bytes([control & ~EOSC & 0xFF, status & ~OSF & 0xFF]))
        self._torn = False

    def trim(self, ppb):
        """Run `ppb` (10⁻⁹) faster, to the nearest step from -12 700 to 12 800. Raises OSError, see `set`.

        The chip applies it with the conversion that this starts ("Aging Offset"); when one of its own is under way
        (0.2 s of every 64 s), a later `read` starts it.
        """
        steps = (STEP_PPB // 2 - ppb) // STEP_PPB
        self._i2c.writeto_mem(ADDRESS, AGING, bytes([max(-128, min(127, steps)) & 0xFF]))
        self._untrimmed = True
        control, status = self._i2c.readfrom_mem(ADDRESS, CONTROL, 2)
        self._convert(control, status)

    def _convert(self, control, status):
        if not status & BUSY:  # else it would not be taken
            self._i2c.writeto_mem(ADDRESS, CONTROL, bytes([control | CONVERT]))
            self._untrimmed = False


class Thermometer:
    """The chip's own temperature, measured every 64 s; i2c: bus of the chip."""

    def __init__(self, i2c):
        self._i2c = i2c
        self._there = True

    def read(self):
        """m°C; that of a room when the chip does not answer, because the metering must go on."""
        try:
            high, low = self._i2c.readfrom_mem(ADDRESS, TEMPERATURE, 2)
        except OSError:
            self._there = False
            return ROOM_MC
        self._there = True
        return ((high ^ 0x80) - 0x80) * 1000 + (low >> 6) * 250

    def answers(self):
        """Whether the chip did so at the last `read`."""
        return self._there


def _number(bcd):
    return (bcd >> 4) * 10 + (bcd & 15)


def _bcd(number):
    return number // 10 << 4 | number % 10


def _days(year):
    """Days from 2000 to the year, 0 to 99."""
    return 365 * year + (year + 3) // 4


def _before(year, month):
    """Days of the year before the month, 1 to 12."""
    less = 0 if month <= 2 else 2 if year % 4 else 1
    return (367 * month - 362) // 12 - less
