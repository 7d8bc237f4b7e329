"""A state machine of the RP2040's PIO, executing 16-bit words as datasheet 3.4 and 3.5 describe them.

Time counts in 1/256 of a cycle of the system clock, the unit of the clock divider. An instruction is executed as a
whole at the beginning of its first cycle; while it stalls it is tried again in each cycle.
"""

from pio_instructions import Instructions
from pio_loops import Loops

FIFO = 4
SIDE_EN, SIDE_PINDIR = 30, 29  # of EXECCTRL
JOIN_RX, JOIN_TX, OUT_RIGHT, IN_RIGHT, AUTOPULL, AUTOPUSH = 31, 30, 19, 18, 17, 16  # of SHIFTCTRL


class Machine(Instructions):
    """block: gives memory, pads, flags and interrupts (pio_block.py). `world_rxstall`: FDEBUG_RXSTALL."""

    def __init__(self, block, number):
        self.block = block
        self.number = number
        self.enabled = False
        self.time = 0
        self.x = self.y = self.osr = 0xA5C3_1E87  # whatever was there
        self.tx = []
        self.rx = []
        self.start = self.pc = 0
        self.divider = 256
        self.handler = None
        self.loops = Loops(self)
        self._ops = (self._jmp, self._wait, self._in, self._out, self._push_pull, self._mov, self._irq, self._set)

    def set_up(self, start, divider, execctrl, shiftctrl, pins, jmp_pin):
        """Stopped, at `start`. pins: (base, count) of IN, OUT, SET and side-set."""
        self.enabled = False
        self.start, self.divider, self.jmp_pin = start, divider, jmp_pin
        self.in_pins, self.out_pins, self.set_pins, self.side_pins = pins
        self._wrap_top, self._wrap_bottom = execctrl >> 12 & 31, execctrl >> 7 & 31
        self._side_optional, self._side_dirs = execctrl >> SIDE_EN & 1, execctrl >> SIDE_PINDIR & 1
        self._delay_bits = 5 - self.side_pins[1] - self._side_optional
        self._status_level = execctrl & 15
        joined_rx, joined_tx = shiftctrl >> JOIN_RX & 1, shiftctrl >> JOIN_TX & 1
        self.tx_depth = 0 if joined_rx else FIFO << joined_tx
        self.rx_depth = 0 if joined_tx else FIFO << joined_rx
        self.out_right, self._in_right = shiftctrl >> OUT_RIGHT & 1, shiftctrl >> IN_RIGHT & 1
        self.autopull, self._autopush = shiftctrl >> AUTOPULL & 1, shiftctrl >> AUTOPUSH & 1
        self._pull_at, self._push_at = (shiftctrl >> 25 & 31) or 32, (shiftctrl >> 20 & 31) or 32
        self.tx, self.rx = [], []
        self.world_rxstall = False
        self.restart()

    def restart(self):
        """SM_RESTART (3.7, CTRL) and a jump to the program's start; x, y and the OSR's bits stay."""
        self.isr = self.isr_count = 0
        self.osr_count = 32  # empty
        self.forced = None
        self._half_done = False  # of a stalled IN or IRQ: what it does once has been done
        self._paused = False
        self.pc = self.start
        self.loops.forget()

    def enable(self, cycle):
        if not self.enabled:
            self.enabled = True
            self.time = max(self.time, cycle << 8)

    def step(self, horizon, end):
        """Execute the instruction at `time`. Until `horizon` no other machine does anything, until `end` nobody."""
        if self._paused and self.autopull and self.osr_count >= self._pull_at:
            self._refill()
        forced = self.forced
        word = self.block.memory[self.pc] if forced is None else forced
        delay = word >> 8 & 31
        if self._delay_bits < 5:
            delay = self._side(delay)
        op = word >> 13
        self._target = self._next = None
        self._soon = False
        if not self._ops[op](word >> 5 & 7, word & 31):
            self._stall(horizon)
            return
        if op != 3 and self.autopull and self.osr_count >= self._pull_at:
            self._refill()
        self._half_done = False
        self.forced = self._next
        self._paused = self._next is None and delay > 0
        self.time += self.divider * (1 + delay if self._paused else 1)
        place = self.pc
        if self._target is not None:
            self.pc = self._target
        elif forced is None:
            self.pc = self._wrap_bottom if place == self._wrap_top else place + 1 & 31
        self.loops.passed(place, end)

    def _stall(self, horizon):
        """Nothing changes before `horizon`, unless an input is on its way or the OSR has just been filled."""
        self.loops.quiet = False
        if self._soon or self.time >> 8 < self.block.settled:
            horizon = self.time
        self.time += self.divider * max(1, -(-(horizon - self.time) // self.divider))

    def _side(self, field):
        """Output the side-set bits of `field`, in the first cycle even of what stalls (3.5.1); the delay."""
        value = field >> self._delay_bits
        base, count = self.side_pins
        if not self._side_optional or value >> count:
            self.block.put(self, base, count, value, self._side_dirs)
        return field & (1 << self._delay_bits) - 1
