"""Runs on MicroPython: what a window takes, by part of the meter, as one JSON object of microseconds for WINDOWS.

A board at rest but for its samples: nobody reads, and its display only remembers what it is to show. The clock chip
goes on with the samples, so that what comes once a second or minute has its share.
"""

# pyright: reportAttributeAccessIssue=false

import gc
import json
import time
from array import array

from fakes import plain_board
from fakes.sine_sampler import SineSampler
from meter.meter import Meter
from meter.metrology import half_cycles, harmonics, kernel
from turn import a_turn

RATE = 8000
BLOCK = 280  # pairs that a sampler hands over: 35 ms
WINDOWS = 150  # of a round: half a minute
ROUNDS = 10  # of which each part's quickest counts: the PC has other things to do
STEPS = (
    ("energy", "add"), ("means", "add"), ("calibrator", "step"), ("hours", "add"), ("quality", "step"),
    ("watch", "step"), ("update", "step"), ("control", "step"), ("red_led", "step"),
    ("tariff", "inputs"), ("pulse_input", "add"), ("keeper", "step"), ("recorder", "step"), ("lights", "step"),
    ("display", "step"), ("pusher", "step"),
)  # fmt: skip
KERNELS = (
    (kernel, "accumulate"), (half_cycles, "squares"), (half_cycles, "join"), (harmonics, "correlate"),
)  # fmt: skip


class Timed:
    """`run`, and how long it took in all (µs). inner: others of them, whose time is not its own."""

    def __init__(self, run, inner=()):
        self.run = run
        self.total = 0
        self.inner = inner

    def __call__(self, *arguments):
        before = [part.total for part in self.inner]
        began = time.ticks_us()
        result = self.run(*arguments)
        took = time.ticks_diff(time.ticks_us(), began)
        for part, had in zip(self.inner, before):  # noqa: B905
            took -= part.total - had
        self.total += took
        return result


def watched(owner, name, inner=()):
    timed = Timed(getattr(owner, name), inner)
    setattr(owner, name, timed)
    return timed


def blocks():
    """A second of samples, of the middle of a converter's range, in a sampler's blocks."""
    sampler = SineSampler(RATE)
    return [array("I", sampler.block(BLOCK)) for _ in range(RATE // BLOCK)]


def meter():
    board = plain_board.board()
    board.sampler.rate = RATE
    return Meter(board)


def parts_of(made):
    """The parts of a Meter, timed from now on, by name."""
    inner = [watched(module, name) for module, name in KERNELS]
    parts = {name: part for (_, name), part in zip(KERNELS, inner)}  # noqa: B905
    parts["a window's end"] = watched(made.chain, "_close", inner)
    for name, method in STEPS:
        parts[name.strip("_")] = watched(getattr(made, name), method)
    parts["step"] = watched(made, "step")
    return parts


def run(made, codes):
    """Feed WINDOWS windows: bytes that they took of the heap."""
    clock = made.board.clock
    start, at = clock.seconds, made.windows
    end = at + WINDOWS
    fed = taken = 0
    had = gc.mem_alloc()
    while at < end:
        made.feed(codes[fed % len(codes)], BLOCK)
        fed += 1
        clock.seconds = start + fed * BLOCK // RATE
        if made.windows != at:
            at = made.windows
            taken += gc.mem_alloc() - had
            gc.collect()
            had = gc.mem_alloc()
    return taken


def main():
    codes = blocks()
    made = meter()
    gc.collect()
    gc.threshold(-1)
    gc.disable()
    taken = run(made, codes)
    parts = parts_of(made)
    found = {}
    for _ in range(ROUNDS):
        for part in parts.values():
            part.total = 0
        run(made, codes)
        for name, part in parts.items():
            found[name] = min(part.total, found.get(name, part.total))
    print(json.dumps({"windows": WINDOWS, "turn": a_turn(), "parts": found, "taken": taken}))


main()
