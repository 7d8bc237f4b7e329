"""Classroom board: a Raspberry Pi Pico behind a front end for 12 V AC and 5 A. Never for mains (README.md).

Only pins and parts; what a chip is told stands in its driver.
"""

# pyright: reportAttributeAccessIssue=false
# (the attributes of a Board are made in drivers/pico_parts.py)

from drivers.contacts import Contact
from drivers.rp2040_adc import Rp2040Adc
from meter.loading import forget
from meter.metrology.calibration import Calibration

RATE = 8000  # pairs/s
V_FULL_UV = 25_000_000  # divider and bias: 25 V peak at full scale
I_FULL_NA = 12_500_000_000  # shunt and amplifier: 12.5 A peak at full scale
DELAY_NS = 500_000_000 // RATE  # the current is converted half a period after the voltage


class Board:
    """See the contract (boards/contract.py)."""


def make():
    """The board, its watchdog running."""
    from drivers.pico_parts import FITTING, contact, fit

    board = Board()
    fit(board)
    board.nominal_mv = 12_000
    board.nominal_mhz = 50_000
    board.calibration = Calibration(V_FULL_UV, I_FULL_NA, DELAY_NS)
    board.terminal_cover = Contact(contact(22))
    board.sampler = Rp2040Adc(0, 1, RATE, board.supply)  # GP26: voltage, GP27: current
    forget(*FITTING)
    return board
