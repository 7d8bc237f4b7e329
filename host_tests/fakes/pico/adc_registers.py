"""The RP2040's converter behind its registers, fed with a sinusoidal world: part of the fake `machine`."""

import math

WORLD_VOLTS, WORLD_AMPERES, WORLD_HERTZ = 12.0, 2.0, 50.0


class Memory:
    """The ADC's registers CS, FCS, FIFO and DIV (RP2040 datasheet 4.9.6); converts two inputs of the world."""

    CS, FCS, FIFO, DIV = 0x4004C000, 0x4004C008, 0x4004C00C, 0x4004C010

    def __init__(self):
        self.words = {self.CS: 0, self.FCS: 0, self.FIFO: 0, self.DIV: 0}
        self.inputs = 0
        self._samples = 0
        self._over = 0

    def __getitem__(self, address):
        word = self.words[address]
        if address == self.CS:
            return word | 1 << 8  # READY
        return word | 1 << 8 | self._over if address == self.FCS else word  # EMPTY: DMA takes all there is

    def __setitem__(self, address, word):
        self.words[address]  # KeyError where there is no register
        if address == self.FCS:
            self._over &= ~word
            word &= ~(3 << 10)
        self.words[address] = word

    def paced(self):
        """Whether the converter runs and asks for DMA."""
        return self.words[self.CS] & 9 == 9 and self.words[self.FCS] & 9 == 9

    def overflow(self):
        self._over = 1 << 11

    def convert(self):
        """The next code, and the next input of the round robin."""
        control = self.words[self.CS]
        channel = control >> 12 & 7
        if not self.inputs >> channel & 1:
            raise ValueError("ADC%d is no analog pin" % channel)
        turn = control >> 16 & 31
        following = (channel + 1) % 5
        while not turn >> following & 1:
            following = (following + 1) % 5
        self.words[self.CS] = control & ~(7 << 12) | following << 12
        seconds = self._samples * ((self.words[self.DIV] >> 8) + 1) / 48e6
        self._samples += 1
        share = (WORLD_VOLTS / 25, WORLD_AMPERES / 12.5)[channel]
        level = 2048.5 + 2048 * 2**0.5 * share * math.sin(2 * math.pi * WORLD_HERTZ * seconds)
        # erratum E11: codes 512, 1536 … are nine wide, which those up to the next one win back
        beyond = (level - 512) % 1024
        narrow = 1 + int((beyond - 9) * 1023 / 1015) if beyond >= 9 else 0
        return int(level - beyond + 0.5) + narrow
