"""Honest fake of the Pico's `machine`: the parts in `soc`, with what is special to the RP2040 and to the Pico.

Only what a real one has, and errors where that gives errors. What the outside world does or sees is in names that
begin with `world_`.
"""

import soc.i2c
import soc.pin
import soc.uart
from adc_registers import converter
from chips.ds3231 import Ds3231
from chips.fram import Fram
from chips.ssd1306 import Ssd1306
from mem32 import Memory
from soc.spi import SPI  # noqa: F401
from soc.timer import WDT, Timer  # noqa: F401

PWRON_RESET, WDT_RESET = 1, 3
mem32 = Memory()
_hertz = 125_000_000
world_cause = PWRON_RESET


def freq(hz=None):
    """Of the system clock, Hz."""
    global _hertz
    if hz is None:
        return _hertz
    _hertz = hz
    return None


def reset_cause():
    return world_cause


class Pin(soc.pin.Pin):
    @staticmethod
    def world_check(number):
        if not 0 <= number <= 29:
            raise ValueError("invalid pin")
        if 23 <= number <= 24:
            raise ValueError("GP%d is not on the Pico's edge" % number)


def _number(pin):
    return pin.number if isinstance(pin, Pin) else pin


class UART(soc.uart.UART):
    def __init__(self, id, baudrate=115_200, bits=8, parity=None, stop=1, *, tx=None, rx=None, **more):
        if id not in (0, 1):
            raise ValueError("UART(%d) doesn't exist" % id)
        # RP2040 datasheet, 2.19.2: functions of the pins
        for name, pin, place in (("TX", tx, 0), ("RX", rx, 1)):
            if pin is not None and (_number(pin) & 3 != place or (_number(pin) + 4 & 8) >> 3 != id):
                raise ValueError("bad %s pin" % name)
        soc.uart.UART.__init__(self, id, baudrate, bits, parity, stop, **more)


class I2C(soc.i2c.I2C):
    def __init__(self, id=0, *, scl=None, sda=None, freq=400_000, timeout=50_000):
        if id not in (0, 1):
            raise ValueError("I2C(%d) doesn't exist" % id)
        for name, pin, place in (("SDA", sda, 0), ("SCL", scl, 1)):
            if pin is not None and (_number(pin) & 1 != place or (_number(pin) & 2) >> 1 != id):
                raise ValueError("bad %s pin" % name)
        soc.i2c.I2C.__init__(self, id, freq=freq, timeout=timeout)


class ADC:
    def __init__(self, pin):
        if not 26 <= pin.number <= 29:
            raise ValueError("Pin doesn't have ADC capabilities")
        converter.world_analog(pin.number - 26)


I2C.world_chips.update({0x50: Fram(), 0x68: Ds3231(milli_celsius=-9_750), 0x3C: Ssd1306()})
