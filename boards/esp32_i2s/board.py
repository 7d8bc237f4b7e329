"""An ESP32 DevKit with a PCM1821 on I²S behind a front end for 12 V AC and 20 A. Never for mains (README.md).

Only pins and parts; what a chip is told stands in its driver.
"""

import sys

import vfs
from drivers import i2c_bus, reset_cause
from drivers.contacts import Button, Contact, NoContact, PulseInput, Reed, TariffInputs
from drivers.ds3231 import Ds3231, Thermometer
from drivers.firmware_slots import FirmwareSlots
from drivers.i2c_memory import I2cMemory
from drivers.i2s_sampler import I2sSampler, ring_bytes
from drivers.lamp import Lamp
from drivers.littlefs_files import LittlefsFiles, LogFiles
from drivers.optical_uart import OpticalUart
from drivers.power_fail import PowerFail
from drivers.pulse_rmt import CLOCK_DIV, PulseRmt
from drivers.relay import Relay
from drivers.rom_partition import RomPartition, restart
from drivers.ssd1306_lcd import Ssd1306Lcd
from drivers.usb_console import UsbConsole
from esp32 import RMT
from machine import I2S, UART, WDT, Pin, Timer
from meter.metrology.calibration import Calibration

RATE = 8000  # pairs/s: 160 MHz / 78.125 / 256, the least that the converter takes
BUFFERS = 18  # of 32 ms each: 544 ms without a look
V_FULL_UV = 25_080_000  # 2 V rms between the converter's inputs, behind the divider of 8.87 : 1
I_FULL_NA = 28_480_000_000  # the same, across 99.3 Ω behind 1000 : 1
NOISE_NA = 101_000  # rms a sample: 106 dB below 20.1 A rms
FRAM_ADDRESS, FRAM_BYTES, FRAM_WRITES = 0x50, 32768, 10**12  # MB85RC256V
WATCHDOG_MS = 8000


class Board:
    """See the contract (boards/contract.py)."""

    def __init__(self):
        self.reset_cause = reset_cause.text()
        i2s = I2S(0, sck=Pin(26), ws=Pin(25), sd=Pin(34), mode=I2S.RX, bits=32, format=I2S.STEREO, rate=RATE,
                  ibuf=ring_bytes(BUFFERS))  # fmt: skip # first: its ring needs memory in large pieces
        i2c = i2c_bus.freed(0, scl=22, sda=21, freq=400_000)
        self.nominal_mv = 12_000
        self.nominal_mhz = 50_000
        self.calibration = Calibration(V_FULL_UV, I_FULL_NA)
        self.calibration.noise_na = NOISE_NA
        self.memory = I2cMemory(i2c, FRAM_ADDRESS, FRAM_BYTES, endurance=FRAM_WRITES)
        self.files, self.logs = LittlefsFiles(), LogFiles("log/")
        partition = RomPartition(getattr(vfs, "rom_ioctl", None))
        self.firmware = FirmwareSlots(partition, self.files, self.logs, sys.implementation._mpy, restart)
        self.clock, self.thermometer = Ds3231(i2c), Thermometer(i2c)
        self.lcd = Ssd1306Lcd(i2c)
        self.optical = OpticalUart(UART(1, baudrate=300, tx=Pin(17), rx=Pin(16)))
        self.network = None
        self.leds = (_pulses(0, 18), _pulses(1, 19))
        self.s0 = (_pulses(2, 23), _pulses(3, 33))
        self.red_led = Lamp(Pin(2, Pin.OUT, value=0))
        self.relay = Relay(Pin(32, Pin.OUT, value=0), Contact(Pin(35, Pin.IN)))
        self.button = Button(_input(27))
        self.cover, self.seal, self.magnet = Contact(_input(13)), Contact(_input(15)), Reed(_input(14))
        self.terminal_cover = NoContact()
        self.tariff_inputs = TariffInputs(Pin(36, Pin.IN), Pin(39, Pin.IN))
        self.pulse_input = PulseInput(_input(5))
        self.console = UsbConsole()
        self.watchdog = WDT(timeout=WATCHDOG_MS)
        self.supply = PowerFail(_input(4), self.watchdog)
        self.sampler = I2sSampler(i2s, RATE, BUFFERS, self.supply)


def make():
    """The board, its watchdog running."""
    return Board()


def _input(number):
    return Pin(number, Pin.IN, Pin.PULL_UP)


def _pulses(number, pin):
    return PulseRmt(lambda lit: RMT(number, pin=Pin(pin), clock_div=CLOCK_DIV, idle_level=lit), Timer(number))
