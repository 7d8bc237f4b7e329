"""Which chip the fakes are: an RP2040, or an RP2350 as $PICO_CHIP or a test says; and where the two differ.

The models of converter and DMA speak RP2040; an RP2350's registers are translated at their doors.
"""

import os

FIFO = 0xC  # from the start of the converter's registers


class Chip:
    """part: CHIP_ID.PART; adc: where the converter's registers are; adc_request: its DREQ; steps: whether it has the
    RP2040's erratum E11; channels: of the DMA; trigger, abort: its MULTI_CHAN_TRIGGER and CHAN_ABORT; fields: of a
    channel's CTRL: name, position here, position in an RP2040's, bits.
    """

    def __init__(self, part, adc, adc_request, steps, channels, trigger, abort, fields):
        self.part, self.adc, self.adc_request, self.steps = part, adc, adc_request, steps
        self.channels, self.trigger, self.abort, self.fields = channels, trigger, abort, fields

    def inward(self, word):
        """A word for CTRL as an RP2040's."""
        return sum([(word >> here & (1 << bits) - 1) << there for _, here, there, bits in self.fields])

    def outward(self, word):
        return sum([(word >> there & (1 << bits) - 1) << here for _, here, there, bits in self.fields])


def _fields(*places):
    """places: of the fields in the order of an RP2040's CTRL."""
    found, there = [], 0
    for k, (name, bits) in enumerate(_SIZES):
        found.append((name, places[k], there, bits))
        there += bits
    return tuple(found)


# RP2040 datasheet, 2.5.7; they lie side by side
_SIZES = (
    ("enable", 1), ("high_pri", 1), ("size", 2), ("inc_read", 1), ("inc_write", 1), ("ring_size", 4), ("ring_sel", 1),
    ("chain_to", 4), ("treq_sel", 6), ("irq_quiet", 1), ("bswap", 1), ("sniff_en", 1), ("busy", 1),
)  # fmt: skip
# RP2040 datasheet: 2.19.5, 2.2, 2.5.3.1, 2.5.7
RP2040 = Chip(2, 0x4004_C000, 36, True, 12, 0x430, 0x444, _fields(0, 1, 2, 4, 5, 6, 10, 11, 15, 21, 22, 23, 24))
# RP2350 datasheet: SYSINFO, 2.2, 12.6.4.1, 12.6.10; a read or write address can go down there, which nobody asks for
RP2350 = Chip(4, 0x400A_0000, 48, False, 16, 0x450, 0x464, _fields(0, 1, 2, 4, 6, 8, 12, 13, 17, 23, 24, 25, 26))

now = RP2350 if os.getenv("PICO_CHIP") == "RP2350" else RP2040


def world_become(chip):
    """Put another chip in; converter and DMA are to be powered on after it."""
    global now
    now = chip
