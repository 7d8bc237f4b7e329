"""The RP2040's converter behind its registers (datasheet 4.9).

It converts as time goes on and puts the codes into its FIFO, which the DMA empties; what finds it full is lost. The
world at its inputs is two sinusoids, or what a test says.
"""

import math
from array import array

import chip
import dma_channels

# as an RP2040 has them; an RP2350's are translated (mem32.py)
CS, RESULT, FCS, FIFO, DIV = 0x4004_C000, 0x4004_C004, 0x4004_C008, 0x4004_C00C, 0x4004_C010
DEPTH = 4  # of the FIFO: four by the text of the SDK, eight by the width of LEVEL; the less for the more
CYCLES, CLOCK_MHZ = 96, 48  # of a conversion, 4.9.2
ERR, ERR_STICKY = 1 << 9, 1 << 10  # of CS
UNDER, OVER = 1 << 10, 1 << 11  # of FCS
FAILED = 1 << 15  # of a code in the FIFO

WORLD_VOLTS, WORLD_AMPERES, WORLD_HERTZ = 12.0, 2.0, 50
STEPS = 320  # of a period of the world, which stands still in between; one for each conversion at 8000 pairs/s


def sine(share):
    """A period of a sinusoid of `share` of full scale (12 V of ±25 V: 0.48), as codes."""
    peak = 2048 * 2**0.5 * share
    return array("H", [code_of(2048.5 + peak * math.sin(2 * math.pi * k / STEPS)) for k in range(STEPS)])


def code_of(level):
    """RP2040's erratum E11: codes 512, 1536 … are nine wide, which those up to the next one win back."""
    if not chip.now.steps:
        return int(level)
    beyond = (level - 512) % 1024
    narrow = 1 + int((beyond - 9) * 1023 / 1015) if beyond >= 9 else 0
    return int(level - beyond + 0.5) + narrow


