"""What all Pico boards have in common, on the same pins GP0 to GP19: all parts but the measuring ones."""

import sys

import vfs
from machine import UART, WDT, Pin, freq

from drivers import i2c_bus, reset_cause
from drivers.contacts import Button, Contact, NoContact, PulseInput, Reed, TariffInputs
from drivers.ds3231 import Ds3231, Thermometer
from drivers.firmware_slots import FirmwareSlots
from drivers.i2c_memory import I2cMemory
from drivers.lamp import Lamp
from drivers.littlefs_files import LittlefsFiles, LogFiles
from drivers.no_network import NoNetwork
from drivers.optical_uart import OpticalUart
from drivers.power_fail import PowerFail
from drivers.pulse_pio import PulsePio
from drivers.relay import Relay
from drivers.rom_partition import RomPartition, restart
from drivers.ssd1306_lcd import Ssd1306Lcd
from drivers.usb_console import UsbConsole

CLOCK_HZ = 48_000_000  # half of it is enough (firmware/README.md, Budgets); the lowest with which the USB works
FRAM_ADDRESS, FRAM_BYTES, FRAM_WRITES = 0x50, 32768, 10**12  # MB85RC256V
WATCHDOG_MS = 8000  # RP2040: 8388 at most


class PicoParts:
    """See the contract (boards/contract.py)."""

    def __init__(self):
        self.reset_cause = reset_cause.text()
        freq(CLOCK_HZ)  # first: the UART's divider is worked out from it
        i2c = i2c_bus.freed(0, scl=5, sda=4, freq=400_000)
        self.memory = I2cMemory(i2c, FRAM_ADDRESS, FRAM_BYTES, endurance=FRAM_WRITES)
        self.files = LittlefsFiles()
        self.logs = LogFiles("log/")
        partition = RomPartition(getattr(vfs, "rom_ioctl", None))
        self.firmware = FirmwareSlots(partition, self.files, self.logs, sys.implementation._mpy, restart)
        self.clock = Ds3231(i2c)
        self.thermometer = Thermometer(i2c)
        self.lcd = Ssd1306Lcd(i2c)
        self.optical = OpticalUart(UART(0, baudrate=300, tx=Pin(0), rx=Pin(1)))
        self.network = NoNetwork()
        self.leds = (PulsePio(0, Pin(6)), PulsePio(1, Pin(7)))  # all four machines of PIO0
        self.s0 = (PulsePio(2, Pin(8)), PulsePio(3, Pin(9)))
        self.red_led = Lamp(Pin(2, Pin.OUT, value=0))
        self.relay = Relay(Pin(10, Pin.OUT, value=0), Contact(contact(11)), Contact(contact(3)))
        self.button = Button(contact(12))
        self.cover = Contact(contact(13))
        self.terminal_cover = NoContact()  # until a board has a pin for it
        self.magnet = Reed(contact(14))
        self.seal = Contact(contact(15))
        self.tariff_inputs = TariffInputs(contact(16), contact(17))
        self.pulse_input = PulseInput(contact(18))
        self.console = UsbConsole()
        self.watchdog = WDT(timeout=WATCHDOG_MS)
        self.supply = PowerFail(contact(19), self.watchdog)


def contact(number):
    return Pin(number, Pin.IN, Pin.PULL_UP)
