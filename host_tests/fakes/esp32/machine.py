"""Honest fake of the ESP32's `machine`: the parts in `soc`, with what is special to the chip and to its DevKit.

Only what a real one has, and errors where that gives errors. What the outside world does or sees is in names that
begin with `world_`.
"""

import errno

import soc.esp_i2s
import soc.i2c
import soc.pin
import soc.timer
import soc.uart
from chips.ds3231 import Ds3231
from chips.fram import Fram
from chips.i2s_adc import I2sAdc
from chips.ssd1306 import Ssd1306
from soc.spi import SPI  # noqa: F401

PWRON_RESET, HARD_RESET, WDT_RESET, DEEPSLEEP_RESET, SOFT_RESET = 1, 2, 3, 4, 5
WORLD_VOLTS, WORLD_AMPERES = 12.0, 2.0
WORLD_V_FULL, WORLD_I_FULL = 25.08, 28.48
_hertz = 160_000_000
world_cause = PWRON_RESET


def freq(hz=None):
    """Of the processor, Hz."""
    global _hertz
    if hz is None:
        return _hertz
    if hz not in (20_000_000, 40_000_000, 80_000_000, 160_000_000, 240_000_000):
        raise ValueError("frequency must be 20MHz, 40MHz, 80Mhz, 160MHz or 240MHz")
    _hertz = hz
    return None


def reset_cause():
    return world_cause


class Pin(soc.pin.Pin):
    """GPIO34 to 39 are inputs without pulls; 6 to 11 are the flash's."""

    IN, OUT, OPEN_DRAIN = 1, 3, 7
    PULL_DOWN, PULL_UP = 1, 2
    IRQ_RISING, IRQ_FALLING = 1, 2

    @staticmethod
    def world_check(number):
        if not 0 <= number <= 39 or number in (20, 24, 28, 29, 30, 31, 37, 38):
            raise ValueError("invalid pin")
        if 6 <= number <= 11:
            raise ValueError("GPIO%d is wired to the flash" % number)

    def _set_up(self, mode, pull, value):
        if self.number >= 34 and mode in (self.OUT, self.OPEN_DRAIN):
            raise ValueError("pin can only be input")
        if self.number >= 34 and mode != -1 and pull not in (-1, None):
            raise ValueError("pins 34~39 do not have pull-up or pull-down circuitry")
        soc.pin.Pin._set_up(self, mode, pull, value)


class UART(soc.uart.UART):
    def __init__(self, id, baudrate=115_200, bits=8, parity=None, stop=1, *, tx=None, rx=None, **more):
        if id not in (1, 2):
            raise ValueError("UART(%d) doesn't exist" % id)  # 0 is the console
        soc.uart.UART.__init__(self, id, baudrate, bits, parity, stop, **more)


class I2C(soc.i2c.I2C):
    ABSENT = ABSENT_EMPTY = errno.ENODEV

    def __init__(self, id=0, *, scl=None, sda=None, freq=400_000, timeout=50_000):
        if id not in (0, 1):
            raise ValueError("I2C(%d) doesn't exist" % id)
        soc.i2c.I2C.__init__(self, id, freq=freq, timeout=timeout)


class I2S(soc.esp_i2s.I2S):
    world_converter = I2sAdc(WORLD_VOLTS / WORLD_V_FULL, WORLD_AMPERES / WORLD_I_FULL)


class Timer(soc.timer.Timer):
    world_taken = []

    def __init__(self, id, **options):
        if not 0 <= id <= 3:
            raise ValueError("invalid Timer number")
        self.world_taken.append(id)
        soc.timer.Timer.__init__(self, -1, **options)


class WDT(soc.timer.WDT):
    LONGEST_MS = 2_147_483  # a signed count of µs, in ms


I2C.world_chips.update({0x50: Fram(), 0x68: Ds3231(milli_celsius=-9_750), 0x3C: Ssd1306()})
