"""The simulated board: every part the contract asks for (boards/README.md), on MicroPython's unix port.

What the board does is reported on standard output, one event a line. What is around it comes through a pipe from
another process (world.py): in this heap there is only what a board has.
"""

import sys


class Board:
    """See the contract; wiring.py gives it its parts."""

    nominal_mv = 230_000
    nominal_mhz = 50_000
    reset_cause = "power"

    def stall(self, ms):
        """The flash is busy and the processor stands still."""
        self.sampler.stall(ms)
        if self.timed:  # as fast as it goes, nobody can tell when a character came: none is lost
            self.optical.stall(ms)

    def step(self, moved):
        """A block begins: do what `moved` in the world (see Hands); False when the bench has hung up."""
        return self.hands.step(moved)


def make():
    """The Board that the command line describes; one error event and exit status 2 where it cannot be."""
    import wiring

    board = Board()
    wiring.wire(board, sys.argv[1:])
    del sys.modules["wiring"]  # done its work: 3 KB of heap
    return board
