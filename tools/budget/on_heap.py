"""Runs on MicroPython: what a board's firmware takes of the heap, as JSON.

`-m on_heap IMAGE whole SETTINGS`: step by step, a meter made, read in mode C, by a DLMS client with a password, and in
a ciphered session that reads the load profile; SETTINGS: as JSON. `-m on_heap IMAGE modules NAME…`: each module alone.
IMAGE: a ROMFS to run from, or "-". What fakes take by being loaded does not count.
"""

# pyright: reportAttributeAccessIssue=false, reportMissingImports=false, reportIndexIssue=false

import builtins
import gc
import json
import sys
from array import array

gc.threshold(4_096)  # as main.py

import micropython  # noqa: E402
import on_board  # noqa: E402

NAMES = 4400  # that no module brings a larger table of names, which would count as its own
LARGE = 256  # bytes: a buffer
DEPTH = 4
POINTS = 1000


def used():
    gc.collect()
    gc.collect()
    return gc.mem_alloc()


class Modules:
    """Stands in for `import` and finds what each module takes, without those that it imports."""

    def __init__(self):
        self.taken = {}
        self._inner = [0]
        self._import = builtins.__import__

    def load(self, name, *others):
        new = name not in sys.modules
        before = used() if new else 0
        self._inner.append(0)
        try:
            return self._import(name, *others)
        finally:
            inner = self._inner.pop()
            if new:
                taken = used() - before
                self._inner[-1] += taken
                self.taken[name] = self.taken.get(name, 0) + taken - inner
            else:
                self._inner[-1] += inner


def modules(names):
    for k in range(NAMES):
        setattr(on_board, "name_%d" % k, None)
        delattr(on_board, "name_%d" % k)
    watching = Modules()
    plain, builtins.__import__ = builtins.__import__, watching.load
    try:
        for name in names:
            __import__(name)
    finally:
        builtins.__import__ = plain
    return watching.taken


def buffers(thing, seen, depth=DEPTH):
    """Bytes in large buffers that an object holds by attributes, lists and tuples."""
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    if isinstance(thing, (bytearray, bytes, array)):
        size = len(bytes(thing))
        return size if size >= LARGE else 0
    if not depth:
        return 0
    inner = thing if isinstance(thing, (list, tuple)) else getattr(thing, "__dict__", {}).values()
    return sum([buffers(part, seen, depth - 1) for part in inner])


class Steps:
    """What each step has taken: (name, bytes, of them in large buffers)."""

    def __init__(self):
        self.found = []
        self._last = used()

    def __call__(self, name, in_buffers=0):
        now = used()
        self.found.append((name, now - self._last, in_buffers))
        self.skip()

    def skip(self):
        """What has been taken since the last step is not the board's."""
        self._last = used()


class Start:
    """Finds what a start takes beside what stays: looks whenever a module is to be loaded, and when it has been."""

    def __init__(self):
        self.points = array("i", bytes(4 * POINTS))
        self.count = 0
        self._import = builtins.__import__
        self._before = used()

    def load(self, name, *others):
        if name in sys.modules:
            return self._import(name, *others)
        self._look()
        try:
            return self._import(name, *others)
        finally:
            self._look()

    def _look(self):
        self.points[self.count] = used() - self._before
        self.count += 1


def whole():
    """(steps, what was in use at each point of the start beyond what there was before, names of modules that stay)."""
    steps = Steps()
    from board import make

    steps("modules of the board")
    board = make()
    seen = set()
    steps("the board", buffers(board, seen))
    seen.clear()
    outputs = on_board.quieten(board)
    import meter.app

    steps("modules of the meter")
    start = Start()
    steps.skip()
    plain, builtins.__import__ = builtins.__import__, start.load
    made = meter.meter.Meter(board)
    builtins.__import__ = plain
    steps("the meter")
    on_board.run(made, on_board.LOGGED)
    steps("two days of metering")
    loaded = sorted(sys.modules)
    micropython.qstr_info()  # printed: how many bytes are names
    from fuzz import client, links

    before = used()
    most = [0]

    def look():
        most[0] = max(most[0], used())

    line = on_board.Line(made.ports[0]._session, look)
    on_board.mode_c(line)
    steps.found.append(("mode C", most[0] - before, 0))
    micropython.qstr_info()
    most[0] = 0
    on_board.Reader(links.Hdlc(line, on_board.READER, b"\x21"), client).read(on_board.REGISTER)
    line.session.hang_up(line.now)
    steps.found.append(("a register by password", most[0] - before, 0))
    micropython.qstr_info()
    most[0] = 0
    blocks = on_board.Visit(links.Hdlc(line, 1, b"\x03"), client).read(on_board.PROFILE)
    assert blocks > 4 and outputs
    steps.found.append(("a session", most[0] - before, 0))
    micropython.qstr_info()
    return steps.found, list(start.points)[: start.count], loaded


micropython.qstr_info()
if sys.argv[1] == "modules":
    print(json.dumps(modules(sys.argv[2:])))
else:
    on_board.settle(json.loads(sys.argv[2]))
    print(json.dumps(whole()))
