"""Wires an ADS131M02 (chips/ads131m02_wires.py) to the fake Pico's pins, edge by edge at the PIO's cycles."""

import machine
import pio
from soc import world


class OnPins:
    """block: PIO block whose machine moves SCLK, CS and DIN; the pins, as numbers, must be there already.

    line(level) → level stands between DOUT and the Pico; None: the wire is whole.
    """

    def __init__(self, wires, block, sclk, cs, din, dout, drdy, sync):
        pins = machine.Pin.world_pins
        self._wires, self._block = wires, block
        self._dout, self._drdy = pins[dout], pins[drdy]
        self.line = None
        self._planned = -1
        for number, tell in ((sclk, wires.sclk_is), (cs, wires.cs_is), (din, wires.din_is)):
            pins[number].world_watch = self._watch(number, tell)
        pins[sync].world_watch = self._sync
        self._settle()

    def _watch(self, number, tell):
        pin = machine.Pin.world_pins[number]
        edges = self._block.world_edges

        def moved(level):
            self._to(edges[-1][0])
            if len(edges) > 1000:
                del edges[:], pin.world_levels[:]  # a memory for all of a long run would be large
            tell(level)
            self._settle()

        return moved

    def _sync(self, level):
        pio.world_pass()
        self._wires.pass_to(world.now_us() * 1000)
        self._wires.sync_is(level)
        self._settle()

    def _to(self, cycle):
        self._wires.pass_to(cycle * 1_000_000_000 // machine.freq())

    def _cycles(self, ns):
        return -(-ns * machine.freq() // 1_000_000_000)

    def _due(self):
        self._to(self._planned)
        self._planned = -1
        self._settle()

    def _settle(self):
        """Put out what the chip puts out, and come back when it does something by itself."""
        wires = self._wires
        level = wires.dout
        if level is not None and self.line:
            level = self.line(level)
        if self._dout.value() != level:
            self._dout.world_drive(level)
        if self._drdy.value() != wires.drdy:
            self._drdy.world_drive(wires.drdy)
            # who waits for it looks again when it has come through the synchronisers
            self._block.world_at(self._cycles(wires.chip.now_ns) + 2, _nothing)
        due = wires.next_ns()
        if due is not None and self._planned < 0:
            self._planned = max(self._block.cycle, self._cycles(due))
            self._block.world_at(self._planned, self._due)


def _nothing():
    pass
