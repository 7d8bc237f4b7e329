"""MicroPython's `rp2.PIO` and `rp2.StateMachine` (ports/rp2/rp2_pio.c) on the blocks of `pio_block`.

Time passes up to `soc.world.now_us` whenever a machine is looked at, or by `world_run`.
"""

import errno

import dma
import machine
from pio_assembler import (  # noqa: F401 — rp2 has them from here
    EXECCTRL,
    OUT_PINS,
    PLACES,
    SET_PINS,
    SHIFTCTRL,
    SIDE_PINS,
    WORDS,
    PIOASMError,
    asm_pio,
    asm_pio_encode,
)
from pio_block import SIZE, Block
from pio_machine import IN_RIGHT, OUT_RIGHT
from soc import world

ALL = 0xFFFF_FFFF
RXF = (0x5020_0020, 0x5030_0020)  # 3.7: PIO0_BASE, PIO1_BASE + RXF0
world_blocks = (Block(0), Block(1))
_loaded = []  # programs


def world_pass():
    """Let all machines go on to now."""
    cycle = world.now_us() * machine.freq() // 1_000_000
    for block in world_blocks:
        block.run(cycle)


def world_run(cycles):
    """So many cycles of the system clock, whatever the time is."""
    for block in world_blocks:
        block.run(block.cycle + cycles)


def world_reset():
    """As after a reset, now."""
    for block in world_blocks:
        block.reset(world.now_us() * machine.freq() // 1_000_000)
    while _loaded:
        _loaded.pop()[PLACES : PLACES + 2] = [-1, -1]


class PIO:
    IN_LOW, IN_HIGH, OUT_LOW, OUT_HIGH = 0, 1, 2, 3
    SHIFT_LEFT, SHIFT_RIGHT = 0, 1
    JOIN_NONE, JOIN_TX, JOIN_RX = 0, 1, 2
    IRQ_SM0, IRQ_SM1, IRQ_SM2, IRQ_SM3 = 0x100, 0x200, 0x400, 0x800

    def __init__(self, id):
        if id not in (0, 1):
            raise ValueError("invalid PIO")
        self._block = world_blocks[id]

    def add_program(self, program):
        place = self._block.load(program[WORDS])
        if place is None:
            raise OSError(errno.ENOMEM)
        program[PLACES + self._block.number] = place
        _loaded.append(program)

    def remove_program(self, program=None):
        if program is None:
            self._block.free(0, SIZE)
            return
        place = program[PLACES + self._block.number]
        if place < 0:
            raise ValueError("prog not in instruction memory")
        program[PLACES + self._block.number] = -1
        self._block.free(place, len(program[WORDS]))

    def state_machine(self, id, *program, **options):
        if not 0 <= id < 4:
            raise ValueError("invalid StateMachine")
        return StateMachine(4 * self._block.number + id, *program, **options)

    def irq(self, handler=None, trigger=0xF00, hard=False):
        self._block.handler = handler and (lambda: handler(self))
        self._block.trigger = trigger


class StateMachine:
    def __init__(self, id, *program, **options):
        if not 0 <= id < 8:
            raise ValueError("invalid StateMachine")
        self._block = world_blocks[id >> 2]
        self._machine = self._block.machines[id & 3]
        if program or options:
            self.init(*program, **options)

    def init(
        self,
        program,
        freq=-1,
        *,
        in_base=None,
        out_base=None,
        set_base=None,
        jmp_pin=None,
        sideset_base=None,
        in_shiftdir=None,
        out_shiftdir=None,
        push_thresh=None,
        pull_thresh=None,
    ):
        """freq: Hz; the divider has 16.8 bits, cut off below."""
        world_pass()
        block = self._block
        if program[PLACES + block.number] < 0:
            PIO(block.number).add_program(program)
        place = program[PLACES + block.number]
        divider = 256 if freq < 0 else machine.freq() * 256 // freq if freq else 1 << 24
        if not 256 <= divider <= 1 << 24:
            raise ValueError("freq out of range")
        shift = program[SHIFTCTRL]
        for value, position, mask in (
            (in_shiftdir, IN_RIGHT, 1),
            (out_shiftdir, OUT_RIGHT, 1),
            (push_thresh, 20, 31),
            (pull_thresh, 25, 31),
        ):
            if value is not None:
                shift = shift & ~(mask << position) | (value & mask) << position
        groups = [(base, _states(program[k])) for base, k in ((out_base, OUT_PINS), (set_base, SET_PINS))]
        groups.append((sideset_base, _states(program[SIDE_PINS])))
        ranges = [(0, 0) if base is None else (_number(base), len(states)) for base, states in groups]
        control = program[EXECCTRL] + (place << 12) + (place << 7)
        inputs = 0 if in_base is None else _number(in_base)
        jump = 0 if jmp_pin is None else _number(jmp_pin)
        self._machine.set_up(place, divider, control, shift, [(inputs, 32)] + ranges, jump)
        dma.world_sources[RXF[block.number] + 4 * self._machine.number] = self
        for (_, states), (base, count) in zip(groups, ranges):  # noqa: B905 — MicroPython's
            block.take_pins(base, count, states)

    def active(self, value=None):
        world_pass()
        if value:
            self._machine.enable(self._block.cycle)
        elif value is not None:
            self._machine.enabled = False
        return self._machine.enabled

    def restart(self):
        world_pass()
        self._machine.restart()

    def exec(self, instr):
        """In the machine's next cycle, or at once when it stands; its program goes on afterwards."""
        world_pass()
        cell = self._machine
        if isinstance(instr, str):
            optional = cell._side_optional
            instr = asm_pio_encode(instr, cell.side_pins[1] + optional, optional)
        cell.forced = instr
        cell._half_done = False
        cell.loops.forget()
        if not cell.enabled:
            cell.time = self._block.cycle << 8
            cell.step(cell.time, cell.time)

    def put(self, value, shift=0):
        for word in [value] if isinstance(value, int) else value:
            self._wait(lambda: len(self._machine.tx) < self._machine.tx_depth)
            self._machine.tx.append((word & ALL) << shift & ALL)
            self._machine.loops.quiet = False

    def get(self, buf=None, shift=0):
        if buf is None:
            return self._get() >> shift
        for k in range(len(buf)):
            buf[k] = self._get() >> shift
        return buf

    def _get(self):
        self._wait(lambda: self._machine.rx)
        return self._machine.rx.pop(0)

    def _wait(self, ready):
        """As long as it takes; RuntimeError after a second, where a board would hang."""
        world_pass()
        end = world.now_us() + 1_000_000
        while not ready():
            if world.now_us() > end:
                raise RuntimeError("waits for ever")
            world.wait(100)
            world_pass()

    def rx_fifo(self):
        world_pass()
        return len(self._machine.rx)

    def tx_fifo(self):
        world_pass()
        return len(self._machine.tx)

    def irq(self, handler=None, trigger=1, hard=False):
        self._machine.handler = handler and (lambda: handler(self))

    # What the DMA takes from the RX FIFO: each word as soon as it is pushed.

    def available(self):
        return len(self._machine.rx)

    def take(self):
        return self._machine.rx.pop(0)

    def settle(self):
        if self._machine.rx_depth:  # else it never pushes, and need not be looked at so often
            world_pass()


def _number(pin):
    return pin.number if isinstance(pin, machine.Pin) else pin


def _states(pins):
    if pins is None:
        return ()
    return (pins,) if isinstance(pins, int) else tuple(pins)


for _block in world_blocks:
    _block.drained = dma.world_pass