class Converter:
    """`inputs`: bit mask of the pins made analog.

    `world_waves`: a period of each input, converted without taking memory; or `world_code(channel, number, us)` → code
    of conversion `number` since power-on, at that time. `world_failures`: numbers of conversions that fail;
    `world_number`: conversions so far, the failed and the lost ones too. For long runs `world_fill(items, at, count)`
    puts the next `count` codes of an array of items in place of both.
    """

    def __init__(self):
        self.world_reset()

    def world_reset(self):
        """Power-on, its FIFO wired to the DMA."""
        for known in (chip.RP2040, chip.RP2350):
            dma_channels.world_sources.pop(known.adc + chip.FIFO, None)
        dma_channels.world_sources[chip.now.adc + chip.FIFO] = self
        self.inputs = 0
        self.control = self.fifo_control = self.divisor = self.result = 0
        self.fifo = []
        # the classroom board's front end: 25 V and 12.5 A peak are full scale
        self.world_waves = (sine(WORLD_VOLTS / 25), sine(WORLD_AMPERES / 12.5))
        self.world_code = self.world_fill = None
        self.world_failures = ()
        self.world_number = 0
        self._since = self._done = 0  # of the present run: when it began, in 256ths of a cycle; conversions in it

    def world_analog(self, channel):
        """The pin of `channel` is made analog and the converter switched on, as class machine.ADC does."""
        self.inputs |= 1 << channel
        self.control |= 1

    # what the DMA asks

    def available(self):
        if self.fifo_control & 9 != 9:
            return 0
        threshold = self.fifo_control >> 24 & 15
        if not threshold:
            raise ValueError("ADC: an empty FIFO asks for DMA")
        return max(0, len(self.fifo) + self._due() - threshold + 1)

    def take(self):
        if self.fifo:
            return self.fifo.pop(0)
        if self._due():
            return self._convert()
        self.fifo_control |= UNDER
        return 0

    @property
    def fills(self):
        """Whether `take_into` does the same as `take`, again and again."""
        return self.world_fill is not None and not (self.fifo or self.world_failures or self.fifo_control & 2)

    def take_into(self, items, at, count):
        """Give the next `count` codes, no more than are available, as items[at : at + count]."""
        turn = self.control >> 16 & 31
        if turn & ~self.inputs:
            raise ValueError("ADC: a pin of the round robin is not analog")
        self.world_fill(items, at, count)
        self._done += count
        self.world_number += count
        self.result = items[at + count - 1]
        for _ in range(count % (sum([turn >> channel & 1 for channel in range(5)]) or 1)):
            self._turn()

    def settle(self):
        """Fill the FIFO; the rest is lost."""
        due = self._due()
        while due and self.fifo_control & 1 and len(self.fifo) < DEPTH:
            self.fifo.append(self._convert())
            due -= 1
        if due:
            self.fifo_control |= OVER * (self.fifo_control & 1)
            self._done += due
            self.world_number += due
            for _ in range(due % 60):  # a multiple of every round
                self._turn()

    # registers

    def load(self, address):
        level = len(self.fifo)
        if address == CS:
            return self.control | (0 if self.control & 8 else 1 << 8)  # READY
        if address == RESULT:
            return self.result
        if address == FCS:
            return self.fifo_control | level << 16 | (level == DEPTH) << 9 | (level == 0) << 8
        if address == DIV:
            return self.divisor
        if address != FIFO:
            raise KeyError("no register at %#x" % address)
        return self.take()

    def store(self, address, word):
        if address == CS:
            if word & 4:
                raise ValueError("ADC: single conversions are not modelled")
            sticky = (self.control & ~word) & ERR_STICKY
            if word & 9 == 9 and self.control & 9 != 9:
                self._since, self._done = self._now(), 0
            self.control = word & 0x1F_700B | sticky | self.control & ERR
        elif address == FCS:
            flags = self.fifo_control & ~word & (UNDER | OVER)
            self.fifo_control = word & 0x0F00_000F | flags
        elif address == DIV:
            if self.control & 8:
                raise ValueError("ADC: the pace changes under way")
            self.divisor = word & 0xFF_FFFF
        else:
            raise KeyError("no register to write at %#x" % address)

    # conversions

    def _now(self):
        return dma_channels.controller.now_us * CLOCK_MHZ << 8

    def _period(self):
        return max(CYCLES << 8, self.divisor + 256 if self.divisor else 0)

    def _due(self):
        """Conversions that have ended and are in nobody's hands."""
        since = self._now() - self._since - (CYCLES << 8)
        if self.control & 9 != 9 or since < 0:
            return 0
        return since // self._period() + 1 - self._done

    def _turn(self):
        """The next input of the round robin, 4.9.2.1; returns the present one."""
        channel = self.control >> 12 & 7
        following, turn = channel, self.control >> 16 & 31
        if turn:
            following = (channel + 1) % 5
            while not turn >> following & 1:
                following = (following + 1) % 5
        self.control = self.control & ~(7 << 12) | following << 12
        return channel

    def _convert(self):
        channel = self._turn()
        if not self.inputs >> channel & 1:
            raise ValueError("ADC%d is no analog pin" % channel)
        at = self._since + self._done * self._period()
        if self.world_fill:
            one = array("H", [0])
            self.world_fill(one, 0, 1)
            code = one[0]
        elif self.world_code:
            code = self.world_code(channel, self.world_number, at // (CLOCK_MHZ << 8))
        else:
            code = self.world_waves[channel][at * STEPS * WORLD_HERTZ // (CLOCK_MHZ * 1_000_000 << 8) % STEPS]
        self.result = code
        self.control &= ~ERR
        if self.world_number in self.world_failures:
            self.control |= ERR | ERR_STICKY
            code |= FAILED if self.fifo_control & 4 else 0
        self._done += 1
        self.world_number += 1
        return code >> 4 if self.fifo_control & 2 else code


converter = Converter()
