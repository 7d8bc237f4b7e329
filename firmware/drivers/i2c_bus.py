"""Frees an I²C bus before it is used.

A board that was reset while a chip was sending finds SDA held low: the chip waits for the clock to go on.
"""

import time

from machine import I2C, Pin

CLOCKS = 9  # the rest of a byte and its acknowledge bit (UM10204, 3.1.16 "Bus clear")
HALF_US = 5  # 100 kHz, which every chip stands


def freed(number, scl, sda, freq):
    """The bus, cleared; number: of the I2C block; freq: Hz."""
    clear(scl, sda)
    return I2C(number, scl=Pin(scl), sda=Pin(sda), freq=freq)


def clear(scl, sda):
    """Clock until SDA is let go, and end what was going on; scl, sda: numbers of the pins. False: it is still held."""
    data = Pin(sda, Pin.OPEN_DRAIN, Pin.PULL_UP, value=1)
    clock = Pin(scl, Pin.OPEN_DRAIN, Pin.PULL_UP, value=1)
    for _ in range(CLOCKS):
        if data.value():
            break
        _level(clock, 0)
        _level(clock, 1)
    # a stop condition: SDA rises while SCL is high
    _level(clock, 0)
    _level(data, 0)
    _level(clock, 1)
    _level(data, 1)
    return data.value() == 1


def _level(pin, level):
    pin.value(level)
    time.sleep_us(HALF_US)
