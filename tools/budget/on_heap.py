"""Runs on MicroPython: what a board's firmware takes of the heap, as one JSON object.

`-m on_heap IMAGE whole`: step by step, a meter made and in a ciphered session that reads the load profile;
`-m on_heap IMAGE modules NAME…`: each module alone. IMAGE: a ROMFS to run from, or "-". What fakes take by being
loaded does not count.
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
        self._last = used()


def whole():
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
    made = meter.meter.Meter(board)
    steps("the meter")
    on_board.run(made, on_board.LOGGED)
    steps("two days of metering")
    micropython.qstr_info()  # printed: how many bytes are names
    from fuzz import client, links

    before = used()
    most = [0]

    def look():
        most[0] = max(most[0], used())

    line = on_board.Line(made.ports[0]._session, look)
    blocks = on_board.Visit(links.Hdlc(line, 1, b"\x03"), client).read(on_board.PROFILE)
    assert blocks > 4 and outputs
    steps.found.append(("a session", most[0] - before, 0))
    micropython.qstr_info()
    return steps.found


micropython.qstr_info()
if sys.argv[1] == "modules":
    print(json.dumps(modules(sys.argv[2:])))
else:
    on_board.settle()
    print(json.dumps(whole()))
