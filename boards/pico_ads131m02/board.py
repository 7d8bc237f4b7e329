"""A Raspberry Pi Pico with an ADS131M02 behind an isolated front end for 230 V and 5(85) A. Mains can kill: README.md.

Only pins and parts; what a chip is told stands in its driver.
"""

# pyright: reportAttributeAccessIssue=false
# (the attributes of a Board are made in drivers/pico_parts.py)

from drivers.ads131m02 import Ads131m02
from drivers.ads131m02_pio import FramePort
from machine import Pin
from meter.loading import forget
from meter.metrology.calibration import Calibration

V_FULL_UV = 500_000_000  # 1.2 V at gain 1 behind the divider of 416.7 : 1
I_FULL_NA = 150_000_000_000  # 1.2 V at gain 32 across 250 µΩ
SINC = 3  # order of the decimation filter (SBAS853A, 8.3.7.1)
NOISE_NA = 3_921_000  # rms a sample: 62 µA/√Hz over 4 kHz (table 7-1)
STATE_MACHINE = 4  # the first of PIO1: the pulses have those of PIO0


class Board:
    """See the contract (boards/contract.py)."""


def make():
    """The board, its watchdog running."""
    from drivers.pico_parts import FITTING, fit

    board = Board()
    fit(board)
    board.nominal_mv = 230_000
    board.nominal_mhz = 50_000
    board.calibration = Calibration(V_FULL_UV, I_FULL_NA, sinc=SINC)
    board.calibration.noise_na = NOISE_NA
    sync = Pin(28, Pin.OUT, value=1)
    Pin(27, Pin.IN, Pin.PULL_UP)  # DRDY, beside DOUT: the state machine waits for it
    port = FramePort(STATE_MACHINE, sclk=Pin(20), cs=Pin(21), din=Pin(22), dout=Pin(26, Pin.IN, Pin.PULL_DOWN))
    board.sampler = Ads131m02(port, sync, board.supply)
    forget(*FITTING)
    return board
