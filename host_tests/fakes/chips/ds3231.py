"""DS3231 real-time clock as its data sheet (19-5170, rev 10) says, on a bus as in soc.i2c, in the world's time.

A chip that is made has just got supply for the first time. `world_faults`: what the data sheet calls undefined.
"""

from soc import world

SECOND = 10**15  # of µs · 10⁻⁹
CONVERSION_US = 200_000  # t_CONV at most
EVERY_US = 64_000_000
CONTROL, STATUS, AGING, TEMPERATURE, END = 0x0E, 0x0F, 0x10, 0x11, 0x13
EOSC, CONV = 0x80, 0x20
OSF, BSY, FLAGS = 0x80, 0x04, 0x03
RESET_TIME = b"\x00\x00\x00\x01\x01\x01\x00"  # 2000-01-01, day 1


class Ds3231:
    """error_ppb: how much too fast the crystal is; battery: whether it has one that lasts."""

    def __init__(self, error_ppb=0, battery=True, milli_celsius=25_000):
        self.world_error_ppb = error_ppb
        self.world_battery = battery
        self._milli_celsius = milli_celsius
        self.world_faults = []
        self._supplied = False
        self._reset()
        self.world_supply(True)

    def _reset(self):
        self._registers = bytearray(END)
        self._registers[:7] = RESET_TIME
        self._registers[CONTROL] = 0x1C
        self._registers[STATUS] = OSF | 0x08
        self.world_aging = 0  # what the oscillator has been given
        self._part = 0  # of a second that has begun
        self._pointer = 0
        self._converted = None  # the last temperature, quarters of a degree
        self._ends = None  # the conversion that is under way
        self._user = False  # whether a user wanted it
        self._next = world.now_us()  # conversion
        self._last = world.now_us()

    def world_warm(self, milli_celsius):
        self._advance()
        self._milli_celsius = milli_celsius

    def world_supply(self, on):
        """VCC comes or goes; without a battery all is lost, and the oscillator stops with EOSC set."""
        self._advance()
        if on and not self._supplied:
            self._next = world.now_us()  # converts as soon as there is supply
        self._supplied = on
        if not on and not self.world_battery:
            self._reset()
        self._advance()

    def write(self, data):
        """The first byte sets the register pointer, the others go where it points."""
        self._advance()
        for k, byte in enumerate(data):
            if k == 0:
                if byte >= END:
                    self.world_faults.append("register %d" % byte)
                self._pointer = byte % END
            else:
                self._store(self._pointer, byte)
                self._pointer = (self._pointer + 1) % END
        if len(data) > 1:
            self._check()

    def read(self, count):
        """The time is that of the start condition, or of the pointer's return to 0."""
        self._advance()
        data = bytearray()
        for _ in range(count):
            byte = self._registers[self._pointer]
            data.append(byte | BSY if self._pointer == STATUS and self._busy() else byte)
            self._pointer = (self._pointer + 1) % END
        return data

    def _busy(self):
        """A conversion that a user wanted is not seen in BSY for its first 2 ms."""
        since = 2000 if self._user else 0
        return self._ends is not None and world.now_us() >= self._ends - CONVERSION_US + since

    def _store(self, register, byte):
        now = self._registers[register]
        if register == 0:
            self._part = 0  # the countdown chain begins again
        if register == CONTROL and byte & CONV and self._ends is None:
            self._user, self._ends = True, world.now_us() + CONVERSION_US
        elif register == CONTROL:
            byte = byte & ~CONV | now & CONV
        elif register == STATUS:  # flags can only be cleared
            byte = now & byte & (OSF | FLAGS) | byte & 0x08
        elif register >= TEMPERATURE:
            return
        self._registers[register] = byte

    def _check(self):
        """Illogical times lead to undefined operation."""
        second, minute, hour, day, date, month, year = self._registers[:7]
        twelve = hour & 0x40
        limits = (
            (second, 0, 59),
            (minute, 0, 59),
            (hour & 0x1F, 1, 12) if twelve else (hour, 0, 23),
            (day, 1, 7),
            (date, 1, 31),
            (month & 0x7F, 1, 12),
            (year, 0, 99),
        )
        for bcd, low, high in limits:
            if bcd & 15 > 9 or not low <= _number(bcd) <= high:
                self.world_faults.append("time %s" % bytes(self._registers[:7]))

    def _runs(self):
        return self._supplied or (self.world_battery and not self._registers[CONTROL] & EOSC)

    def _advance(self):
        """Let the time pass that has passed, conversions at their place in it."""
        now = world.now_us()
        while True:
            if self._ends is not None and self._ends <= now:
                self._pass(self._ends)
                self._convert()
            elif self._next > now or not self._runs():
                break
            else:
                if self._ends is None:
                    self._pass(max(self._last, self._next))
                    self._ends = self._last + CONVERSION_US
                self._next += EVERY_US
                if self._quarters() == self._converted:  # those that find the same temperature change nothing
                    self._next = max(self._next, now - (now - self._next) % EVERY_US)
        self._pass(now)
        if not self._runs():
            self._registers[STATUS] |= OSF

    def _quarters(self):
        return self._milli_celsius // 250

    def _convert(self):
        quarters = self._quarters()
        if self._user or quarters != self._converted:
            self.world_aging = (self._registers[AGING] ^ 0x80) - 0x80
        self._converted = quarters
        self._registers[TEMPERATURE] = quarters >> 2 & 0xFF
        self._registers[TEMPERATURE + 1] = (quarters & 3) << 6
        self._registers[CONTROL] &= ~CONV
        self._ends, self._user = None, False

    def _pass(self, until):
        passed = until - self._last
        self._last = until
        if not self._runs():
            return
        # a positive aging offset slows, by about 0.1 ppm a step at 25 °C
        self._part += passed * (10**9 + self.world_error_ppb - 100 * self.world_aging)
        seconds, self._part = divmod(self._part, SECOND)
        if seconds:
            self._count(seconds)

    def _count(self, seconds):
        registers = self._registers
        twelve = registers[2] & 0x40
        hour = (
            _number(registers[2] & 0x1F) % 12 + (12 if registers[2] & 0x20 else 0) if twelve else _number(registers[2])
        )
        total = seconds + _number(registers[0]) + 60 * (_number(registers[1]) + 60 * hour)
        days, total = divmod(total, 86_400)
        minutes, second = divmod(total, 60)
        hour, minute = divmod(minutes, 60)
        if twelve:
            registers[2] = 0x40 | (0x20 if hour >= 12 else 0) | _bcd((hour + 11) % 12 + 1)
        else:
            registers[2] = _bcd(hour)
        registers[0], registers[1] = _bcd(second), _bcd(minute)
        registers[3] = (registers[3] - 1 + days) % 7 + 1
        date, month, year = _number(registers[4]), _number(registers[5] & 0x1F), _number(registers[6])
        century = registers[5] & 0x80
        date += days
        while date > _length(month, year):
            date -= _length(month, year)
            month += 1
            if month > 12:
                month, year = 1, year + 1
            if year > 99:
                year, century = 0, century ^ 0x80
        registers[4], registers[5], registers[6] = _bcd(date), century | _bcd(month), _bcd(year)


def _length(month, year):
    """Days; every fourth year is a leap year."""
    return 29 if month == 2 and year % 4 == 0 else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[(month - 1) % 12]


def _number(bcd):
    return (bcd >> 4) * 10 + (bcd & 15)


def _bcd(number):
    return number // 10 << 4 | number % 10
