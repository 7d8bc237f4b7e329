"""A display's driver on a bus with the model of its controller: turns by hand, and the bus time that each takes."""

import asyncio

from chips.ssd1306 import Ssd1306
from chips.st7567 import St7567
from drivers import lcd as driver
from drivers.lcd_picture import Picture
from drivers.ssd1306_lcd import ADDRESS, Ssd1306Lcd
from drivers.st7567_lcd import St7567Lcd
from soc.i2c import I2C
from soc.pin import Pin
from soc.spi import SPI

FRAME = ("0000012.3", "1.8.0", "kWh", 5, 1, False, 1, 0, False)
NEXT = ("0000012.4",) + FRAME[1:]  # noqa: RUF005
BLINKING = ("-12.345", "16.7.0", "kW", 0, 2, True, 2, 29, False)
SETTLED_MS = 400  # a whole picture, with its set-up
TURN_US = 5000

if not hasattr(asyncio, "sleep_ms"):  # CPython
    asyncio.sleep_ms = lambda ms: asyncio.sleep(ms / 1000)


class _NoLoop:
    """Nobody runs the driver's task."""

    def create_task(self, coroutine):
        coroutine.close()
        return self


class Bench:
    def __init__(self, lcd, chip, bus):
        self.lcd, self.chip, self._bus = lcd, chip, bus
        self._pause_ms = 0
        self.turns_us = []  # bus time of each turn

    def show(self, *frame):
        loop, driver.asyncio = driver.asyncio, _NoLoop()
        try:
            self.lcd.show(*frame)
        finally:
            driver.asyncio = loop

    def turn(self):
        """One turn when it is due; ms that have passed."""
        passed_ms, before_us = self._pause_ms, self._bus.world_bus_us
        self._pause_ms = self.lcd.turn(passed_ms)
        self.turns_us.append(self._bus.world_bus_us - before_us)
        return passed_ms

    def run(self, ms=1000):
        """Turns for so long; the bus time they took, µs."""
        del self.turns_us[:]
        while ms > 0:
            ms -= self.turn()
        return sum(self.turns_us)


def oled():
    chip = Ssd1306()
    I2C.world_chips = {ADDRESS: chip}
    return Bench(Ssd1306Lcd(I2C(0, freq=400_000)), chip, I2C)


def glass():
    chip = St7567()
    Pin.world_reset()
    cs, a0, rst = [Pin(number, Pin.OUT, value=0) for number in (17, 20, 21)]
    cs.world_watch, a0.world_watch, rst.world_watch = chip.select, chip.a0, chip.reset
    SPI.world_device = chip
    return Bench(St7567Lcd(SPI(0, 1_000_000), cs, a0, rst), chip, SPI)


def settled(make, frame=FRAME):
    """A bench whose display shows the frame."""
    bench = make()
    bench.show(*frame)
    bench.run(SETTLED_MS)
    return bench


def drawn(value, ident, unit, arrows, tariff, triangle, mains, signs, test):
    """Rows of the picture that a frame is, L1 lit unless it is off."""
    dots = bytearray(1024)
    picture = Picture(dots)
    picture.draw(value, ident, unit, arrows, tariff, triangle, signs, test)
    if mains and not test:
        picture.mains(True)
    return rows(dots)


def rows(dots):
    return [bytearray([dots[y // 8 * 128 + x] >> y % 8 & 1 for x in range(128)]) for y in range(64)]


DARK = [bytearray(128) for _ in range(64)]
