"""A PIO block of the RP2040 (datasheet 3.2): memory for 32 instructions, four state machines, flags and pads.

Time counts in cycles of the system clock. Machines go on when somebody looks (`run`), in the order of their cycles;
what happens outside meanwhile is told with `world_at`.
"""

from machine import Pin
from pio_machine import Machine

SIZE = 32


class Block:
    """`world_edges`: (cycle, pin, level) of all that came out; `drained`: called when a word has been pushed."""

    def __init__(self, number):
        self.number = number
        self.drained = None
        self.reset()

    def reset(self, cycle=0):
        self.memory = [0] * SIZE
        self.used = 0  # a bit for each word of the memory
        self.flags = 0
        self.handler, self.trigger = None, 0
        self.levels = self.dirs = 0
        self.cycle = cycle
        self.machines = [Machine(self, k) for k in range(4)]
        self.world_edges = []
        self._events = []
        self._pads = {}  # number: [level, since which cycle, level before]
        self.settled = cycle  # when all machines see the levels that there are
        self._running = False

    # program memory

    def load(self, words):
        """The place of a program, as high as there is room; None without room."""
        for place in range(SIZE - len(words), -1, -1):
            mask = (1 << len(words)) - 1 << place
            if not self.used & mask:
                self.used |= mask
                for k, word in enumerate(words):
                    self.memory[place + k] = word + place if word >> 13 == 0 else word  # JMP: addresses move along
                return place
        return None

    def free(self, place, count):
        self.used &= ~((1 << count) - 1 << place)

    # time

    def world_at(self, cycle, call):
        """Let `call()` happen in `cycle`."""
        k = 0
        while k < len(self._events) and self._events[k][0] <= cycle:
            k += 1
        self._events.insert(k, (cycle, call))

    def run(self, until):
        """Everything that begins before cycle `until`."""
        if self._running or until <= self.cycle:
            return
        self._running = True
        try:
            self._look(self.cycle)
            while self._events and self._events[0][0] < until:
                cycle, call = self._events.pop(0)
                self._machines_until(cycle << 8)
                self.cycle = max(self.cycle, cycle)
                call()
                self._look(self.cycle)
            self._machines_until(until << 8)
            self.cycle = until
        finally:
            self._running = False

    def _machines_until(self, end):
        for machine in self.machines:
            machine.loops.quiet = False  # what the round under way has found may have changed from outside
        while True:
            first, horizon = None, end
            for machine in self.machines:
                if machine.enabled and machine.time < end:
                    if first is None:
                        first = machine
                    elif machine.time < first.time:
                        first, horizon = machine, first.time
                    elif machine.time < horizon:
                        horizon = machine.time
            if first is None:
                return
            first.step(horizon, end)

    # flags

    def raise_flag(self, flag):
        self.flags |= flag
        for machine in self.machines:
            if machine.handler and flag == 1 << machine.number:
                self.flags &= ~flag
                machine.handler()
        if self.handler and flag << 8 & self.trigger:
            self.flags &= ~flag
            self.handler()

    def pushed(self, machine):
        if self.drained:
            self.drained()

    # pins

    def put(self, machine, base, count, value, directions):
        """`count` pins from `base` become `value`: their levels, or their directions."""
        cycle = machine.time >> 8
        for k in range(count):
            self._put(base + k & 31, value >> k & 1, directions, cycle, machine)

    def _put(self, number, bit, directions, cycle, machine):
        mask = 1 << number
        if directions:
            changed = (self.dirs >> number & 1) != bit
            self.dirs = self.dirs & ~mask | bit << number
        else:
            changed = (self.levels >> number & 1) != bit and self.dirs >> number & 1
            self.levels = self.levels & ~mask | bit << number
        if not changed:
            return
        if machine:
            machine.loops.quiet = False
        pin = Pin.world_pins.get(number)
        if pin is None or pin.mode_now != Pin.ALT:
            return  # belongs to another part of the chip
        if directions and not bit:
            pin.world_drive(None)
            return
        level = self.levels >> number & 1
        self.world_edges.append((cycle, number, level))
        pin.world_drive(level)
        pin.world_levels.append(level)
        if pin.world_watch:
            pin.world_watch(level)
        self._look(cycle)

    def take_pins(self, base, count, states):
        """Pins become the block's at the start: bit 0 of each state is its level, bit 1 whether it is an output."""
        for k in range(count):
            number = base + k
            Pin(number).mode_now = Pin.ALT
            self._put(number, states[k] & 1, False, self.cycle, None)
            self._put(number, states[k] >> 1, True, self.cycle, None)

    def pad(self, number, machine):
        """The level that a machine sees: as it was two cycles ago, for the synchronisers (3.5.6.3)."""
        return self._seen(number & 31, machine.time >> 8)

    def pads(self, base, count, machine):
        word = 0
        for k in range(count):
            if base + k & 31 in Pin.world_pins:
                word |= self.pad(base + k, machine) << k
        return word

    def _seen(self, number, cycle):
        pin = Pin.world_pins.get(number)
        level = pin.value() if pin else 0
        known = self._pads.get(number)
        if known is None:
            known = self._pads[number] = [level, cycle - 2, level]
        elif known[0] != level:
            known[:] = [level, cycle, known[0]]
            self.settled = cycle + 2
        return known[0] if cycle - known[1] >= 2 else known[2]

    def _look(self, cycle):
        for number in self._pads:
            self._seen(number, cycle)
