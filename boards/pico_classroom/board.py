"""Classroom board: a Raspberry Pi Pico behind a front end for 12 V AC and 5 A. Never for mains (README.md).

Only pins and parts; what a chip is told stands in its driver.
"""

import sys

import vfs
from drivers.contacts import Button, Contact, PulseInput, Reed, TariffInputs
from drivers.ds3231 import Ds3231, Thermometer
from drivers.firmware_slots import FirmwareSlots
from drivers.i2c_memory import I2cMemory
from drivers.littlefs_files import LittlefsFiles, LogFiles
from drivers.no_network import NoNetwork
from drivers.optical_uart import OpticalUart
from drivers.power_fail import PowerFail
from drivers.pulse_output import PulseOutput
from drivers.relay import Relay
from drivers.rom_partition import RomPartition, restart
from drivers.rp2040_adc import Rp2040Adc
from drivers.ssd1306_lcd import Ssd1306Lcd
from drivers.usb_console import UsbConsole
from machine import I2C, UART, WDT, Pin, Timer
from meter.metrology.calibration import Calibration

RATE = 8000  # pairs/s
V_FULL_UV = 25_000_000  # divider and bias: 25 V peak at full scale
I_FULL_NA = 12_500_000_000  # shunt and amplifier: 12.5 A peak at full scale
DELAY_NS = 500_000_000 // RATE  # the current is converted half a period after the voltage
FRAM_ADDRESS, FRAM_BYTES, FRAM_WRITES = 0x50, 32768, 10**12  # MB85RC256V
WATCHDOG_MS = 8000  # RP2040: 8388 at most


class Board:
    """See the contract (boards/contract.py)."""

    def __init__(self):
        i2c = I2C(0, sda=Pin(4), scl=Pin(5), freq=400_000)
        self.nominal_mv = 12_000
        self.nominal_mhz = 50_000
        self.calibration = Calibration(V_FULL_UV, I_FULL_NA, DELAY_NS)
        self.memory = I2cMemory(i2c, FRAM_ADDRESS, FRAM_BYTES, endurance=FRAM_WRITES)
        self.files = LittlefsFiles()
        self.logs = LogFiles("log/")
        partition = RomPartition(getattr(vfs, "rom_ioctl", None))
        self.firmware = FirmwareSlots(partition, self.files, self.logs, sys.implementation._mpy, restart)
        self.clock = Ds3231(i2c)
        self.thermometer = Thermometer(i2c)
        self.lcd = Ssd1306Lcd(i2c)
        self.optical = OpticalUart(UART(0, baudrate=300, tx=Pin(0), rx=Pin(1), rxbuf=256))
        self.network = NoNetwork()
        self.leds = (_pulses(6), _pulses(7))
        self.s0 = (_pulses(8), _pulses(9))
        self.relay = Relay(Pin(10, Pin.OUT, value=0), Contact(_input(11)))
        self.button = Button(_input(12))
        self.cover = Contact(_input(13))
        self.magnet = Reed(_input(14))
        self.seal = Contact(_input(15))
        self.tariff_inputs = TariffInputs(_input(16), _input(17))
        self.pulse_input = PulseInput(_input(18))
        self.console = UsbConsole()
        self.watchdog = WDT(timeout=WATCHDOG_MS)
        self.supply = PowerFail(_input(19), self.watchdog)
        self.sampler = Rp2040Adc(0, 1, RATE, self.supply)  # GP26: voltage, GP27: current


def make():
    """The board, its watchdog running."""
    return Board()


def _input(number):
    return Pin(number, Pin.IN, Pin.PULL_UP)


def _pulses(number):
    return PulseOutput(Pin(number, Pin.OUT, value=0), Timer(-1))
