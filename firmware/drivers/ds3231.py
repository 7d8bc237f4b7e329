"""DS3231 real-time clock on I²C: UTC as seconds since 2000-01-01 00:00:00.

Registers: data sheet 19-5170, table "Timekeeping Registers". The chip takes every fourth year for a leap year, and
runs on its battery without supply.
"""

ADDRESS = 0x68
TIME = 0x00  # seconds, minutes, hours, weekday, date, month, year: BCD
CONTROL = 0x0E
CONVERT = 0x20  # measure the temperature now and turn the oscillator to it
STATUS = 0x0F
OSF = 0x80  # the oscillator has stopped: time not valid
AGING = 0x10  # two's complement: a positive step slows the oscillator, by about 0.1 ppm at 25 °C
STEP_PPB = 100
TEMPERATURE = 0x11  # whole degrees, two's complement, then quarters in the upper two bits
ROOM_MC = 25_000


class Ds3231:
    """i2c: bus of the chip."""

    def __init__(self, i2c):
        self._i2c = i2c

    def read(self):
        """(seconds, valid); a chip that does not answer is (0, False), because the metering must go on."""
        try:
            registers = self._i2c.readfrom_mem(ADDRESS, TIME, 7)
            stopped = self._i2c.readfrom_mem(ADDRESS, STATUS, 1)[0] & OSF
        except OSError:
            return 0, False
        second, minute, hour = (_number(registers[k] & 0x7F) for k in (0, 1, 2))  # 24 h mode, as set below
        day, month, year = _number(registers[4]), _number(registers[5] & 0x1F), _number(registers[6])
        days = _days(year) + _before(year, month) + day - 1
        return ((days * 24 + hour) * 60 + minute) * 60 + second, not stopped

    def set(self, seconds):
        """Set the time and call it valid. Raises OSError when the chip does not answer."""
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
        self._i2c.writeto_mem(ADDRESS, TIME, bytes([_bcd(field) for field in fields]))
        status = self._i2c.readfrom_mem(ADDRESS, STATUS, 1)[0]
        self._i2c.writeto_mem(ADDRESS, STATUS, bytes([status & ~OSF & 0xFF]))

    def trim(self, ppb):
        """Run `ppb` (10⁻⁹) faster, to the nearest step from -12 700 to 12 800. Raises OSError, see `set`.

        The chip applies it with the conversion that this starts; if one is under way (0.2 s of every 64 s), with the
        next change of the temperature.
        """
        steps = (STEP_PPB // 2 - ppb) // STEP_PPB
        self._i2c.writeto_mem(ADDRESS, AGING, bytes([max(-128, min(127, steps)) & 0xFF]))
        control = self._i2c.readfrom_mem(ADDRESS, CONTROL, 1)[0]
        self._i2c.writeto_mem(ADDRESS, CONTROL, bytes([control | CONVERT]))


class Thermometer:
    """The chip's own temperature, measured every 64 s; i2c: bus of the chip."""

    def __init__(self, i2c):
        self._i2c = i2c

    def read(self):
        """m°C; that of a room when the chip does not answer, because the metering must go on."""
        try:
            high, low = self._i2c.readfrom_mem(ADDRESS, TEMPERATURE, 2)
        except OSError:
            return ROOM_MC
        return ((high ^ 0x80) - 0x80) * 1000 + (low >> 6) * 250


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
