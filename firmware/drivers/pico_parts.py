"""What all Pico boards have in common, on the same pins GP0 to GP19: all parts but the measuring ones.

Loaded to make a board; what is in FITTING is dropped then.
"""

import sys

import vfs
from machine import UART, WDT, Pin, freq

from drivers import i2c_bus, reset_cause
from drivers.contacts import Button, Contact, NoContact, PulseInput, Reed, TariffInputs
from drivers.ds3231 import Ds3231, Thermometer
from drivers.i2c_memory import I2cMemory
from drivers.lamp import Lamp
from drivers.littlefs_files import LittlefsFiles, LogFiles
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
FITTING = ("drivers.pico_parts", "drivers.i2c_bus", "drivers.reset_cause", "drivers.rom_partition")


def fit(board):
    """Give `board` all of them (boards/contract.py); its watchdog runs from here on."""
    board.reset_cause = reset_cause.text()
    freq(CLOCK_HZ)  # first: the UART's divider is worked out from it
    i2c = i2c_bus.freed(0, scl=5, sda=4, freq=400_000)
    board.memory = I2cMemory(i2c, FRAM_ADDRESS, FRAM_BYTES, endurance=FRAM_WRITES)
    board.files = LittlefsFiles()
    board.logs = LogFiles("log/")
    board.firmware = _slots(board)
    board.clock = Ds3231(i2c)
    board.thermometer = Thermometer(i2c)
    board.lcd = Ssd1306Lcd(i2c)
    board.optical = OpticalUart(UART(0, baudrate=300, tx=Pin(0), rx=Pin(1)))
    board.network = None
    board.leds = (PulsePio(0, Pin(6)), PulsePio(1, Pin(7)))  # all four machines of PIO0
    board.s0 = (PulsePio(2, Pin(8)), PulsePio(3, Pin(9)))
    board.red_led = Lamp(Pin(2, Pin.OUT, value=0))
    board.relay = Relay(Pin(10, Pin.OUT, value=0), Contact(contact(11)), Contact(contact(3)))
    board.button = Button(contact(12))
    board.cover = Contact(contact(13))
    board.terminal_cover = NoContact()  # until a board has a pin for it
    board.magnet = Reed(contact(14))
    board.seal = Contact(contact(15))
    board.tariff_inputs = TariffInputs(contact(16), contact(17))
    board.pulse_input = PulseInput(contact(18))
    board.console = UsbConsole()
    board.watchdog = WDT(timeout=WATCHDOG_MS)
    board.supply = PowerFail(contact(19), board.watchdog)


def _slots(board):
    partition, code = RomPartition(getattr(vfs, "rom_ioctl", None)), sys.implementation._mpy
    if not partition.size:
        from drivers.no_firmware_slots import NoFirmwareSlots

        return NoFirmwareSlots(code, restart)
    from drivers.firmware_slots import FirmwareSlots

    return FirmwareSlots(partition, board.files, board.logs, code, restart)


def contact(number):
    return Pin(number, Pin.IN, Pin.PULL_UP)
