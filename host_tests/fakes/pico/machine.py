"""Honest fake of the Pico's `machine`, for MicroPython's unix port: pins, timers, UART, I²C with chips, ADC registers.

Only what a real one has, and errors where that gives errors: an absent I²C address is OSError, an unknown register
KeyError. What the outside world does or sees is in names that begin with `world_`.
"""

import asyncio
import errno

from adc_registers import Memory


class Pin:
    IN, OUT = 0, 1
    PULL_UP, PULL_DOWN = 1, 2
    IRQ_FALLING, IRQ_RISING = 4, 8
    world_pins = {}

    def __init__(self, number, mode=-1, pull=-1, value=None):
        if not 0 <= number <= 29 or 23 <= number <= 25:
            raise ValueError("unknown pin")
        if number in Pin.world_pins:
            raise ValueError("GP%d is wired twice" % number)
        Pin.world_pins[number] = self
        self.number = number
        self._mode = mode
        self._level = value if value is not None else int(pull == Pin.PULL_UP)
        self._handler = None
        self._trigger = 0
        self.world_levels = []

    def value(self, level=None):
        if level is not None:
            self._set(level)
        return self._level

    def _set(self, level):
        if self._mode != Pin.OUT:
            raise ValueError("GP%d is no output" % self.number)
        self._level = level
        self.world_levels.append(level)

    def irq(self, handler, trigger):
        self._handler, self._trigger = handler, trigger

    def world_drive(self, level):
        if level != self._level:
            self._level = level
            if self._handler and self._trigger & (Pin.IRQ_RISING if level else Pin.IRQ_FALLING):
                self._handler(self)


class Timer:
    ONE_SHOT = 0

    def __init__(self, number):
        if number != -1:
            raise ValueError("Timer doesn't exist")  # as the port says

    def init(self, mode, period, callback):
        if mode != Timer.ONE_SHOT or period < 1:
            raise ValueError("timer")
        asyncio.create_task(self._run(period, callback))

    async def _run(self, period, callback):
        await asyncio.sleep_ms(period)
        callback(self)


class UART:
    """A character leaves at each call of `write` and `txdone`."""

    def __init__(self, number, baudrate, tx, rx, rxbuf):
        self._leaving = b""
        self.world_sent = b""
        UART.world_last = self

    def init(self, baudrate, bits, parity, stop):
        if self._leaving:
            raise ValueError("characters cut off")
        self.world_line = (baudrate, bits, parity, stop)

    def any(self):
        return 0

    def read(self, count):
        return None

    def write(self, data):
        self.txdone()
        taken = data[: 32 - len(self._leaving)]  # depth of the transmit FIFO
        self._leaving += taken
        return len(taken)

    def txdone(self):
        self.world_sent += self._leaving[:1]
        self._leaving = self._leaving[1:]
        return not self._leaving


class _Registers:
    """A chip with `size` bytes behind an address of `width` bits."""

    def __init__(self, size, width):
        self.bytes = bytearray(size)
        self.width = width

    def store(self, register, data):
        self.bytes[register : register + len(data)] = data


class _Clock(_Registers):
    """DS3231 as delivered, at -9.75 °C: its aging offset only counts (`world_aging`) after a conversion."""

    def __init__(self):
        super().__init__(19, 8)
        self.bytes[3:6] = b"\x01\x01\x01"
        self.bytes[14:16] = b"\x1c\x88"  # INTCN, RS2, RS1; OSF, EN32kHz
        self.bytes[17:19] = b"\xf6\x40"
        self.world_aging = 0

    def store(self, register, data):
        if register + len(data) > 17:
            raise ValueError("DS3231: the temperature can only be read")
        super().store(register, data)
        if self.bytes[14] & 0x20:  # CONV: done, and cleared, before anyone looks
            self.bytes[14] &= ~0x20
            self.world_aging = (self.bytes[16] ^ 0x80) - 0x80


class _Display:
    """SSD1306 in page addressing."""

    def __init__(self):
        self.dots = bytearray(1024)
        self._page = 0

    def take(self, data):
        if data[0] == 0x40:
            self.dots[128 * self._page : 128 * self._page + len(data) - 1] = data[1:]
        elif data[0] == 0 and data[1] & 0xF8 == 0xB0:
            self._page = data[1] & 7
        elif data[0] or data[1] != 0xAE:
            raise ValueError("SSD1306: unknown command")


class I2C:
    world_chips = {0x50: _Registers(32768, 16), 0x68: _Clock(), 0x3C: _Display()}

    def __init__(self, number, sda, scl, freq):
        if (number, sda.number, scl.number) != (0, 4, 5):
            raise ValueError("bad SCL or SDA pin")

    def readfrom_mem(self, address, register, count, *, addrsize=8):
        chip = self._chip(address)
        self._fits(chip, register, count, addrsize)
        return bytes(chip.bytes[register : register + count])

    def writeto_mem(self, address, register, data, *, addrsize=8):
        chip = self._chip(address)
        self._fits(chip, register, len(data), addrsize)
        chip.store(register, data)

    def writeto(self, address, data):
        self._chip(address).take(data)

    def _chip(self, address):
        if address not in self.world_chips:
            raise OSError(errno.EIO)
        return self.world_chips[address]

    def _fits(self, chip, register, count, addrsize):
        if addrsize != chip.width or register + count > len(chip.bytes):
            raise ValueError("I2C: %d bytes at %d with %d bits" % (count, register, addrsize))


class ADC:
    def __init__(self, pin):
        if not 26 <= pin.number <= 29:
            raise ValueError("Pin doesn't have ADC capabilities")
        mem32.inputs |= 1 << pin.number - 26
        mem32.words[0x4004C000] |= 1


class WDT:
    def __init__(self, timeout):
        if not 1 <= timeout <= 8388:
            raise ValueError("timeout exceeds 8388")
        self.world_fed = 0

    def feed(self):
        self.world_fed += 1


mem32 = Memory()
