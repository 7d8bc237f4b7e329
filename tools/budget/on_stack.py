"""Runs on MicroPython: how deep the C stack of a board's firmware gets, as one JSON object.

`-m on_stack -`, on a program every function and module of which begins with `here(name)` (stack.py). The meter starts,
steps, is read and set at the optical port in mode C, and read and set by DLMS at both ports. Coroutines nest as in
main.py and app.py; what the client in the same process has on the stack is left out.
"""

# pyright: reportAttributeAccessIssue=false, reportMissingImports=false, reportIndexIssue=false

import asyncio
import builtins
import gc
import json
import sys

from micropython import stack_use

TRIED = 10  # nested calls or imports, to see what one takes
CHANGES = (
    # the clock goes on into a month whose billing stop is then made, at the first port to May and then to July
    b"\xc1\x01\xc1\x00\x08\x00\x00\x01\x00\x00\xff\x02\x00\x09\x0c\x07\xea%c\x01\xff\x08\x1e\x00\x00\x00\x00\x00",
    b"\xc3\x01\xc1\x00\x09\x00\x00\x0a\x00\x01\xff\x01\x01\x12\x00\x01",  # the script that stops billing
    b"\xc1\x01\xc1\x00\x01\x01\x00\xc7\x02\x01\xff\x02\x00\x0a\x0c1.8.0,32.7.0",  # the automatic display list
)


class Probe:
    """most: (bytes, imports, names from the outermost) by stage, the deepest; offset: what is not the meter's."""

    def __init__(self, call):
        self.offset = self.imports = 0
        self.stage = ""
        self.most = {}
        self._call = call
        self.chain = []
        self._import = builtins.__import__

    def here(self, name):
        use = stack_use() - self._call
        chain = self.chain
        while chain and chain[-1][0] >= use:
            chain.pop()
        chain.append((use, name))
        use -= self.offset
        if use > self.most.get(self.stage, (0,))[0]:
            self.most[self.stage] = use, self.imports, [name for _, name in chain]

    def load(self, name, *others):
        if name in sys.modules:  # nothing is run
            return self._import(name, *others)
        self.imports += 1
        try:
            return self._import(name, *others)
        finally:
            self.imports -= 1


def deep(count):
    return deep(count - 1) if count else stack_use()


def import_cost():
    """Bytes of an import within an import, with the body of the module."""
    builtins.uses = uses = []
    for k in range(TRIED):
        with open("deep_%d.py" % k, "w") as file:  # noqa: PTH123
            file.write("from micropython import stack_use\nuses.append(stack_use())\n")
            file.write("import deep_%d\n" % (k + 1) if k + 1 < TRIED else "")
    sys.path.insert(0, "")
    import deep_0  # noqa: F401

    sys.path.pop(0)
    return (uses[-1] - uses[0]) / (TRIED - 1)


BASE = stack_use()
CALL = (deep(TRIED) - deep(0)) / TRIED
probe = Probe(CALL)
builtins.here = probe.here
builtins.__import__ = probe.load
IMPORT = import_cost()

import on_board  # noqa: E402


class Line(on_board.Line):
    """Leaves out what the client has on the stack. level: where the port's coroutine is."""

    level = 0

    def feed(self, data, patience=0):
        probe.offset, kept = stack_use() - self.level, probe.offset
        probe.chain.clear()
        try:
            return super().feed(data, patience)
        finally:
            probe.offset = kept


async def power_on():
    from board import make

    board = make()
    on_board.quieten(board)
    board.network = on_board.Quiet()  # of what may take the place of none
    gc.collect()
    await app(board)


async def app(board):
    from meter.app import run  # noqa: F401

    await life(board)


async def life(board):
    from meter.meter import Meter

    meter = Meter(board)
    probe.stage = "metering"
    on_board.run(meter, on_board.LOGGED)
    probe.stage = "loading a client"
    from fuzz import client, links

    Line.level = stack_use()
    probe.stage = "mode C"
    optical = Line(meter.ports[0]._session, gc.collect)
    on_board.mode_c(optical)
    for stage, port, at in (("HDLC", 0, links.Hdlc), ("TCP", 1, links.Wrapped)):
        probe.stage = "DLMS over " + stage
        line = Line(meter.ports[port]._session, gc.collect)
        line.now = 1_000_000 * (port + 1)
        line.feed(b"")
        link = at(line, 1, b"\x03") if at is links.Hdlc else at(line, 1, 1)
        visit = on_board.Visit(link, client, 1000 * port)
        for what in (on_board.PROFILE, on_board.EVENTS, on_board.ASSOCIATION):
            visit.read(what)
        probe.stage = "changes over " + stage
        for k, request in enumerate(CHANGES):
            visit.change(request.replace(b"%c", bytes((5 + 2 * port,))) if not k else request)
        line.session.hang_up(line.now)
    meter.close()


on_board.settle({})
probe.stage = "start"
asyncio.run(power_on())
del probe.most["loading a client"]
print(json.dumps({"base": BASE, "call": CALL, "import": IMPORT, "most": probe.most}))
