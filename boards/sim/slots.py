"""The simulated board's second place for firmware: a partition of its flash as a file, and starting anew.

To start anew the process ends with status ANEW; the bench then starts another one on the same state directory, with the
same world in its pipe. What of a board does not change by that goes along in one event.
"""

import sys

ANEW = 75  # exit status: start me again (sysexits.h, EX_TEMPFAIL)
BYTES = 262_144
BOOT_MS = 1000  # from the reset until a new meter samples again
NAME = "/application.romfs"


class Partition:
    """In the state directory `directory`."""

    size = BYTES

    def __init__(self, directory):
        self.path = directory + NAME

    def erase(self, count):
        with open(self.path, "wb"):
            pass

    def write(self, offset, data):
        with open(self.path, "ab") as file:
            file.write(data)

    def done(self):
        pass

    def read(self, offset, count):
        with open(self.path, "rb") as file:
            file.seek(offset)
            return file.read(count)


running = None  # the Anew of the board that has been made


class Anew:
    """hello: the world's first message, which it does not say twice."""

    def __init__(self, board, events, hello):
        self._board = board
        self._events = events
        self._hello = hello

    async def start(self):
        """Start the board anew; does not return."""
        events, sampler = self._events, self._board.sampler
        until = events.now_ms + BOOT_MS
        while events.now_ms < until:
            # a board without supply starts when that is back
            if not (await sampler.read() if sampler.supplied else await sampler.idle()):
                break
        self.tell()
        sys.exit(ANEW)

    def tell(self):
        """What the next process has to know."""
        board, events = self._board, self._events
        board.sampler.finish()
        board.clock.save()
        kept = {"hello": self._hello, "now_ms": events.now_ms, "earlier": board.console.earlier}
        switches = ("cover", "terminal_cover", "magnet", "seal")
        moved = [("set_" + name, True) for name in switches if getattr(board, name).on]
        first, second = board.tariff_inputs.levels()
        moved.append(("set_temperature", board.thermometer.read() / 1000))
        if first or second:
            moved.append(("set_tariff", 1 + first + 2 * second))
        kept["moved"] = moved
        events.send("anew", kept, always=True)
