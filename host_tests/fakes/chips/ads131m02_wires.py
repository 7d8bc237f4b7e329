"""The ADS131M02's pins, edge by edge (data sheet SBAS853A, 8.5.1): SPI mode 1, DRDY, SYNC/RESET, timeout.

Whoever moves SCLK, CS, DIN and SYNC/RESET tells so with `…_is(level)`, after `pass_to(ns)`; `dout`, None while CS is
high, and `drdy` are what the chip puts out.
"""

from chips.ads131m02_registers import MODE, PULSES, WORDS, WREG

PULSE_CLOCKS = 4  # tw(DRH), tw(DRL), 6.7
TIMEOUT_CLOCKS = 32_768  # 6.7
TIMEOUT_EN = 1 << 4  # of MODE


class Wires:
    """chip: Ads131m02. `timing`: of what was too fast for the chip, a text each (6.6, DVDD of 2.7 V or more)."""

    SCLK_NS, CS_TO_SCLK_NS, SCLK_TO_CS_NS, CS_HIGH_NS = 40, 16, 10, 15

    def __init__(self, chip):
        self.chip = chip
        self.drdy = 1
        self.dout = None
        self.timing = []
        self._cs = 1
        self._sclk = self._din = 0
        self._rose_ns = self._fell_ns = self._cs_ns = self._edge_ns = -1000
        self._out = None  # bytes of the frame under way
        self._pulse_ns = None  # the low pulse's end, in that format
        self._skip = False

    def pass_to(self, ns):
        """Let time go by until then; DRDY follows the conversions."""
        due = self.next_ns()
        while due is not None and due <= ns:
            self._step(due)
            due = self.next_ns()
        self.chip.pass_to(ns)

    def next_ns(self):
        """When a pin may move by itself next; None when none will."""
        chip = self.chip
        times = [chip.due_ns(), self._pulse_ns]
        if chip.next_ns is not None and not self.drdy and self._out is None and not chip.registers[MODE] & PULSES:
            times.append(chip.next_ns - self._clocks(PULSE_CLOCKS))  # goes high before the data that come next
        times = [time for time in times if time is not None]
        return min(times) if times else None

    def _step(self, due):
        chip = self.chip
        conversions, resets = chip.converted, chip.resets
        chip.pass_to(due)
        if chip.resets > resets:
            self._out = self._pulse_ns = None
            self.drdy = 1
        elif due == self._pulse_ns:
            self._pulse_ns, self.drdy = None, 1
        elif chip.converted == conversions:
            self.drdy = 1
        elif not chip.registers[MODE] & PULSES:
            self.drdy = 0
        elif chip.unread() < 2 or self._skip:
            self.drdy, self._skip = 0, False
            self._pulse_ns = due + self._clocks(PULSE_CLOCKS)
        else:
            self._skip = True  # not read: every other pulse only (8.5.1.5)

    def cs_is(self, level):
        if level == self._cs:
            return
        self._cs = level
        now = self.chip.now_ns
        if level:
            self._hold("SCLK to CS", self._fell_ns, self.SCLK_TO_CS_NS)
            self._end()
            self.dout = None
        else:
            self._hold("CS high", self._cs_ns, self.CS_HIGH_NS)
            self.dout = 0
        self._cs_ns = now

    def din_is(self, level):
        self._din = level

    def sclk_is(self, level):
        if level == self._sclk:
            return
        self._sclk = level
        now = self.chip.now_ns
        if self._cs:
            return
        timed_out = self.chip.registers[MODE] & TIMEOUT_EN and now - self._edge_ns > self._clocks(TIMEOUT_CLOCKS)
        if self._out is not None and timed_out:
            self._end()
        self._edge_ns = now
        if level:
            self._hold("CS to SCLK", self._cs_ns, self.CS_TO_SCLK_NS)
            self._hold("SCLK period", self._rose_ns, self.SCLK_NS)
            self._rose_ns = now
            if self._out is None:
                self._begin()
            byte = self._bit >> 3
            self.dout = self._out[byte] >> 7 - (self._bit & 7) & 1 if byte < len(self._out) else 0
        elif self._out is not None:
            self._hold("SCLK high", self._rose_ns, self.SCLK_NS // 2)
            self._fell_ns = now
            self._shift()

    def sync_is(self, level):
        self.chip.sync_is(level)
        if not self.chip.unread():
            self.drdy = 1

    def power_cut(self):
        """The supply dips: everything starts anew."""
        self._out = None
        self.drdy = 1
        self.chip.reset(250_000)

    def _begin(self):
        self._out = self.chip.output()
        self._bit = self._in = 0

    def _shift(self):
        self._in = self._in << 1 | self._din
        self._bit += 1
        if self._bit == 8 * 3 * (WORDS - 1) and len(self._out) == 3 * WORDS:
            self.chip.data_shifted_out()
            if not self.chip.unread():
                self.drdy = 1
        words = WORDS
        if self._bit >= 24:
            command = self._in >> self._bit - 16 & 0xFFFF
            if command & 0xE000 == WREG:
                words = max(words, 2 + (command & 127) + 1)
        if self._bit == 8 * max(3 * words, len(self._out)):
            self._end()  # a frame more may follow with CS low

    def _end(self):
        if self._out is None:
            return
        self._out = None
        whole = self._bit >> 3
        if whole:
            self.chip.take((self._in >> (self._bit & 7)).to_bytes(whole, "big"))

    def _clocks(self, count):
        return count * 1_000_000_000 // (self.chip.clkin or 1)  # without a clock, for ever

    def _hold(self, what, since, least_ns):
        if self.chip.now_ns - since < least_ns:
            self.timing.append("%s: %d ns" % (what, self.chip.now_ns - since))
